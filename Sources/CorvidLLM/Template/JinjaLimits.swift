/// What a template may spend: it comes with the checkpoint and is not trusted.
package struct JinjaLimits: Sendable, Hashable {
    /// Statements and operations.
    package var steps = 20_000_000
    /// Characters and elements made in all, beyond 64 for each character of the input.
    package var characters = 32_000_000
    /// Statements, expressions and calls inside one another.
    package var depth = 400
    /// Containers inside one another.
    package var nesting = 200

    package init() {}
}
