/// A number that stands in a text.
public struct GroundedNumber: Sendable, Hashable {
    /// As it was written: `1,234.50`.
    public let written: String
    /// The same value as JSON writes it, without separators, exponent or zeros that say nothing: `1234.5`.
    public let normalized: String
    /// Which of the texts it stands in, counting from 0.
    public let textIndex: Int
    /// Where, in bytes of the text's UTF-8.
    public let utf8Range: Range<Int>
    /// The value.
    package let value: ExactDecimal
}

extension GroundedText {
    /// The numbers of one text, without preparing it for copying.
    package static func numbers(in text: String) -> [GroundedNumber] {
        let bytes = Array(text.utf8)
        return NumberScanner(bytes[...]).matches.map { match in
            GroundedNumber(
                written: String(decoding: bytes[match.range], as: UTF8.self), normalized: match.value.description,
                textIndex: 0, utf8Range: match.range, value: match.value)
        }
    }
}
