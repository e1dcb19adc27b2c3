#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `%` formatting and `str.format`.
extension JinjaInterpreter {
    /// How one value is to be written.
    private struct Specification {
        var fill: UInt32 = 0x20
        var alignment: Character?
        var sign: Character?
        var isAlternate = false
        var width = 0
        var grouping: Character?
        var precision: Int?
        var type: Character?
    }

    // MARK: Percent

    func percentFormatted(_ format: JinjaText, _ value: JinjaValue) throws -> JinjaValue {
        switch value {
        case .tuple(let sequence): try percentFormatted(format, JinjaArguments(positional: sequence.elements))
        case .mapping(let mapping):
            try percentFormatted(
                format, JinjaArguments(named: try mapping.entries.map { (try printed($0.key).string, $0.value) }),
                whole: value)
        default: try percentFormatted(format, JinjaArguments(positional: [value]))
        }
    }

    func percentFormatted(_ format: JinjaText, _ arguments: JinjaArguments, whole: JinjaValue? = nil) throws
        -> JinjaValue
    {
        guard arguments.positional.isEmpty || arguments.named.isEmpty else {
            throw JinjaFault.invalid("can't handle positional and keyword arguments at the same time")
        }
        var scanner = JinjaScanner(format)
        var units: [UInt32] = []
        var next = 0
        func take() throws -> JinjaValue {
            if let whole, next == 0 {
                next = 1
                return whole
            }
            guard next < arguments.positional.count else {
                throw JinjaFault.invalid("not enough arguments for format string")
            }
            defer { next += 1 }
            return arguments.positional[next]
        }
        while let unit = scanner.next() {
            guard unit & JinjaText.scalarMask == 0x25 else {
                units.append(unit)
                continue
            }
            if scanner.take("%") {
                units.append(unit)
                continue
            }
            var value: JinjaValue?
            if scanner.take("(") {
                let name = scanner.text(until: ")")
                guard let found = arguments.named.last(where: { $0.name == name })?.value else {
                    throw JinjaFault.invalid("the format has no value '\(name)'")
                }
                value = found
            }
            var specification = Specification(alignment: ">")
            while let flag = scanner.take(anyOf: "-+ 0#") {
                switch flag {
                case "-": specification.alignment = "<"
                case "0": specification.fill = 0x30
                case "#": specification.isAlternate = true
                default: specification.sign = flag
                }
            }
            specification.width = scanner.integer() ?? 0
            if scanner.take(".") { specification.precision = scanner.integer() ?? 0 }
            guard let type = scanner.take(anyOf: "sraduifFeEgGxXoc") else {
                throw JinjaFault.invalid("unsupported format character")
            }
            specification.type = type
            units += try percentFormatted(try value ?? take(), specification)
        }
        guard next >= arguments.positional.count || whole != nil else {
            throw JinjaFault.invalid("not all arguments converted during string formatting")
        }
        return try text(units)
    }

    private func percentFormatted(_ value: JinjaValue, _ written: Specification) throws -> [UInt32] {
        var specification = written
        switch written.type {
        case "s", "r", "a", "c":
            if written.fill == 0x30 { specification.fill = 0x20 }
            specification.type = "s"
            let text = written.type == "s" || written.type == "c" ? try printed(value) : try represented(value)
            return try pad(written.precision.map { Array(text.units.prefix($0)) } ?? text.units, specification)
        case "d", "i", "u":
            guard let number = value.number else {
                throw JinjaFault.invalid("%d format: a number is required, not \(value.typeName)")
            }
            guard let integer = Int(exactly: number.double.rounded(.towardZero)) else {
                throw JinjaFault.invalid("the number is too large for %d")
            }
            specification.type = "d"
            specification.precision = nil
            if case .integer(let exact) = number { return try format(.integer(exact), specification) }
            return try format(.integer(integer), specification)
        default:
            if specification.fill == 0x30, specification.alignment == ">" { specification.alignment = "=" }
            if ["f", "F", "e", "E", "g", "G"].contains(written.type) {
                guard let number = value.number else { throw JinjaFault.invalid("must be real number") }
                specification.precision = specification.precision ?? 6
                return try format(.float(number.double), specification)
            }
            return try format(value, specification)
        }
    }

    // MARK: str.format

