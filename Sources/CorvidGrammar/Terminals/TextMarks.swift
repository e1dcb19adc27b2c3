/// What may begin or end at a position of a text.
struct TextMarks: OptionSet {
    let rawValue: UInt8

    /// A scalar that is no white space begins here.
    static let start = TextMarks(rawValue: 1)
    /// A scalar that is no white space ended here.
    static let end = TextMarks(rawValue: 2)
    /// A word begins here.
    static let wordStart = TextMarks(rawValue: 4)
    /// A word ended here.
    static let wordEnd = TextMarks(rawValue: 8)
    /// A scalar begins here.
    static let scalar = TextMarks(rawValue: 16)
}
