import CorvidEngine
import CorvidGrammar
import Foundation
import Testing

/// Tool calls from a model that knows nothing. `CORVID_TOOL_CALLS` says how many; `CORVID_TOOL_CALLS_OUTPUT` names a file
/// for them, one JSON object with schema and output a line, for an independent validator
/// (`Tests/CorvidGrammarTests/Fixtures/Schemas/check_tool_calls.py`).
@Suite("Tool calls of a random model")
struct ToolCallTests {
    @Test func everyCallFollowsItsSchema() throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["CORVID_TOOL_CALLS"].flatMap { Int($0) } ?? 150
        let checkpoint = try TinyModel.checkpoint("llama")
        let transformer = try Transformer(checkpoint: checkpoint, threads: 1)
        let tokenizer = try Tokenizer(checkpoint: checkpoint)
        let generator = BatchGenerator(transformer: transformer, tokenizer: tokenizer)
        let schemas = try ToolSchemas.all.map { entry in
            let schema = try JSONSchema(entry.schema)
            return (schema, try CompiledGrammar(schema), entry.schema)
        }
        var lines: [String] = []
        var next = 0
        while next < count {
            let numbers = next..<min(next + 16, count)
            next = numbers.upperBound
            let requests = numbers.map { number in
                GenerationRequest(
                    prompt: TinyModel.prompt(6, seed: UInt64(number)), maximumTokens: 90 + number % 40,
                    sampling: SamplingOptions(temperature: Double(number % 21) / 10, seed: UInt64(number)),
                    grammar: schemas[number % schemas.count].1)
            }
            let results = try generator.run(requests)
            for (number, (request, result)) in zip(numbers, zip(requests, results)) {
                let (schema, _, text) = schemas[number % schemas.count]
                let value = try JSONValue(parsing: Array(result.text.utf8))
                #expect(try schema.evaluate(value), "\(result.text) for \(text)")
                #expect(result.tokens.count <= request.maximumTokens ?? 0)
                let line = JSONValue.object([
                    "number": .integer(number), "schema": try JSONValue(parsing: Array(text.utf8)),
                    "output": .text(result.text), "forced": .integer(result.usage.forcedTokens),
                    "tokens": .integer(result.tokens.count),
                ])
                lines.append(String(decoding: line.serialized, as: UTF8.self))
            }
        }
        #expect(lines.count == count)
        if let path = environment["CORVID_TOOL_CALLS_OUTPUT"] {
            try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        }
    }
}
