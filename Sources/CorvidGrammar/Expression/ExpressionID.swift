/// Names an expression within its ``ExpressionPool``. Equal expressions have equal ids.
package struct ExpressionID: Hashable, Sendable, Comparable {
    package var raw: Int32

    @inline(__always)
    package init(raw: Int32) { self.raw = raw }

    /// The language without any text. It is the only expression that cannot be completed.
    package static let nothing = ExpressionID(raw: 0)
    /// The language of the empty text alone.
    package static let empty = ExpressionID(raw: 1)

    package static func < (a: ExpressionID, b: ExpressionID) -> Bool { a.raw < b.raw }
}
