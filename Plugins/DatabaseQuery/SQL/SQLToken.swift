/// A word or sign of a statement.
struct SQLToken: Hashable {
    enum Kind: Hashable {
        /// A word without quotes.
        case word
        /// A quoted identifier, quotes removed.
        case identifier
        /// A string, number, or parameter.
        case value
        /// A single sign.
        case sign
    }

    var kind: Kind
    /// A word in capital letters, an identifier as it is, a sign; of values nothing.
    var text: String
    /// Where it lies in the statement's UTF-8.
    var range: Range<Int>
}
