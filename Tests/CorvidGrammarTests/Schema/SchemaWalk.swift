@testable import CorvidGrammar

/// Documents made at random, as a model without any sense would.
enum SchemaWalk {
    /// Takes random allowed bytes, `length` of them, and then the shortest way to the end; nil when that led nowhere.
    static func document(
        of grammar: CompiledGrammar, length: Int, _ random: inout SeededGenerator
    ) -> [UInt8]? {
        var matcher = GrammarMatcher(grammar)
        for _ in 0..<length {
            var allowed: [UInt8] = []
            matcher.allowedBytes().forEach { allowed.append($0) }
            if allowed.isEmpty { return matcher.isComplete ? matcher.text : nil }
            // What structures a document comes more often than chance has it.
            let marks = allowed.filter { Self.marks.contains($0) }
            let byte =
                !marks.isEmpty && random.below(3) != 0
                ? marks[random.below(marks.count)] : allowed[random.below(allowed.count)]
            guard matcher.advance(by: [byte]) == 1 else { return nil }
        }
        let rest = matcher.shortestCompletion()
        guard matcher.advance(by: rest) == rest.count, matcher.isComplete else { return nil }
        return matcher.text
    }

    private static let marks = Set("\"{}[],ab1".utf8)
}
