import CorvidEngine
import Foundation
import Testing

@Suite struct TextOutputTests {
    struct Output {
        var result: GenerationResult
        var pieces: [String]
    }

    static func run(_ request: GenerationRequest, _ transformer: Transformer, _ tokenizer: Tokenizer) throws -> Output {
        var pieces: [String] = []
        let generator = BatchGenerator(transformer: transformer, tokenizer: tokenizer)
        let results = try generator.run([request]) { _, event in
            if case .text(let piece) = event { pieces.append(piece) }
            return true
        }
        return Output(result: try #require(results.first), pieces: pieces)
    }

    static func request(_ tokenizer: Tokenizer, seed: UInt64) -> GenerationRequest {
        GenerationRequest(
            prompt: tokenizer.encode("Ravens, "), maximumTokens: 60, sampling: SamplingOptions(seed: seed),
            stopTokens: [])
    }

    @Test(arguments: 0..<12)
    func piecesAddUpToWhatThePromptGoesOnWith(seed: UInt64) throws {
        let checkpoint = try TinyModel.checkpoint("llama")
        let transformer = try Transformer(checkpoint: checkpoint, threads: 1)
        let tokenizer = try Tokenizer(checkpoint: checkpoint)
        let request = Self.request(tokenizer, seed: seed)
        let output = try Self.run(request, transformer, tokenizer)
        #expect(output.pieces.allSatisfy { !$0.isEmpty })
        #expect(output.pieces.joined() == output.result.text)
        let whole = tokenizer.decode(request.prompt + output.result.tokens, skipSpecialTokens: true)
        let prompt = tokenizer.decode(request.prompt, skipSpecialTokens: true)
        #expect(Array(whole.utf8) == Array((prompt + output.result.text).utf8))
    }

    @Test(arguments: 0..<12)
    func aStopSequenceEndsTheTextWhereverTokensEnd(seed: UInt64) throws {
        let checkpoint = try TinyModel.checkpoint("lfm2")
        let transformer = try Transformer(checkpoint: checkpoint, threads: 1)
        let tokenizer = try Tokenizer(checkpoint: checkpoint)
        var request = Self.request(tokenizer, seed: seed)
        let plain = try Self.run(request, transformer, tokenizer)
        let scalars = Array(plain.result.text.unicodeScalars)
        for length in 1...4 where scalars.count > 20 + length {
            let start = 5 + Int(seed)
            var stop = ""
            stop.unicodeScalars.append(contentsOf: scalars[start..<(start + length)])
            request.stopSequences = ["not there", stop]
            let expected = StopMatcherTests.reference(plain.result.text, request.stopSequences)
            for speculation in [Speculation.none, .promptLookup()] {
                request.speculation = speculation
                let stopped = try Self.run(request, transformer, tokenizer)
                #expect(stopped.result.finishReason == .stopSequence(stop))
                #expect(Array(stopped.result.text.utf8) == Array(expected.0.utf8))
                #expect(stopped.pieces.joined() == stopped.result.text)
                #expect(plain.result.tokens.starts(with: stopped.result.tokens))
            }
        }
    }

    @Test func theTokenizersEndTokensStop() throws {
        let checkpoint = try TinyModel.checkpoint("llama")
        let transformer = try Transformer(checkpoint: checkpoint, threads: 1)
        let tokenizer = try Tokenizer(checkpoint: checkpoint)
        let end = try #require(tokenizer.endOfSequence.first)
        var request = Self.request(tokenizer, seed: 1)
        request.stopTokens = nil
        request.sampling.logitBias = [end: 100]
        let output = try Self.run(request, transformer, tokenizer)
        #expect(output.result.finishReason == .stopToken(end))
        #expect(output.result.tokens == [end])
        #expect(output.result.text == "")
    }

    @Test(arguments: TinyModel.families)
    func anotherProcessStartsFromSavedPrompts(family: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "corvid-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let promptCache = PromptCache(directory: folder.path)
        let request = GenerationRequest(
            prompt: TinyModel.prompt(70, seed: 3), maximumTokens: 20, sampling: SamplingOptions(seed: 5),
            stopTokens: [])
        let first = BatchGenerator(transformer: try TinyModel.transformer(family), promptCache: promptCache)
        let expected = try #require(try first.run([request]).first)
        try first.savePrompts()
        let second = BatchGenerator(transformer: try TinyModel.transformer(family), promptCache: promptCache)
        let found = try #require(try second.run([request]).first)
        #expect(found.tokens == expected.tokens)
        #expect(expected.usage.cachedTokens == 0)
        #expect(found.usage.cachedTokens == 69)
    }
}
