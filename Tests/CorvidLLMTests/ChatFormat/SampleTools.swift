import Corvid
import CorvidGrammar

enum SampleTools {
    private static func definition(
        _ name: String, _ description: String, _ schema: String, grammars: [String: Grammar] = [:]
    ) throws
        -> ToolDefinition
    {
        ToolDefinition(
            name: name, description: description, parameters: try JSONValue(parsing: schema), grammars: grammars)
    }

    static func weather() throws -> ToolDefinition {
        try definition(
            "weather.daily", "Reports the weather in a city. Days count from today.",
            """
            {"type":"object","properties":{"city":{"type":"string","description":"Name of the city.","maxLength":12},
            "days":{"type":"integer","minimum":0,"maximum":7,"default":0},"unit":{"type":"string","enum":["celsius","fahrenheit"]}},
            "required":["city"]}
            """)
    }

    static func sum() throws -> ToolDefinition {
        try definition(
            "sum", "Adds numbers.",
            """
            {"type":"object","properties":{"numbers":{"type":"array","items":{"type":"number"},"minItems":1,"maxItems":4},
            "exact":{"type":"boolean"},"more":{"type":"object","properties":{"digits":{"type":"integer"}},"required":["digits"]}},
            "required":["numbers","exact"]}
            """)
    }

    static func ping() throws -> ToolDefinition {
        try definition("ping", "Does nothing.", #"{"type":"object","properties":{}}"#)
    }

    /// One whose expression may name numbers.
    static func calculator() throws -> ToolDefinition {
        let grammar = Grammar(
            root: "expression",
            rules: [
                "expression": [.reference("operand"), .zeroOrMore([.characters(in: "+-*/"), .reference("operand")])],
                "operand": .choice([.reference("number"), .reference("reference")]),
                "number": .oneOrMore(.characters("0"..."9")),
                "reference": ["@", .characters("1"..."9"), .zeroOrMore(.characters("0"..."9"))],
            ])
        return try definition(
            "calculator", "Calculates.",
            #"{"type":"object","properties":{"expression":{"type":"string","x-grammar":"g"}},"required":["expression"]}"#,
            grammars: ["g": grammar])
    }

    static func open() throws -> ToolDefinition {
        try definition(
            "open", "Opens a page.",
            #"{"type":"object","properties":{"url":{"type":"string","x-grounded":"url"}},"required":["url"]}"#)
    }

    static let answer = OutputSchema(
        .object([
            "type": .text("object"),
            "properties": .object([
                "name": .object(["type": .text("string"), "maxLength": .integer(6)]),
                "sure": .object(["type": .text("boolean")]),
            ]), "required": .array([.text("name"), .text("sure")]), "additionalProperties": .bool(false),
        ]))
}