    func formatted(_ format: JinjaText, _ arguments: JinjaArguments) throws -> JinjaValue {
        var scanner = JinjaScanner(format)
        var units: [UInt32] = []
        var automatic = 0
        while let unit = scanner.next() {
            switch unit & JinjaText.scalarMask {
            case 0x7B where !scanner.take("{"):
                units += try replacement(&scanner, arguments, &automatic)
            case 0x7D:
                guard scanner.take("}") else {
                    throw JinjaFault.invalid("Single '}' encountered in format string")
                }
                units.append(unit)
            default: units.append(unit)
            }
        }
        return try text(units)
    }

    /// What stands for `{field!conversion:specification}`.
    private func replacement(_ scanner: inout JinjaScanner, _ arguments: JinjaArguments, _ automatic: inout Int) throws
        -> [UInt32]
    {
        let first = scanner.text(untilAnyOf: ".[!:}")
        var value: JinjaValue
        if first.isEmpty || Int(first) != nil {
            let index = Int(first) ?? automatic
            if first.isEmpty { automatic += 1 }
            guard arguments.positional.indices.contains(index) else {
                throw JinjaFault.invalid("Replacement index \(index) out of range for positional args tuple")
            }
            value = arguments.positional[index]
        } else {
            guard let named = arguments.named.last(where: { $0.name == first }) else {
                throw JinjaFault.invalid("the format has no value '\(first)'")
            }
            value = named.value
        }
        while true {
            if scanner.take(".") {
                value = try attribute(JinjaText(scanner.text(untilAnyOf: ".[!:}")), of: value)
            } else if scanner.take("[") {
                let key = scanner.text(until: "]")
                value = try item(Int(key).map(JinjaValue.integer) ?? .string(key), of: value)
            } else {
                break
            }
        }
        if scanner.take("!") {
            let isPrinted = scanner.take("s")
            guard isPrinted || scanner.take("r") else { throw JinjaFault.invalid("Unknown conversion specifier") }
            value = .text(isPrinted ? try printed(value) : try represented(value))
        }
        var specification = Specification()
        if scanner.take(":") {
            var inner = JinjaScanner(scanner.units(until: 0x7D))
            specification = try Self.specification(&inner)
        } else if !scanner.take("}") {
            throw JinjaFault.invalid("expected '}' before end of string")
        }
        return try format(value, specification)
    }

    private static func specification(_ scanner: inout JinjaScanner) throws -> Specification {
        var specification = Specification()
        if let fill = scanner.peek(1), "<>=^".unicodeScalars.contains(JinjaText.scalar(fill)), let unit = scanner.next()
        {
            specification.fill = unit
        }
        specification.alignment = scanner.take(anyOf: "<>=^")
        specification.sign = scanner.take(anyOf: "+- ")
        specification.isAlternate = scanner.take("#")
        if scanner.take("0"), specification.alignment == nil {
            specification.fill = 0x30
            specification.alignment = "="
        }
        specification.width = scanner.integer() ?? 0
        specification.grouping = scanner.take(anyOf: ",_")
        if scanner.take(".") { specification.precision = scanner.integer() }
        specification.type = scanner.take(anyOf: "sdfFeEgGxXobc%n")
        guard scanner.next() == nil else { throw JinjaFault.invalid("Invalid format specifier") }
        return specification
    }

    // MARK: Values

