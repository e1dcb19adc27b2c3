/// Reads the arithmetic of lessons.
struct LessonExpressionParser {
    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0
    /// The slot that a name stands for.
    private let slot: (String) -> Int?

    private init(_ text: some StringProtocol, slot: @escaping (String) -> Int?) {
        bytes = Array(text.utf8)
        self.slot = slot
    }

    /// - Throws: `LessonProblem`, which says where the text makes no sense.
    static func parse(_ text: some StringProtocol, slot: @escaping (String) -> Int?) throws -> LessonExpression {
        var parser = LessonExpressionParser(text, slot: slot)
        let result = try parser.expression(level: 0)
        parser.skipBlanks()
        guard parser.place == parser.bytes.count else { throw parser.problem("an operator was expected") }
        return result
    }

    private func problem(_ what: String) -> LessonProblem {
        LessonProblem("\(what) at byte \(place) of \"\(String(decoding: bytes, as: UTF8.self))\"")
    }

    private mutating func skipBlanks() {
        while place < bytes.count, bytes[place] == UInt8(ascii: " ") { place += 1 }
    }

    private mutating func take(_ text: String) -> Bool {
        skipBlanks()
        guard bytes[place...].starts(with: text.utf8) else { return false }
        place += text.utf8.count
        return true
    }

    private static let operators: [[LessonExpression.Operator]] = [
        [.lessOrEqual, .greaterOrEqual, .equal, .unequal, .less, .greater], [.plus, .minus],
        [.divides, .divided, .modulo, .times], [.power],
    ]

    private mutating func expression(level: Int) throws -> LessonExpression {
        guard level < Self.operators.count else { return try operand() }
        var left = try expression(level: level + 1)
        while let sign = takeOperator(level) {
            // Powers bind to the right.
            let right = try expression(level: sign == .power ? level : level + 1)
            left = .operation(sign, left, right)
        }
        return left
    }

    private mutating func takeOperator(_ level: Int) -> LessonExpression.Operator? {
        skipBlanks()
        // The first half of a power is no product.
        if level == 2, bytes[place...].starts(with: "**".utf8) { return nil }
        return Self.operators[level].first { sign in take(sign.rawValue) }
    }

    private mutating func operand() throws -> LessonExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth < 40 else { throw problem("too many parentheses") }
        skipBlanks()
        if take("(") {
            let inner = try expression(level: 0)
            guard take(")") else { throw problem("a closing parenthesis is missing") }
            return inner
        }
        if take("-") { return .operation(.minus, .number(LessonNumber(0)), try operand()) }
        let start = place
        while place < bytes.count, Self.isWord(bytes[place]) || bytes[place] == UInt8(ascii: ".") { place += 1 }
        let word = String(decoding: bytes[start..<place], as: UTF8.self)
        if let function = LessonExpression.Function(rawValue: word), take("(") {
            var arguments = [try expression(level: 0)]
            while take(",") { arguments.append(try expression(level: 0)) }
            guard take(")") else { throw problem("a closing parenthesis is missing") }
            return .call(function, arguments)
        }
        if let number = LessonNumber(word) { return .number(number) }
        if let index = slot(word) { return .slot(index) }
        place = start
        throw problem(word.isEmpty ? "a number was expected" : "\"\(word)\" is no number and no slot")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        0x61...0x7A ~= byte | 0x20 || 0x30...0x39 ~= byte || byte == UInt8(ascii: "_")
    }
}
