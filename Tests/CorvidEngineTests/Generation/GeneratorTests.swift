import CorvidEngine
import Testing

@Suite struct GeneratorTests {
    @Test func manyTasksAtOnceGetWhatTheyWouldGetAlone() async throws {
        let transformer = try TinyModel.transformer("llama")
        let requests = TinyModel.requests(10)
        let expected = try requests.map { try TinyModel.plainly($0, transformer) }
        let generator = Generator(transformer: transformer)
        let found = try await withThrowingTaskGroup(of: (Int, [TokenID]).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask { (index, try await generator.generate(request).tokens) }
            }
            return try await group.reduce(into: [Int: [TokenID]]()) { $0[$1.0] = $1.1 }
        }
        for (index, tokens) in expected.enumerated() { #expect(found[index] == tokens) }
    }

    @Test func theStreamTellsEachTokenAndTheEnd() async throws {
        let transformer = try TinyModel.transformer("llama")
        let request = TinyModel.requests(2)[1]
        let expected = try TinyModel.plainly(request, transformer)
        let generator = Generator(transformer: transformer)
        var tokens: [TokenID] = []
        var result: GenerationResult?
        for try await event in generator.stream(request) {
            switch event {
            case .token(let token): tokens.append(token.token)
            case .finished(let end): result = end
            case .text, .failed: break
            }
        }
        #expect(tokens == expected)
        #expect(result?.tokens == expected)
    }

    @Test func leavingAStreamEndsItsRequest() async throws {
        let transformer = try TinyModel.transformer("llama")
        let generator = Generator(transformer: transformer)
        var request = TinyModel.requests(1)[0]
        request.maximumTokens = nil
        request.stopTokens = []
        for _ in 0..<20 {
            for try await case .token in generator.stream(request) { break }
        }
        // The generator is free for others afterwards.
        let other = TinyModel.requests(3)[2]
        #expect(try await generator.generate(other).tokens == (try TinyModel.plainly(other, transformer)))
    }

    @Test func aCancelledTaskThrows() async throws {
        let generator = Generator(transformer: try TinyModel.transformer("llama"))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await generator.generate(TinyModel.requests(1)[0])
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func errorsReachTheOneWhoAsked() async throws {
        let generator = Generator(transformer: try TinyModel.transformer("llama"))
        let error = await #expect(throws: EngineError.self) {
            try await generator.generate(GenerationRequest(prompt: []))
        }
        #expect(error?.code == .emptyPrompt)
        var masked = TinyModel.requests(1)[0]
        masked.mask = { $0.update(repeating: -.infinity) }
        let failing = masked
        let failure = await #expect(throws: EngineError.self) { try await generator.generate(failing) }
        #expect(failure?.code == .everythingMasked)
    }
}
