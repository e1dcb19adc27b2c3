import Calculator
import Corvid
import CorvidGrammar
import Testing

@Suite struct CalculatorToolTests {
    private let tool = CalculatorTool()

    private func call(_ expression: String) async throws -> ToolOutput {
        try await tool.call(json: .object(["expression": .text(expression)]), context: ToolContext())
    }

    @Test func answersWithTextAndData() async throws {
        let output = try await call("1/3")
        #expect(output.text == "1/3 (≈ 0.3333333333)")
        let expected = JSONValue.object([
            "exact": .text("1/3"), "decimal": .text("0.3333333333333333333333333333333333"), "unit": .null,
        ])
        #expect(output.data == expected)
        let speed = try await call("60 km / 2 h")
        #expect(speed.text == "30 km/h")
        #expect(speed.data?["unit"]?.text == "km/h")
        let truth = try await call("7 > 3")
        #expect(truth.text == "true")
        #expect(truth.data?["decimal"] == .null)
    }

    @Test func tellsTheModelWhatToChange() async throws {
        let error = try await #require(throws: ToolError.self) { try await call("1 + sqr(4)") }
        #expect(error.message == "there is no function 'sqr'; did you mean 'sqrt'? (at character 5)")
        #expect(error.isRetryable)
    }

    @Test func declaresItsGrammar() throws {
        let definition = tool.definition
        #expect(definition.name == "calculator")
        #expect(definition.grammars.values.contains(CalculatorGrammar.grammar))
        #expect(definition.parameters["properties"]?["expression"]?["type"]?.text == "string")
        #expect(definition.parameters["required"]?.array == [.text("expression")])
    }

    @Test func isAPluginWithOneTool() throws {
        let plugin = CalculatorPlugin()
        #expect(plugin.name == "calculator")
        #expect(plugin.tools.map(\.name) == ["calculator"])
        #expect(!tool.traits.hasSideEffects)
        #expect(!tool.traits.returnsUntrustedText)
    }

    @Test func keepsWithinItsLimits() async throws {
        var limits = CalculatorLimits()
        limits.digits = 100
        let small = try #require(CalculatorPlugin(limits: limits).tools.first as? CalculatorTool)
        let error = try await #require(throws: ToolError.self) {
            try await small.call(json: .object(["expression": .text("10^200")]), context: ToolContext())
        }
        #expect(error.message.contains("100 digits"))
    }

    @Test func stopsWhenItsTaskIsCancelled() async throws {
        let task = Task {
            // The call begins only after the task was cancelled.
            while !Task.isCancelled { await Task.yield() }
            return try await call("2 + 2")
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func worksInAnAgent() async throws {
        let model = ScriptedModel([
            .call("calculator", ["expression": .text("15% of 240")]), .text("It is 36."),
        ])
        let result = try await Agent(model: model, plugins: [CalculatorPlugin()]).respond(to: "What is 15% of 240?")
        #expect(result.messages.contains { $0.role == .tool && $0.text == "36" })
        #expect(result.text == "It is 36.")
    }
}
