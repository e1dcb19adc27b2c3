/// A number of a text, marked so that its place can be found when the text is complete.
struct Figure: Sendable, Hashable {
    var id: Int
    var value: Rational
    /// As it stands in the text.
    var text: String

    /// The text behind a mark, to be written into sentences.
    var marked: String { String(Self.mark(id)) + text }

    /// A scalar of the private use area; no text that is learned has one.
    static func mark(_ id: Int) -> Unicode.Scalar { Unicode.Scalar(UInt32(0xE000 + id)) ?? "\u{E000}" }

    static func isMark(_ scalar: Unicode.Scalar) -> Bool { 0xE000...0xE3FF ~= scalar.value }
}
