public import CorvidGrammar

/// A call that a model wrote.
public struct ToolCall: Sendable, Hashable {
    /// Unique within a run: "call_1", "call_2" in the order of writing.
    public var id: String
    public var name: String
    /// The arguments, an object. Number references are resolved.
    public var arguments: JSONValue
    /// The arguments as the model wrote them, where it wrote number references (`@3`). The model's own context keeps
    /// this form; tools, traces and people see `arguments`.
    public var written: JSONValue?

    public init(id: String, name: String, arguments: JSONValue, written: JSONValue? = nil) {
        self.id = id
        self.name = name
        self.arguments = arguments
        self.written = written
    }
}

extension ToolCall: Codable {
    private enum Key: String, CodingKey { case id, type, function }
    private enum FunctionKey: String, CodingKey { case name, arguments, written }

    public init(from decoder: any Decoder) throws {
        let keyed = try decoder.container(keyedBy: Key.self)
        let function = try keyed.nestedContainer(keyedBy: FunctionKey.self, forKey: .function)
        id = try keyed.decodeIfPresent(String.self, forKey: .id) ?? ""
        name = try function.decode(String.self, forKey: .name)
        func arguments(_ key: FunctionKey) throws -> JSONValue {
            // The wire has the arguments as a string of JSON; some write the object itself.
            guard let text = try? function.decode(String.self, forKey: key) else {
                return try function.decode(JSONValue.self, forKey: key)
            }
            do {
                return try JSONValue(parsing: text.isEmpty ? "{}" : text)
            } catch {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: function, debugDescription: "not JSON: \(error)")
            }
        }
        self.arguments = try arguments(.arguments)
        written = function.contains(.written) ? try arguments(.written) : nil
    }

    public func encode(to encoder: any Encoder) throws {
        var keyed = encoder.container(keyedBy: Key.self)
        try keyed.encode(id, forKey: .id)
        try keyed.encode("function", forKey: .type)
        var function = keyed.nestedContainer(keyedBy: FunctionKey.self, forKey: .function)
        try function.encode(name, forKey: .name)
        try function.encode(String(decoding: arguments.serialized, as: UTF8.self), forKey: .arguments)
        if let written {
            try function.encode(String(decoding: written.serialized, as: UTF8.self), forKey: .written)
        }
    }
}
