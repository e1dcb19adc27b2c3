/// A number, name or sign of an expression, and where it stands.
struct SyntaxToken: Sendable {
    enum Kind: Sendable, Hashable {
        case number, reference, date, name
        case plus, minus, times, over, doubleSlash, power, percent, factorial
        case open, close, comma
        case equal, unequal, less, lessOrEqual, greater, greaterOrEqual
        case end
    }

    let kind: Kind
    /// Offsets into the UTF-8 of the expression.
    let range: Range<Int>
    /// The number of its first character, counted from 1.
    let position: Int
}
