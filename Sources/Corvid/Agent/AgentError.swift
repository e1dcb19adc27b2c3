/// Why a run could not be made or could not go on. Everything else ends in a `StopReason`.
public struct AgentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is. More may be added.
    public struct Code: Sendable, Hashable {
        let name: String
        /// Two tools of one name, or a name that no model can write.
        public static let badTool = Code(name: "badTool")
        /// `ToolChoice.named` names no tool of the agent.
        public static let unknownTool = Code(name: "unknownTool")
        /// What must stay in the context does not fit it.
        public static let contextOverflow = Code(name: "contextOverflow")
        /// The run ended before the model could give a typed answer.
        public static let noAnswer = Code(name: "noAnswer")
        /// The run log cannot be written, read or continued.
        public static let runLog = Code(name: "runLog")
        /// A budget or option that cannot be.
        public static let badOption = Code(name: "badOption")
    }

    public var code: Code
    public var description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
