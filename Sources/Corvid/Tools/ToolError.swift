/// A tool's failure, addressed to the model: it reads the message and may correct its call.
///
/// Any other error that a tool throws reaches the model too, described by its type's `description`.
public struct ToolError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong and what to change, in one or two sentences.
    public var message: String
    /// Whether another call may succeed. When not, the tool is withdrawn for the rest of the run.
    public var isRetryable: Bool

    public init(_ message: String, isRetryable: Bool = true) {
        self.message = message
        self.isRetryable = isRetryable
    }

    public var description: String { message }
}
