import CorvidEngine
import Testing

@Suite struct SpeculationTests {
    /// Prompts that repeat themselves, so that there is something to look up.
    static func requests() -> [GenerationRequest] {
        TinyModel.requests(8, maximumTokens: 40).enumerated().map { index, request in
            var request = request
            request.prompt = TinyModel.prompt(30, seed: UInt64(index), period: 6)
            request.stopTokens = index % 2 == 0 ? [] : [0, 17, 99]
            return request
        }
    }

    @Test(arguments: TinyModel.families)
    func lookupChangesNoToken(family: String) throws {
        let transformer = try TinyModel.transformer(family)
        for longest in [1, 3, 16] {
            var requests = Self.requests()
            let expected = try requests.map { try TinyModel.plainly($0, transformer) }
            for index in requests.indices { requests[index].speculation = .promptLookup(longest: longest) }
            let results = try BatchGenerator(transformer: transformer).run(requests)
            #expect(results.map(\.tokens) == expected)
            #expect(results.allSatisfy { $0.usage.acceptedTokens <= $0.usage.draftedTokens })
        }
    }

    @Test func repetitiveTextTakesFewForwards() throws {
        let transformer = try TinyModel.transformer("llama")
        // Only one token may follow each other, so that the text repeats every six tokens.
        let cycle: [TokenID] = [10, 20, 30, 40, 50, 60]
        let constraint = CycleConstraint(cycle: cycle, next: 0)
        var request = GenerationRequest(
            prompt: cycle + cycle, maximumTokens: 48, sampling: SamplingOptions(seed: 1), stopTokens: [],
            constraint: constraint)
        let plain = try #require(try BatchGenerator(transformer: transformer).run([request]).first)
        #expect(plain.usage.forwards == 48)
        request.speculation = .promptLookup()
        let looked = try #require(try BatchGenerator(transformer: transformer).run([request]).first)
        #expect(looked.tokens == plain.tokens)
        #expect(looked.usage.forwards <= 7)
        #expect(looked.usage.acceptedTokens > 40)
    }

    @Test(arguments: [("llama", "llama"), ("llama", "llama_smol"), ("lfm2", "lfm2"), ("lfm2", "qwen3")])
    func aDraftModelChangesNoToken(target: String, drafter: String) throws {
        let transformer = try TinyModel.transformer(target)
        let draft = DraftModel(sharingVocabulary: try TinyModel.transformer(drafter))
        var requests = Self.requests()
        let expected = try requests.map { try TinyModel.plainly($0, transformer) }
        for index in requests.indices { requests[index].speculation = .model(draft, longest: 5) }
        let results = try BatchGenerator(transformer: transformer).run(requests)
        #expect(results.map(\.tokens) == expected)
        for result in results where target == drafter {
            // It drafts exactly what it will say, also at a temperature.
            #expect(result.usage.acceptedTokens + result.usage.forwards >= result.usage.generatedTokens)
            #expect(result.usage.forwards <= result.usage.generatedTokens / 4 + 3)
        }
    }

    @Test func aDraftModelOfAnotherVocabularyIsRefused() throws {
        let target = try TinyModel.checkpoint("llama")
        let other = try TinyModel.checkpoint("bert")
        let transformer = try Transformer(checkpoint: target, threads: 1)
        let error = try #require(
            try mismatch(transformer, try Tokenizer(checkpoint: target), try Tokenizer(checkpoint: other)))
        #expect(error.code == .vocabularyMismatch)
    }

    private func mismatch(_ transformer: Transformer, _ first: Tokenizer, _ second: Tokenizer) throws -> EngineError? {
        do throws(EngineError) {
            _ = try DraftModel(transformer, tokenizer: second, target: transformer, targetTokenizer: first)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [Speculation.none, .promptLookup(longest: 4)])
    func forcedTokensCostNoForwardsAndChangeNothing(speculation: Speculation) throws {
        let transformer = try TinyModel.transformer("lfm2")
        var request = GenerationRequest(
            prompt: TinyModel.prompt(12, seed: 8, period: 5), maximumTokens: 40,
            sampling: SamplingOptions(temperature: 1.1, presencePenalty: 0.5, seed: 77), stopTokens: [])
        request.constraint = PatternConstraint(forces: false)
        let masked = try #require(try BatchGenerator(transformer: transformer).run([request]).first)
        request.constraint = PatternConstraint(forces: true)
        request.speculation = speculation
        let forced = try #require(try BatchGenerator(transformer: transformer).run([request]).first)
        #expect(forced.tokens == masked.tokens)
        #expect(forced.usage.forcedTokens == 30)
        #expect(forced.usage.forwards <= 11)
        #expect(masked.usage.forwards == 40)
    }

    @Test func aConstraintEndsTheOutput() throws {
        let transformer = try TinyModel.transformer("llama")
        var constraint = PatternConstraint(forces: true)
        constraint.ends = 11
        let request = GenerationRequest(
            prompt: [9, 8, 7], sampling: SamplingOptions(seed: 5), stopTokens: [], constraint: constraint)
        let result = try #require(try BatchGenerator(transformer: transformer).run([request]).first)
        #expect(result.finishReason == .constraintComplete)
        #expect(result.tokens.count == 11)
    }
}

/// Allows nothing but the next token of a cycle.
private struct CycleConstraint: TokenConstraint {
    let cycle: [TokenID]
    var next: Int

    func mask(_ logits: UnsafeMutableBufferPointer<Float>) {
        for index in logits.indices where index != Int(cycle[next]) { logits[index] = -.infinity }
    }

    mutating func accept(_ token: TokenID) {
        next = (next + 1) % cycle.count
    }
}

/// Every fourth token is free (but even), the three before are the same each time.
private struct PatternConstraint: TokenConstraint {
    let forces: Bool
    var count = 0
    var ends = Int.max

    var isComplete: Bool { count >= ends }

    init(forces: Bool) { self.forces = forces }

    func mask(_ logits: UnsafeMutableBufferPointer<Float>) {
        for index in logits.indices {
            let isAllowed = count % 4 == 3 ? index % 2 == 0 : index == 100 + count % 4
            if !isAllowed { logits[index] = -.infinity }
        }
    }

    mutating func accept(_ token: TokenID) { count += 1 }

    func forcedTokens() -> [TokenID] {
        guard forces, count % 4 != 3 else { return [] }
        return ((count % 4)..<3).map { TokenID(100 + $0) }
    }
}
