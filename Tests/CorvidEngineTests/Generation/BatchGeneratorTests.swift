import CorvidEngine
import Testing

@Suite struct BatchGeneratorTests {
    @Test(arguments: TinyModel.families)
    func togetherAsAloneAndAsThePlainLoop(family: String) throws {
        let transformer = try TinyModel.transformer(family)
        let requests = TinyModel.requests(9)
        let together = try BatchGenerator(transformer: transformer).run(requests)
        for (request, result) in zip(requests, together) {
            let alone = try BatchGenerator(transformer: transformer).run([request])
            #expect(alone.map(\.tokens) == [result.tokens])
            #expect(try TinyModel.plainly(request, transformer) == result.tokens)
            #expect(result.usage.generatedTokens == result.tokens.count)
            #expect(result.usage.promptTokens == request.prompt.count)
        }
    }

    @Test(arguments: TinyModel.families)
    func requestsJoinAndLeaveBetweenSteps(family: String) throws {
        let transformer = try TinyModel.transformer(family, threads: 2)
        let requests = TinyModel.requests(8)
        let expected = try requests.map { try TinyModel.plainly($0, transformer) }
        let generator = BatchGenerator(
            transformer: transformer, options: BatchGenerator.Options(prefillChunk: 5, retainedSequences: 2))
        var waiting = Array(requests.indices)
        var indices: [BatchGenerator.RequestID: Int] = [:]
        var found = [[TokenID]](repeating: [], count: requests.count)
        var steps = 0
        while !generator.isIdle || !waiting.isEmpty {
            if steps % 4 == 0, !waiting.isEmpty {
                let index = waiting.removeFirst()
                indices[try generator.add(requests[index])] = index
            }
            for (id, event) in try generator.step() {
                if case .token(let token) = event { found[try #require(indices[id])].append(token.token) }
            }
            steps += 1
        }
        #expect(found == expected)
    }

    @Test(arguments: [1, 3, 16, 512])
    func thePromptMayBeCutAnyhow(chunk: Int) throws {
        let transformer = try TinyModel.transformer("lfm2")
        let request = GenerationRequest(
            prompt: TinyModel.prompt(50, seed: 4), maximumTokens: 20, sampling: SamplingOptions(seed: 9))
        let generator = BatchGenerator(
            transformer: transformer, options: BatchGenerator.Options(prefillChunk: chunk))
        let result = try #require(try generator.run([request]).first)
        #expect(result.tokens == (try TinyModel.plainly(request, transformer)))
        #expect(result.usage.forwards == (50 + chunk - 1) / chunk + 19)
    }

    @Test(arguments: TinyModel.families)
    func whatTheCacheKnowsIsNotComputedAgain(family: String) throws {
        let transformer = try TinyModel.transformer(family)
        let generator = BatchGenerator(transformer: transformer)
        var request = GenerationRequest(
            prompt: TinyModel.prompt(30, seed: 1), maximumTokens: 12, sampling: SamplingOptions(seed: 3))
        let first = try #require(try generator.run([request]).first)
        #expect(first.usage.cachedTokens == 0)
        let again = try #require(try generator.run([request]).first)
        #expect(again.tokens == first.tokens)
        #expect(again.usage.cachedTokens == 29)
        // A conversation goes on: prompt, answer, more.
        request.prompt += first.tokens + TinyModel.prompt(5, seed: 2)
        let next = try #require(try generator.run([request]).first)
        #expect(next.usage.cachedTokens == 30 + 11)
        #expect(next.tokens == (try TinyModel.plainly(request, transformer)))
        // Another turn off the same beginning.
        request.prompt = Array(request.prompt.prefix(20)) + TinyModel.prompt(4, seed: 6)
        let other = try #require(try generator.run([request]).first)
        #expect(other.usage.cachedTokens == 20)
        #expect(other.tokens == (try TinyModel.plainly(request, transformer)))
    }

    @Test func everyReasonToEnd() throws {
        let transformer = try TinyModel.transformer("llama")
        let request = GenerationRequest(
            prompt: TinyModel.prompt(10, seed: 1), maximumTokens: 30, sampling: .greedy, stopTokens: [])
        let plain = try TinyModel.plainly(request, transformer)
        let generator = BatchGenerator(transformer: transformer)
        #expect(try generator.run([request]).first?.finishReason == .length)

        var stopping = request
        stopping.stopTokens = [plain[7]]
        let stopped = try #require(try generator.run([stopping]).first)
        #expect(stopped.finishReason == .stopToken(plain[7]))
        #expect(stopped.tokens == Array(plain[...(try #require(plain.firstIndex(of: plain[7])))]))

        let small = BatchGenerator(transformer: transformer, options: BatchGenerator.Options(contextLength: 16))
        let full = try #require(try small.run([request]).first)
        #expect(full.finishReason == .contextFull)
        #expect(full.tokens == Array(plain.prefix(7)))

        var count = 0
        let cancelled = try generator.run([request]) { _, event in
            if case .token = event { count += 1 }
            return count < 5
        }
        #expect(cancelled.first?.finishReason == .cancelled)
        #expect(cancelled.first?.tokens == Array(plain.prefix(5)))
    }

    @Test func cancellationIsLookedAtOnceAStep() throws {
        let transformer = try TinyModel.transformer("llama")
        let generator = BatchGenerator(
            transformer: transformer, options: BatchGenerator.Options(prefillChunk: 10))
        let request = GenerationRequest(prompt: TinyModel.prompt(100, seed: 1), maximumTokens: 5)
        var steps = 0
        let results = try generator.run(
            [request, request],
            isCancelled: {
                steps += 1
                return steps == 4
            })
        #expect(steps == 4)
        #expect(results.map(\.finishReason) == [.cancelled, .cancelled])
        #expect(results.map(\.tokens) == [[], []])
        // What was computed of the prompt is of use to the next request.
        let next = try #require(try generator.run([request]).first)
        #expect(next.usage.cachedTokens > 0)
        #expect(next.tokens.count == 5)
    }

    @Test func refusedRequests() throws {
        let transformer = try TinyModel.transformer("llama")
        let generator = BatchGenerator(transformer: transformer, options: BatchGenerator.Options(contextLength: 16))
        func code(_ request: GenerationRequest) -> EngineError.Code? {
            #expect(throws: EngineError.self) { try generator.add(request) }?.code
        }
        #expect(code(GenerationRequest(prompt: [])) == .emptyPrompt)
        let long = #expect(throws: EngineError.self) {
            try generator.add(GenerationRequest(prompt: TinyModel.prompt(17, seed: 1)))
        }
        #expect(long?.code == .contextOverflow)
        #expect(long?.message.contains("17") == true && long?.message.contains("16") == true)
        #expect(code(GenerationRequest(prompt: [288])) == .tokenOutOfRange)
        #expect(code(GenerationRequest(prompt: [-1])) == .tokenOutOfRange)
        #expect(code(GenerationRequest(prompt: [5], maximumTokens: 0)) == .optionOutOfRange)
        #expect(code(GenerationRequest(prompt: [5], sampling: SamplingOptions(topP: 2))) == .optionOutOfRange)
        #expect(code(GenerationRequest(prompt: [5], speculation: .promptLookup(longest: 0))) == .optionOutOfRange)
        #expect(code(GenerationRequest(prompt: [5], stopSequences: ["x"])) == .noTokenizer)
        #expect(generator.isIdle)
    }

    @Test func aRequestFailsAlone() throws {
        let transformer = try TinyModel.transformer("llama")
        let generator = BatchGenerator(transformer: transformer)
        let good = TinyModel.requests(1)[0]
        var bad = good
        bad.mask = { $0.update(repeating: -.infinity) }
        let badID = try generator.add(bad)
        let goodID = try generator.add(good)
        var tokens: [TokenID] = []
        var failure: EngineError?
        while !generator.isIdle {
            for (id, event) in try generator.step() {
                if case .token(let token) = event, id == goodID { tokens.append(token.token) }
                if case .failed(let error) = event, id == badID { failure = error }
            }
        }
        #expect(failure?.code == .everythingMasked)
        #expect(tokens == (try TinyModel.plainly(good, transformer)))
    }

    @Test func logProbabilitiesComeWithTheTokens() throws {
        let transformer = try TinyModel.transformer("llama")
        let options = SamplingOptions(temperature: 0, logProbabilities: 3)
        let request = GenerationRequest(prompt: [5, 6, 7], maximumTokens: 8, sampling: options, stopTokens: [])
        var tokens: [GeneratedToken] = []
        _ = try BatchGenerator(transformer: transformer).run([request]) { _, event in
            if case .token(let token) = event { tokens.append(token) }
            return true
        }
        #expect(tokens.count == 8)
        for token in tokens {
            #expect(token.alternatives.count == 3)
            #expect(token.alternatives.first?.token == token.token)
            #expect(token.alternatives.first?.logProbability == token.logProbability)
            #expect(token.logProbability ?? 1 < 0)
        }
    }
}
