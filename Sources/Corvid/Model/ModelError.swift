/// Why a model did not reply.
public struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is. More may be added.
    public struct Code: Sendable, Hashable {
        let name: String
        /// The prompt and the least reply exceed the model's context.
        public static let contextOverflow = Code(name: "contextOverflow")
        /// A tool's schema or the output's cannot be turned into a grammar.
        public static let badSchema = Code(name: "badSchema")
        /// The request asks for something that the model does not have, such as sight.
        public static let unsupported = Code(name: "unsupported")
        /// The checkpoint's chat template refuses the conversation.
        public static let badTemplate = Code(name: "badTemplate")
        /// A scripted model has no reply for this turn.
        public static let scriptEnded = Code(name: "scriptEnded")
        /// The model has more to do than it can, and no other is there.
        public static let overloaded = Code(name: "overloaded")
        /// The engine failed.
        public static let engine = Code(name: "engine")
    }

    public var code: Code
    public var description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
