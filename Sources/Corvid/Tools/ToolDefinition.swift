public import CorvidGrammar

/// A tool as a model sees it.
public struct ToolDefinition: Sendable, Hashable {
    /// 1 to 64 of `A-Z a-z 0-9 _ . -`.
    public var name: String
    public var description: String
    /// A JSON Schema (2020-12) of an object.
    public var parameters: JSONValue
    /// Grammars that `x-grammar` keywords of `parameters` name.
    public var grammars: [String: Grammar]
    /// The ranker thinks it likely that the last question needs this tool.
    public var isLikely: Bool

    public init(
        name: String, description: String, parameters: JSONValue, grammars: [String: Grammar] = [:],
        isLikely: Bool = false
    ) {
        self.name = name
        self.description = description
        self.parameters = parameters
        self.grammars = grammars
        self.isLikely = isLikely
    }

    /// The parameters as a prompt shows them: without the keywords that only steer the grammar, and without the bounds
    /// that 64-bit integers have anyway.
    public var promptParameters: JSONValue { Self.shown(parameters) }

    private static func shown(_ schema: JSONValue) -> JSONValue {
        switch schema {
        case .object(let members):
            .object(
                members.compactMap { member in
                    let key = String(decoding: member.key, as: UTF8.self)
                    switch (key, member.value) {
                    case ("x-grammar", _), ("x-grounded", _): return nil
                    case ("minimum", .number("\(Int64.min)")), ("maximum", .number("\(Int64.max)")): return nil
                    default: return JSONValue.Member(key: member.key, value: shown(member.value))
                    }
                })
        case .array(let values): .array(values.map(shown))
        default: schema
        }
    }

    /// The definition in the shape of OpenAI's `tools`.
    public var json: JSONValue {
        .object([
            "type": .text("function"),
            "function": .object([
                "name": .text(name), "description": .text(description), "parameters": promptParameters,
            ]),
        ])
    }
}
