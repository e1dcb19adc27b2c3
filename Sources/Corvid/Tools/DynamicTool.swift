public import CorvidGrammar

/// A tool whose parameters are known at run time only: a JSON Schema and a closure.
public struct DynamicTool: Tool {
    /// Any arguments that the schema admits.
    public struct Arguments: ToolArguments {
        public var json: JSONValue

        public init() { json = .object([] as [JSONValue.Member]) }
        public init(from decoder: any Decoder) throws { json = try JSONValue(from: decoder) }
        public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
    }

    public let definition: ToolDefinition
    public let traits: ToolTraits
    private let matcher: @Sendable (String) async -> [ValueMatch]
    private let body: @Sendable (JSONValue, ToolContext) async throws -> ToolOutput

    public var name: String { definition.name }
    public var description: String { definition.description }

    /// - Parameter matches: Values of the tool's data that a user's text names.
    public init(
        _ definition: ToolDefinition, traits: ToolTraits = ToolTraits(),
        matches: @escaping @Sendable (_ text: String) async -> [ValueMatch] = { _ in [] },
        call: @escaping @Sendable (_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolOutput
    ) {
        self.definition = definition
        self.traits = traits
        matcher = matches
        body = call
    }

    public func decode(_ arguments: JSONValue) throws -> Arguments {
        var decoded = Arguments()
        decoded.json = arguments
        return decoded
    }

    public func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        try await body(arguments.json, context)
    }

    public func matches(in text: String) async -> [ValueMatch] { await matcher(text) }
}
