import Testing

@testable import CorvidGrammar

@Suite("The format regex")
struct PatternMachineTests {
    private let pool = ExpressionPool()

    private func isTaken(_ text: [UInt8]) throws -> Bool {
        pool.matches(try StringFormat.regex.expression(in: pool), text)
    }

    /// Nil where the parser refuses a pattern only because it is not supported.
    private func isParsed(_ text: [UInt8]) -> Bool? {
        do {
            _ = try RegularExpression(text)
            return true
        } catch { return error.kind == .syntax ? false : nil }
    }

    @Test(
        "Patterns are told from others",
        arguments: [
            ("", true), ("([abc])+\\s+$", true), ("^(abc]", false), ("a{2,3}?", true), ("a{3,2}", false),
            ("{2}", false),
            ("{2", true), ("a{2,x}*", true), ("[a-z]", true), ("[z-a]", false), ("[é-ü]", true), ("[ü-é]", false),
            ("[\\x61-\\u007A]", true), ("[\\x62-\\u0061]", false), ("[\\u{1F409}-\\uD83D\\uDC32]", true),
            ("[\\u{1F432}-\\uD83D\\uDC09]", false), ("[\\uD83D\\u0061-z]", true), ("[\\uD83D-\\uD83C]", false),
            ("[--a]", true), ("[a--]", false), ("[\\w-a]", true), ("(a)\\1", true), ("(a)\\2", false), ("\\a", false),
            ("(?<n>a)", true), ("(?<1>a)", false), ("(?<=a)*", false), ("(?=a)*", true), ("\\p{Lu}", true),
            ("\\p{Lx}", false), ("\\0", true), ("\\01", false), ("\\cA", true), ("\\c1", false), ("a**", false),
            ("a*?", true),
            ("a*??", false), (")", false), ("\\", false), ("a|*", false), ("[\\B]", false), ("[\\b]", true),
        ])
    func examples(text: String, isPattern: Bool) throws {
        #expect(try isTaken(Array(text.utf8)) == isPattern)
    }

    @Test("Random texts are patterns exactly when they can be parsed", arguments: 0..<4)
    func agreement(seed: Int) throws {
        let pieces = [
            "(", ")", "[", "]", "{", "}", "^", "$", "|", "*", "+", "?", "\\", "-", "a", "z", "B", "1", "0", ",", ":",
            "=", "!",
            "<", ">", "(?", "(?<", "\\x", "\\u", "\\u{", "\\uD83D", "\\uDC32", "\\p{", "Lu}", "é", "🐲", "[a-", "[^",
            "{1,", "{2}",
            "d", "D8", "00", "ff", "\\c", "\\k", "\\0",
        ].map { Array($0.utf8) }
        var generator = SeededGenerator(seed: UInt64(seed))
        var patterns = 0
        for _ in 0..<10_000 {
            let count = Int.random(in: 1...9, using: &generator)
            let text = (0..<count).flatMap { _ in pieces.randomElement(using: &generator) ?? [] }
            guard let isParsed = isParsed(text) else { continue }
            #expect(try isTaken(text) == isParsed, "\(String(decoding: text, as: UTF8.self))")
            patterns += isParsed ? 1 : 0
        }
        #expect(patterns > 500)
    }

    @Test func everyStateCanBeCompleted() throws {
        var generator = SeededGenerator(seed: 5)
        let start = try StringFormat.regex.expression(in: pool)
        for _ in 0..<300 {
            var state = start
            var text: [UInt8] = []
            for _ in 0..<20 {
                let bytes = pool.firstBytes(state).bytes
                // Punctuation leads to more than letters do.
                let marks = bytes.filter { !(0x61...0x7A ~= $0 || $0 >= 0x80) }
                let list = Bool.random(using: &generator) && !marks.isEmpty ? marks : bytes
                guard let byte = list.randomElement(using: &generator) else { break }
                text.append(byte)
                state = pool.derivative(state, by: byte)
                #expect(state != .nothing)
                let whole = text + pool.completion(state)
                #expect(isParsed(whole) != false, "\(String(decoding: whole, as: UTF8.self))")
                #expect(pool.matches(start, whole))
            }
        }
    }
}
