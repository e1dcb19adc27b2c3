/// Why numbers of a specification cannot be matched.
package struct NumberSpecificationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package var reason: String

    package init(reason: String) { self.reason = reason }

    package var description: String { reason }
}
