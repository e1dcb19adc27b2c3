/// Numbers that are named by their place: `@3` is the third.
///
/// A model that cannot copy a long number without a slip can still name it.
public struct NumberReferences: Sendable, Hashable {
    /// The numbers, the first of which is `@1`.
    public let numbers: [GroundedNumber]

    public init(_ numbers: [GroundedNumber]) { self.numbers = numbers }

    /// The number that a reference names, as JSON writes it, exactly; nil where it names none.
    public func resolve(_ reference: String) -> String? {
        var digits = reference.utf8[...]
        guard digits.popFirst() == UInt8(ascii: "@"), let first = digits.first, first != UInt8(ascii: "0"),
            digits.allSatisfy({ 0x30...0x39 ~= $0 }), let place = Int(Substring(digits)), place <= numbers.count
        else { return nil }
        return numbers[place - 1].normalized
    }

    /// The reference to a number, counting from 0.
    public func reference(to index: Int) -> String { "@\(index + 1)" }
}