    private func format(_ value: JinjaValue, _ specification: Specification) throws -> [UInt32] {
        var specification = specification
        let precision = specification.precision
        guard precision ?? 0 <= 1000 else { throw JinjaFault.limit("a precision of more than 1000 digits") }
        switch (specification.type, value) {
        case (nil, .text), ("s", _), (nil, .none), (nil, .undefined):
            let text = try printed(value)
            specification.alignment = specification.alignment ?? "<"
            return try pad(precision.map { Array(text.units.prefix($0)) } ?? text.units, specification)
        case (nil, .bool) where specification.width == 0: return try printed(value).units
        default: break
        }
        guard let number = value.number else {
            if specification.width == 0, specification.type == nil { return try printed(value).units }
            throw JinjaFault.invalid("unsupported format for '\(value.typeName)'")
        }
        var digits: String
        switch (specification.type, number) {
        case (nil, .integer(let integer)), ("d", .integer(let integer)), ("n", .integer(let integer)):
            digits = String(integer.magnitude)
        case ("x", .integer(let integer)):
            digits = (specification.isAlternate ? "0x" : "") + String(integer.magnitude, radix: 16)
        case ("X", .integer(let integer)):
            digits = (specification.isAlternate ? "0X" : "") + String(integer.magnitude, radix: 16, uppercase: true)
        case ("o", .integer(let integer)):
            digits = (specification.isAlternate ? "0o" : "") + String(integer.magnitude, radix: 8)
        case ("b", .integer(let integer)):
            digits = (specification.isAlternate ? "0b" : "") + String(integer.magnitude, radix: 2)
        case ("c", .integer(let integer)):
            guard let scalar = UInt32(exactly: integer).flatMap(Unicode.Scalar.init) else {
                throw JinjaFault.invalid("%c arg not in range")
            }
            return try pad([scalar.value], specification)
        case (nil, .float(let double)):
            digits =
                precision.map { Self.printed(double.magnitude, "g", $0) } ?? pythonDescription(of: double.magnitude)
        case ("%", _): digits = Self.printed(number.double.magnitude * 100, "f", precision ?? 6) + "%"
        case (let type?, _) where "fFeEgG".contains(type):
            digits = Self.printed(number.double.magnitude, type, precision ?? 6)
        default: throw JinjaFault.invalid("unknown format code for '\(value.typeName)'")
        }
        if let separator = specification.grouping { digits = Self.grouped(digits, by: separator) }
        let isNegative = number.double < 0 || number.double.sign == .minus && number.double.isZero
        let sign = isNegative ? "-" : specification.sign.flatMap { $0 == "-" ? nil : String($0) } ?? ""
        if specification.alignment == "=" {
            let missing = max(0, specification.width - sign.count - digits.count)
            try charge(missing)
            return JinjaText(sign).units + Array(repeating: specification.fill, count: missing)
                + JinjaText(digits).units
        }
        specification.alignment = specification.alignment ?? ">"
        return try pad(JinjaText(sign + digits).units, specification)
    }

    private func pad(_ units: [UInt32], _ specification: Specification) throws -> [UInt32] {
        let missing = max(0, specification.width - units.count)
        try charge(missing)
        func fill(_ count: Int) -> [UInt32] { Array(repeating: specification.fill, count: count) }
        switch specification.alignment {
        case "<": return units + fill(missing)
        case "^": return fill(missing / 2) + units + fill(missing - missing / 2)
        default: return fill(missing) + units
        }
    }

    private static func grouped(_ digits: String, by separator: Character) -> String {
        let whole = digits.prefix { $0.isNumber }
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index).isMultiple(of: 3) { result.append(separator) }
            result.append(digit)
        }
        return result + digits.dropFirst(whole.count)
    }

    /// C's formatting of a number.
    static func printed(_ value: Double, _ type: Character, _ precision: Int) -> String {
        var buffer = [CChar](repeating: 0, count: 1500)
        let count = withVaList([Int32(precision), value]) { vsnprintf(&buffer, buffer.count, "%.*\(type)", $0) }
        return String(decoding: buffer.prefix(max(0, Int(count))).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// Reads the characters of a format string.
struct JinjaScanner {
    private let units: [UInt32]
    private var index = 0

    init(_ text: JinjaText) { units = text.units }

    mutating func next() -> UInt32? {
        guard index < units.count else { return nil }
        defer { index += 1 }
        return units[index]
    }

    func peek(_ offset: Int) -> UInt32? { index + offset < units.count ? units[index + offset] : nil }

    mutating func take(_ character: Character) -> Bool { take(anyOf: String(character)) != nil }

    mutating func take(anyOf characters: String) -> Character? {
        guard let unit = peek(0) else { return nil }
        let character = Character(JinjaText.scalar(unit))
        guard characters.contains(character) else { return nil }
        index += 1
        return character
    }

    /// A width or precision of up to nine digits.
    mutating func integer() -> Int? {
        var value: Int?
        while let digit = take(anyOf: "0123456789")?.wholeNumberValue {
            value = min((value ?? 0) * 10 + digit, 999_999_999)
        }
        return value
    }

    /// The text up to `end`, which is read too.
    mutating func text(until end: Character) -> String {
        JinjaText.string(units(until: end.unicodeScalars.first?.value ?? 0).units[...])
    }

    mutating func units(until end: UInt32) -> JinjaText {
        let start = index
        while index < units.count, units[index] & JinjaText.scalarMask != end { index += 1 }
        defer { index = min(index + 1, units.count) }
        return JinjaText(units: Array(units[start..<index]))
    }

    /// The text before any of `ends`.
    mutating func text(untilAnyOf ends: String) -> String {
        let start = index
        while let unit = peek(0), !ends.unicodeScalars.contains(JinjaText.scalar(unit)) { index += 1 }
        return JinjaText.string(units[start..<index])
    }
}
