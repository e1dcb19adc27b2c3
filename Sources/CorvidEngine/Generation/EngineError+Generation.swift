extension EngineError.Code {
    /// A logit is not a number, or plus infinity.
    public static let badLogits = Self(rawValue: "bad-logits")
    /// The mask left no token to choose from.
    public static let everythingMasked = Self(rawValue: "everything-masked")
    /// A request has no prompt tokens.
    public static let emptyPrompt = Self(rawValue: "empty-prompt")
    /// A draft model's vocabulary is not the target's.
    public static let vocabularyMismatch = Self(rawValue: "vocabulary-mismatch")
    /// A text has fewer tokens than one window of a measurement.
    public static let textTooShort = Self(rawValue: "text-too-short")
    /// Text was asked for (stop sequences, say) where no tokenizer is at hand.
    public static let noTokenizer = Self(rawValue: "no-tokenizer")
    /// A grammar could not be followed: its automaton met a limit, or the vocabulary cannot spell its texts.
    public static let grammarFailed = Self(rawValue: "grammar-failed")
    /// Even the shortest text of a grammar takes more tokens than may be generated.
    public static let budgetTooSmall = Self(rawValue: "budget-too-small")
    /// A request has both a grammar and a constraint.
    public static let twoConstraints = Self(rawValue: "two-constraints")
}
