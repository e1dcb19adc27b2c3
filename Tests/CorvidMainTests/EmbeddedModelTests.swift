import Calculator
import Corvid
import CorvidEngine
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
        "Both call the calculator and say its result", arguments: EmbeddedModel.allCases,
        [
            ("What is 12 plus 30?", "12+30", "42"), ("What is 7 times 8?", "7*8", "56"),
            ("What is 917 minus 58?", "917-58", "859"),
        ])
    func sums(_ model: EmbeddedModel, _ sum: (question: String, expression: String, result: String)) async throws {
        let (text, calls) = try await Self.answer(sum.question, by: LocalModel(path: model.path()))
        #expect(calls == [sum.expression])
        #expect(text.contains(sum.result))
    }

    @Test(
        "They are small, and know their names",
        arguments: [(EmbeddedModel.jackdaw, 6_000_000, 8_000_000), (.raven, 32_000_000, 32_000_000)])
    func size(_ model: EmbeddedModel, parameters: Int, bytes: Int) throws {
        let path = try model.path()
        let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
        #expect(size <= bytes)
        let checkpoint = try Checkpoint.open(path)
        #expect(checkpoint.tensors.reduce(0) { $0 + $1.count } <= parameters)
        #expect(try LocalModel(path: path).information.name == model.rawValue)
    }

    @Test("One vocabulary serves both, so that the small one can draft for the large one") func vocabulary() throws {
        let tokenizers = try EmbeddedModel.allCases.map { try Tokenizer(checkpoint: Checkpoint.open($0.path())) }
        let text = "Tom's 12 \u{1F426} ravens,\n\tat 3:45 - naïve <|end|> @7"
        #expect(Set(tokenizers.map(\.vocabularySize)).count == 1)
        #expect(Set(tokenizers.map { $0.encode(text) }).count == 1)
    }
}
