import CorvidGrammar

/// The JSON Schema of an invented function's arguments.
struct ParameterSchema: Sendable {
    enum Kind: Sendable, Hashable {
        case string, integer, number, boolean
        case choice([String])
        case strings, integers, numbers
        /// A string with a `format` keyword.
        case format(String)
    }

    struct Parameter: Sendable {
        var name: String
        var type: Kind
        var description = ""
        var isRequired = true
        var standard: JSONValue?
        var range: ClosedRange<Int>?
    }

    var parameters: [Parameter]

    init(_ parameters: [Parameter]) { self.parameters = parameters }

    var json: JSONValue {
        let properties = parameters.map { parameter in
            JSONValue.Member(key: Array(parameter.name.utf8), value: Self.json(parameter))
        }
        let required = parameters.filter(\.isRequired).map { JSONValue.text($0.name) }
        return .object([
            "type": .text("object"), "properties": .object(properties), "required": .array(required),
        ])
    }

    private static func json(_ parameter: Parameter) -> JSONValue {
        var members: [JSONValue.Member] = []
        func add(_ key: String, _ value: JSONValue) { members.append(.init(key: Array(key.utf8), value: value)) }
        func list(_ type: String) {
            add("type", .text("array"))
            add("items", .object(["type": .text(type)]))
        }
        switch parameter.type {
        case .string: add("type", .text("string"))
        case .integer: add("type", .text("integer"))
        case .number: add("type", .text("number"))
        case .boolean: add("type", .text("boolean"))
        case .choice(let values):
            add("type", .text("string"))
            add("enum", .array(values.map(JSONValue.text)))
        case .strings: list("string")
        case .integers: list("integer")
        case .numbers: list("number")
        case .format(let format):
            add("type", .text("string"))
            add("format", .text(format))
        }
        if !parameter.description.isEmpty { add("description", .text(parameter.description)) }
        if let range = parameter.range {
            add("minimum", .integer(range.lowerBound))
            add("maximum", .integer(range.upperBound))
        }
        if let standard = parameter.standard { add("default", standard) }
        return .object(members)
    }
}
