/// How a value is taken from the texts that the options give.
enum SchemaGrounding: String, CaseIterable, Sendable {
    /// Any part of a text.
    case text
    /// Whole words of a text, one or more.
    case words
    /// A number as it is written in a text.
    case number
    /// A number of a text, in JSON's plainest form.
    case normalizedNumber = "number-normalized"
    case url
    /// The number of a value in the texts, such as `@3`.
    case reference
}
