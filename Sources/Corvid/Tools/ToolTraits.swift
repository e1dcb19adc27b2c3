/// What the loop must know about a tool to run it safely.
public struct ToolTraits: Sendable, Hashable {
    /// The tool changes something outside the run. Such a call needs approval under the default policy, and is not
    /// repeated when a run that was killed goes on.
    public var hasSideEffects: Bool
    /// The result is text that nobody vouches for: a web page, a file, the rows of a database.
    public var returnsUntrustedText: Bool
    /// How long one call may take before it is cancelled.
    public var timeout: Duration?
    /// Failures in a row after which the tool is withdrawn for the rest of the run.
    public var maximumFailures: Int

    public init(
        hasSideEffects: Bool = false, returnsUntrustedText: Bool = false, timeout: Duration? = .seconds(30),
        maximumFailures: Int = 3
    ) {
        self.hasSideEffects = hasSideEffects
        self.returnsUntrustedText = returnsUntrustedText
        self.timeout = timeout
        self.maximumFailures = maximumFailures
    }
}
