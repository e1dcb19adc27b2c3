import CorvidGrammar

/// Sentences made at random, as a model without any sense would write them.
enum GrammarWalk {
    /// Takes random allowed bytes, about `length` of them, and then the shortest way to the end; nil when that led nowhere.
    static func sentence(
        of grammar: CompiledGrammar, length: Int, _ random: inout SeededGenerator
    ) -> String? {
        var matcher = GrammarMatcher(grammar)
        while matcher.text.count < length {
            let forced = matcher.forcedBytes()
            if !forced.isEmpty {
                guard matcher.advance(by: forced) == forced.count else { return nil }
                continue
            }
            let allowed = matcher.allowedBytes().bytes
            if allowed.isEmpty { break }
            // Strings end before they have become long.
            let byte =
                allowed.contains(0x27) && random.below(3) == 0 ? 0x27 : allowed[random.below(allowed.count)]
            guard matcher.advance(by: [byte]) == 1 else { return nil }
        }
        let rest = matcher.shortestCompletion()
        guard matcher.advance(by: rest) == rest.count, matcher.isComplete, matcher.failure == nil else {
            print(
                "no end after \(String(decoding: matcher.text, as: UTF8.self))⟂\(String(decoding: rest, as: UTF8.self))",
                matcher.failure as Any)
            return nil
        }
        return String(validating: matcher.text, as: UTF8.self)
    }
}
