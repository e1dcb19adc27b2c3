extension GrammarError {
    /// What is wrong with a pattern, at a byte of it if one can be named, and what to do about it.
    static func pattern(
        _ kind: Kind = .syntax, at offset: Int? = nil, _ reason: String, advice: String
    ) -> GrammarError {
        GrammarError(kind, at: offset.map { .byte($0) } ?? .none, "\(reason); \(advice)")
    }
}
