extension EngineError.Code {
    /// A picture does not fit the tower, or its place among the tokens.
    public static let invalidImage = Self(rawValue: "invalid-image")
}
