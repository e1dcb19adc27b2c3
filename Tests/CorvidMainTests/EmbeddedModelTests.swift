import Calculator
import Corvid
import CorvidGrammar
import CorvidLLM
import CorvidModels
import Foundation
import Testing

/// The models that come with Corvid, at work.
struct EmbeddedModelTests {
    private static func answer(_ question: String, by model: LocalModel) async throws -> (text: String, calls: [String])
    {
        let agent = Agent(model: model, tools: CalculatorPlugin().tools)
        let response = try await agent.respond(to: question)
        let calls = response.messages.flatMap(\.toolCalls).map { call in
            call.arguments["expression"]?.text ?? ""
        }
        return (response.text, calls)
    }

    @Test(
        "Jackdaw calls the calculator and says its result",
        arguments: [
            ("What is 12 plus 30?", "12+30", "42"), ("What is 7 times 8?", "7*8", "56"),
            ("What is 917 minus 58?", "917-58", "859"),
        ])
    func sums(question: String, expression: String, result: String) async throws {
        let (text, calls) = try await Self.answer(question, by: LocalModel(path: EmbeddedModel.jackdaw.path()))
        #expect(calls == [expression])
        #expect(text.contains(result))
    }

    @Test("Jackdaw is small") func size() throws {
        let path = try EmbeddedModel.jackdaw.path()
        let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(size <= 8_000_000)
        #expect(try LocalModel(path: path).information.name == "jackdaw")
    }
}
