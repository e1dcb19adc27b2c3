/// Which stretches of a ``GroundedText`` count.
public struct SubstringOptions: Sendable, Hashable {
    /// Whole words only.
    public var isWordAligned: Bool
    /// The most characters (Unicode scalars, as JSON Schema counts them); nil for no limit.
    public var maximumCharacters: Int?

    public init(isWordAligned: Bool = true, maximumCharacters: Int? = nil) {
        self.isWordAligned = isWordAligned
        self.maximumCharacters = maximumCharacters
    }
}
