import CorvidGrammar
import Foundation
import Testing

@Suite struct OtherCommandsTests {
    @Test func embeddingsHaveLengthOne() throws {
        let model = CommandLineTool.fixture("bert")
        let plain = try CommandLineTool.run(["embed", model, "a cat", "-"], input: "a dog\na house\n")
        #expect(plain.status == 0, "\(plain.errors)")
        let vectors = plain.output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Float($0) } }
        #expect(vectors.count == 3)
        for vector in vectors { #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4) }
        let json = try CommandLineTool.run(["embed", model, "a cat", "a dog", "--json", "--similarity"]).json()
        #expect(
            json["embeddings"]?.array?.first?["embedding"]?.array?.compactMap(\.double).map(Float.init) == vectors[0])
        let similarity = json["similarity"]?.array?.compactMap { $0.array?.compactMap(\.double) } ?? []
        #expect(similarity.count == 2 && similarity[0].count == 2)
        #expect(abs(similarity[0][0] - 1) < 1e-4)
        #expect(similarity[0][1] == similarity[1][0])
        let table = try CommandLineTool.run(["embed", model, "a cat", "a dog", "--similarity"]).output
        #expect(table.split(separator: "\n").count == 3)
        #expect(table.contains("1.000"))
    }

    @Test func perplexityOfARandomModelIsThatOfChance() throws {
        let model = CommandLineTool.fixture("qwen2")
        let json = try CommandLineTool.run(["perplexity", model, #filePath, "--context", "32", "--json"]).json()
        #expect(json["perplexity"]?.double ?? 0 > 50)
        let windows = json["windows"]?.int ?? 0
        #expect(windows > 10)
        #expect(json["tokens"]?.int == windows * 15)
        let again = try CommandLineTool.run(
            ["perplexity", model, #filePath, "--context", "32", "--json", "--threads", "1"]
        ).json()
        #expect(again["loss"]?.double == json["loss"]?.double)
        let strided = try CommandLineTool.run(
            ["perplexity", model, #filePath, "--context", "32", "--stride", "8", "--windows", "5", "--json"]
        ).json()
        #expect(strided["tokens"]?.int == 31 + 4 * 8)
    }

    @Test func aQuantisedFileGeneratesAndIsInspected() throws {
        try CommandLineTool.withFolder { folder in
            let file = "\(folder)/tiny-q8_0.gguf"
            let written = try CommandLineTool.run(
                ["quantize", CommandLineTool.fixture("llama"), file, "--type", "q8_0"])
            #expect(written.status == 0, "\(written.errors)")
            let inspected = try CommandLineTool.run(["inspect", file, "--json"])
            #expect(inspected.status == 0)
            #expect(inspected.output.contains("Q8_0"))
            let generated = try CommandLineTool.run(
                ["generate", file, "hello", "--seed", "1", "--max-tokens", "8", "--ignore-end"])
            #expect(generated.status == 0, "\(generated.errors)")
        }
    }

    @Test func whatTokenizeSaysIsWhatGenerateCounts() throws {
        let model = CommandLineTool.fixture("llama")
        let tokens = try CommandLineTool.run(["tokenize", model, "ravens and jackdaws", "--json"])
        #expect(tokens.status == 0, "\(tokens.errors)")
        let generated = try CommandLineTool.run(
            ["generate", model, "ravens and jackdaws", "--max-tokens", "1", "--json"]
        ).json()
        #expect(generated["usage"]?["prompt_tokens"]?.int ?? 0 > 0)
    }
}
