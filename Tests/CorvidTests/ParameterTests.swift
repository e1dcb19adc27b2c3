import Corvid
import CorvidGrammar
import Testing

@Suite struct ParameterTests {
    enum Unit: String, CaseIterable, ParameterValue { case celsius, fahrenheit }

    struct Place: ToolArguments {
        @Parameter("Name of the city.") var city: String
        @Parameter("Two letters.", .pattern("^[A-Z]{2}$")) var country: String?
    }

    struct Forecast: ToolArguments {
        @Parameter("Where.") var place: Place
        @Parameter("Days ahead.", in: 0...7) var days: Int = 0
        @Parameter("Unit of the answer.") var unit: Unit = .celsius
        @Parameter("What to report.", .each(.length(1...20)), .count(1...3)) var fields: [String]
        @Parameter("Share.", in: 0.0...1.0) var share: Double?
        @Parameter("Round the figures.") var rounds: Bool = true
    }

    private var schema: JSONValue {
        var grammars: [String: Grammar] = [:]
        return Forecast.schema(grammars: &grammars)
    }

    @Test func oneDeclarationGivesTheSchema() throws {
        let expected = """
            {"type":"object","properties":{\
            "place":{"type":"object","properties":{"city":{"type":"string","description":"Name of the city."},\
            "country":{"type":"string","pattern":"^[A-Z]{2}$","description":"Two letters."}},\
            "required":["city"],"additionalProperties":false,"description":"Where."},\
            "days":{"type":"integer","minimum":0,"maximum":7,"description":"Days ahead.","default":0},\
            "unit":{"type":"string","enum":["celsius","fahrenheit"],"description":"Unit of the answer.",\
            "default":"celsius"},\
            "fields":{"type":"array","items":{"type":"string","minLength":1,"maxLength":20},"minItems":1,\
            "maxItems":3,"description":"What to report."},\
            "share":{"type":"number","minimum":0.0,"maximum":1.0,"description":"Share."},\
            "rounds":{"type":"boolean","description":"Round the figures.","default":true}},\
            "required":["place","fields"],"additionalProperties":false}
            """
        #expect(String(decoding: schema.serialized, as: UTF8.self) == expected)
        // And the grammar engine enforces every keyword of it.
        _ = try JSONSchema(schema)
    }

    @Test func decodesWhatIsGivenAndFillsInWhatIsNot() throws {
        let json = try JSONValue(
            parsing: #"{"place":{"city":"Turin"},"fields":["wind"],"unit":"fahrenheit","share":0.25}"#)
        let forecast = try JSONValueDecoder().decode(Forecast.self, from: json)
        #expect(forecast.place.city == "Turin")
        #expect(forecast.place.country == nil)
        #expect(forecast.days == 0)
        #expect(forecast.unit == .fahrenheit)
        #expect(forecast.fields == ["wind"])
        #expect(forecast.share == 0.25)
        #expect(forecast.rounds)
    }

    @Test(arguments: [
        (#"{"fields":["a"]}"#, #""place" is missing"#),
        (#"{"place":{"city":1},"fields":["a"]}"#, "place.city: expected a string, found a number"),
        (#"{"place":{"city":"x"},"fields":[1]}"#, "fields[0]: expected a string, found a number"),
        (#"{"place":{"city":"x"},"fields":["a"],"days":1.5}"#, "days: 1.5 is not a whole number that fits"),
        (#"[]"#, "expected an object, found an array"),
    ])
    func namesWhatDoesNotFit(text: String, message: String) async throws {
        let tool = DynamicTool(ToolDefinition(name: "t", description: "", parameters: schema)) { json, _ in
            _ = try JSONValueDecoder().decode(Forecast.self, from: json)
            return ""
        }
        do {
            _ = try await tool.call(json: try JSONValue(parsing: text), context: ToolContext())
            Issue.record("was accepted")
        } catch {
            let summary = (error as? DecodingError)?.summary ?? "\(error)"
            #expect(summary.contains(message))
        }
    }

    @Test func encodesBackWithoutWhatIsAbsent() throws {
        let text = #"{"place":{"city":"Turin"},"days":2,"unit":"celsius","fields":["wind"],"rounds":false}"#
        let forecast = try JSONValueDecoder().decode(Forecast.self, from: try JSONValue(parsing: text))
        #expect(String(decoding: try JSONValueEncoder().encode(forecast).serialized, as: UTF8.self) == text)
    }

    @Test func thePromptDoesNotShowWhatOnlySteersTheGrammar() throws {
        struct Fetch: ToolArguments {
            @Parameter("Where.", .grounded(.url)) var url: String
            @Parameter("How many.") var count: Int
        }
        var grammars: [String: Grammar] = [:]
        let definition = ToolDefinition(name: "f", description: "d", parameters: Fetch.schema(grammars: &grammars))
        let text = String(decoding: definition.promptParameters.serialized, as: UTF8.self)
        #expect(!text.contains("x-grounded") && !text.contains("minimum"))
        #expect(text.contains(#""count":{"type":"integer","description":"How many."}"#))
    }

    @Test func aParameterBringsItsGrammar() throws {
        struct Sum: ToolArguments {
            @Parameter("A sum.", .grammar(Grammar(.regularExpression("[0-9]+\\+[0-9]+")))) var expression: String
        }
        var grammars: [String: Grammar] = [:]
        let schema = Sum.schema(grammars: &grammars)
        var options = JSONSchema.Options()
        options.grammars = grammars
        let compiled = try CompiledGrammar(JSONSchema(schema, options: options), style: .compact)
        func accepts(_ text: String) -> Bool {
            var matcher = GrammarMatcher(compiled)
            return matcher.advance(by: Array(text.utf8)) == text.utf8.count && matcher.isComplete
        }
        #expect(accepts(#"{"expression":"12+5"}"#))
        #expect(!accepts(#"{"expression":"12-5"}"#))
    }
}
