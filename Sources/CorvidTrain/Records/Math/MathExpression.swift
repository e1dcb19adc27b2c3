/// A sum as records write it: numbers, `+ - * /`, parentheses and a sign.
struct MathExpression: Hashable, Sendable {
    enum Token: Hashable, Sendable {
        case number(String)
        /// One of `+-*/()`.
        case sign(UInt8)
    }

    let tokens: [Token]
    let value: Fraction
    private static let maximumDepth = 32

    /// Nil where the text is no such expression, or has no value.
    init?(_ text: some StringProtocol) {
        var tokens: [Token] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: " "): rest = rest.dropFirst()
            case 0x30...0x39, UInt8(ascii: "."):
                let number = rest.prefix { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }
                var text = String(decoding: number, as: UTF8.self)
                if text.hasPrefix(".") { text = "0" + text }
                if text.hasSuffix(".") { text.removeLast() }
                guard Fraction(text) != nil else { return nil }
                tokens.append(.number(text))
                rest = rest.dropFirst(number.count)
            default:
                guard "+-*/()".utf8.contains(byte) else { return nil }
                tokens.append(.sign(byte))
                rest = rest.dropFirst()
            }
        }
        var place = 0
        guard let value = Self.sum(tokens, &place, 0), place == tokens.count else { return nil }
        self.tokens = tokens
        self.value = value
    }

    /// How many numbers stand in it.
    var operandCount: Int { tokens.reduce(0) { if case .number = $1 { $0 + 1 } else { $0 } } }

    private static func sum(_ tokens: [Token], _ place: inout Int, _ depth: Int) -> Fraction? {
        guard var value = product(tokens, &place, depth) else { return nil }
        while let sign = sign(tokens, place), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            place += 1
            guard let next = product(tokens, &place, depth),
                let result = sign == UInt8(ascii: "+") ? value + next : value - next
            else { return nil }
            value = result
        }
        return value
    }

    private static func product(_ tokens: [Token], _ place: inout Int, _ depth: Int) -> Fraction? {
        guard var value = factor(tokens, &place, depth) else { return nil }
        while let sign = sign(tokens, place), sign == UInt8(ascii: "*") || sign == UInt8(ascii: "/") {
            place += 1
            guard let next = factor(tokens, &place, depth),
                let result = sign == UInt8(ascii: "*") ? value * next : value / next
            else { return nil }
            value = result
        }
        return value
    }

    private static func factor(_ tokens: [Token], _ place: inout Int, _ depth: Int) -> Fraction? {
        guard depth < maximumDepth, place < tokens.count else { return nil }
        defer { place += 1 }
        switch tokens[place] {
        case .number(let text): return Fraction(text)
        case .sign(UInt8(ascii: "-")):
            place += 1
            guard let value = factor(tokens, &place, depth + 1) else { return nil }
            place -= 1
            return -value
        case .sign(UInt8(ascii: "(")):
            place += 1
            guard let value = sum(tokens, &place, depth + 1), sign(tokens, place) == UInt8(ascii: ")") else {
                return nil
            }
            return value
        default: return nil
        }
    }

    private static func sign(_ tokens: [Token], _ place: Int) -> UInt8? {
        guard place < tokens.count, case .sign(let byte) = tokens[place] else { return nil }
        return byte
    }
}
