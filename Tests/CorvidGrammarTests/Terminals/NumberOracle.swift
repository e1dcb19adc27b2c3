/// Numbers and specifications in plain integer arithmetic, to check the exact ones against.
struct NumberOracle {
    /// A value of up to `places` decimal places, as an integer of the last of them.
    static let places = 15

    var integerOnly = false
    var mustNotBeInteger = false
    var lower: (value: Int128, isExclusive: Bool)?
    var upper: (value: Int128, isExclusive: Bool)?
    var divisors: [Int128] = []
    var forbidden: [Int128] = []
    var excluded: [Int128] = []
    var allowed: [Int128]?

    static func power(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { value, _ in value * 10 } }

    /// The value of a number text as far as it fits; nil for other texts and others values.
    static func value(_ text: [UInt8]) -> Int128? {
        let string = String(decoding: text, as: UTF8.self)
        let halves = string.split(whereSeparator: { $0 == "e" || $0 == "E" })
        let exponent = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
        let parts = halves[0].split(separator: ".")
        let fraction = parts.count > 1 ? parts[1] : ""
        guard let mantissa = Int128(parts[0] + fraction) else { return nil }
        if mantissa == 0 { return 0 }
        let shift = places + exponent - fraction.count
        if shift < 0 || shift > 36 { return nil }
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: power(shift))
        return overflow ? nil : product
    }

    func contains(_ value: Int128) -> Bool {
        let isInteger = value % Self.power(Self.places) == 0
        if integerOnly, !isInteger { return false }
        if mustNotBeInteger, isInteger { return false }
        if let lower, value < lower.value || lower.isExclusive && value == lower.value { return false }
        if let upper, value > upper.value || upper.isExclusive && value == upper.value { return false }
        if divisors.contains(where: { value % $0 != 0 }) { return false }
        if forbidden.contains(where: { value % $0 == 0 }) { return false }
        if let allowed, !allowed.contains(value) { return false }
        return !excluded.contains(value)
    }

    /// Whether the text is the canonical one of its value, by its looks.
    static func isCanonical(_ text: [UInt8]) -> Bool {
        let string = String(decoding: text, as: UTF8.self)
        if string == "-0" || string.contains("e") || string.contains("E") { return false }
        return !string.contains(".") || string.last != "0"
    }

    /// Whether the text is a number in JSON's syntax, by hand.
    static func isNumber(_ text: [UInt8]) -> Bool {
        var rest = text[...]
        func digits() -> Int {
            let count = rest.prefix { 0x30...0x39 ~= $0 }.count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let isZero = rest.first == UInt8(ascii: "0")
        let count = digits()
        if count == 0 || isZero && count > 1 { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            if digits() == 0 { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            if digits() == 0 { return false }
        }
        return rest.isEmpty
    }
}
