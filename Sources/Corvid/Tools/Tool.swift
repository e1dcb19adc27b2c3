public import CorvidGrammar

/// Something that a model can call.
///
/// One declaration is the whole tool: the schema, the grammar that makes calls valid, the decoding, the text of the
/// prompt and the help all come from `Arguments`.
///
/// ```swift
/// struct CurrentWeather: Tool {
///     let name = "current_weather"
///     let description = "Reports the current weather in a city."
///     struct Arguments: ToolArguments {
///         @Parameter("Name of the city.") var city: String
///         @Parameter("Days ahead.", in: 0...7) var days: Int = 0
///     }
///     func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
///         "Sunny in \(arguments.city)."
///     }
/// }
/// ```
public protocol Tool: Sendable {
    associatedtype Arguments: ToolArguments

    /// 1 to 64 of `A-Z a-z 0-9 _ . -`, unlike the names of the agent's other tools.
    var name: String { get }
    /// What the tool does and when to use it, for the model.
    var description: String { get }
    var traits: ToolTraits { get }
    /// What the model sees. The default derives it from `Arguments`.
    var definition: ToolDefinition { get }

    /// Runs one call. Calls of one turn run at the same time.
    ///
    /// Stop promptly when the task is cancelled: the call's time is over, or the run is.
    ///
    /// - Throws: `ToolError` for what the model should know; any other error reaches it by its description.
    func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput

    /// Decodes a call's arguments. The default decodes `Arguments`.
    func decode(_ arguments: JSONValue) throws -> Arguments

    /// Values of the tool's data that a user's text names, such as the cities of a table: a model that is told of them
    /// writes calls with values that exist. The default knows of none.
    ///
    /// It is asked of every message of a user that enters a run, together with the other tools, and its answer is kept in
    /// the message. Be quick: what takes more than 200 ms is cancelled and counts as no match.
    ///
    /// - Returns: Some dozens at most, the most important ones first.
    func matches(in text: String) async -> [ValueMatch]
}

extension Tool {
    public var traits: ToolTraits { ToolTraits() }

    public var definition: ToolDefinition {
        let schema = Arguments.parameterSchema
        return ToolDefinition(
            name: name, description: description, parameters: schema.json, grammars: schema.grammars)
    }

    public func decode(_ arguments: JSONValue) throws -> Arguments {
        try JSONValueDecoder().decode(Arguments.self, from: arguments)
    }

    public func matches(in text: String) async -> [ValueMatch] { [] }

    /// Decodes the arguments and runs the call.
    ///
    /// - Throws: `ToolError` with the argument that does not fit, and what the tool throws.
    public func call(json arguments: JSONValue, context: ToolContext) async throws -> ToolOutput {
        let decoded: Arguments
        do {
            decoded = try decode(arguments)
        } catch let error as DecodingError {
            throw ToolError("The arguments of \(name) do not fit: \(error.summary)")
        }
        return try await call(decoded, context: context)
    }
}

extension DecodingError {
    /// The path and the reason in one line.
    package var summary: String {
        let context: Context
        switch self {
        case .typeMismatch(let type, let found):
            return "\(Self.path(found.codingPath))expected \(Self.name(of: type)), \(found.debugDescription)"
        case .valueNotFound(_, let found), .keyNotFound(_, let found), .dataCorrupted(let found): context = found
        @unknown default: return "\(self)"
        }
        return Self.path(context.codingPath) + context.debugDescription
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        let path = keys.reduce("") { path, key in
            if let index = key.intValue { return "\(path)[\(index)]" }
            return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
        }
        return path.isEmpty ? "" : path + ": "
    }

    private static func name(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "a boolean"
        case is any BinaryInteger.Type: "an integer"
        case is any BinaryFloatingPoint.Type: "a number"
        case is [JSONValue].Type: "an array"
        case is [String: JSONValue].Type: "an object"
        default: "\(type)"
        }
    }
}
