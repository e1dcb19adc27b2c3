/// What is wrong with a `tokenizer.json`.
struct TokenizerJSONError: Error {
    var reason: String
    /// It may be right, but needs something that the engine lacks.
    var isUnsupported = false

    init(_ reason: String) { self.reason = reason }

    init(unsupported reason: String) {
        self.reason = reason
        isUnsupported = true
    }
}
