/// One end of a range of numbers.
package struct NumberBound: Hashable, Sendable {
    package var value: ExactDecimal
    /// Whether the value itself lies outside.
    package var isExclusive: Bool

    package init(_ value: ExactDecimal, isExclusive: Bool = false) {
        self.value = value
        self.isExclusive = isExclusive
    }
}
