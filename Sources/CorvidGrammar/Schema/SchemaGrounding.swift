/// How a value is taken from the texts that the options give: the values of `x-grounded`.
enum SchemaGrounding: String, CaseIterable, Sendable {
    /// Any stretch of a text.
    case text
    /// Whole words of a text, one or more.
    case words
    /// A number of a text: a string has it as it was written, a number by its value.
    case number
    /// A number of a text, in JSON's plainest form.
    case normalizedNumber = "number-normalized"
    case url
    /// The number of a number, such as `@3`.
    case reference

    /// The strings that are taken so.
    func content(of text: GroundedText, in pool: ExpressionPool) -> ExpressionID {
        switch self {
        case .text: pool.substring(of: text, options: SubstringOptions(isWordAligned: false))
        case .words: pool.substring(of: text, options: SubstringOptions(isWordAligned: true))
        case .number: pool.number(in: text, asWritten: true)
        case .normalizedNumber: pool.number(in: text)
        case .url: pool.url(in: text)
        case .reference: pool.reference(to: NumberReferences(text.numbers()))
        }
    }
}
