import CorvidEngine
import CorvidGrammar
import Foundation
import Testing

@Suite("Generation under a grammar")
struct GrammarConstraintTests {
    private struct Setting {
        var transformer: Transformer
        var tokenizer: Tokenizer

        init(_ family: String) throws {
            let checkpoint = try TinyModel.checkpoint(family)
            transformer = try Transformer(checkpoint: checkpoint, threads: 1)
            tokenizer = try Tokenizer(checkpoint: checkpoint)
        }

        func run(_ request: GenerationRequest) throws(EngineError) -> GenerationResult? {
            try BatchGenerator(transformer: transformer, tokenizer: tokenizer).run([request]).first
        }

        func request(_ grammar: CompiledGrammar, _ maximum: Int?, seed: UInt64, temperature: Double)
            -> GenerationRequest
        {
            GenerationRequest(
                prompt: tokenizer.encode("Ravens, "), maximumTokens: maximum,
                sampling: SamplingOptions(temperature: temperature, seed: seed), grammar: grammar)
        }
    }

    /// Whether `text` is a document of the schema, by plain evaluation of the parsed text.
    private func isValid(_ text: String, _ schema: JSONSchema) throws -> Bool {
        try schema.evaluate(try JSONValue(parsing: Array(text.utf8)))
    }

    /// The numbers in the refusal of a budget that is too small.
    private func refusal(_ setting: Setting, _ grammar: CompiledGrammar) throws -> Int {
        let generator = BatchGenerator(transformer: setting.transformer, tokenizer: setting.tokenizer)
        do throws(EngineError) {
            try generator.add(setting.request(grammar, 1, seed: 0, temperature: 1))
            return 1
        } catch {
            #expect(error.code == .budgetTooSmall)
            #expect(generator.isIdle)
            let numbers = error.message.split { !$0.isNumber }.compactMap { Int($0) }
            #expect(numbers.last == 1)
            return try #require(numbers.first)
        }
    }

    @Test(arguments: ToolSchemas.all.map(\.name))
    func everyBudgetFromTheSmallestUpGivesAWholeDocument(name: String) throws {
        let entry = try #require(ToolSchemas.all.first { $0.name == name })
        let setting = try Setting("llama")
        let schema = try JSONSchema(entry.schema)
        let grammar = try CompiledGrammar(schema)
        let smallest = try refusal(setting, grammar)
        for extra in 0..<24 {
            let temperature = [0, 0.7, 1, 2][extra % 4]
            let request = setting.request(grammar, smallest + extra, seed: UInt64(extra), temperature: temperature)
            let result = try #require(try setting.run(request))
            #expect(result.tokens.count <= smallest + extra)
            #expect(try isValid(result.text, schema), "\(result.text) for \(name) within \(smallest + extra) tokens")
        }
    }

    @Test(arguments: ["llama", "lfm2", "gemma3_text", "qwen3_moe"])
    func everyFamilyWritesWholeDocuments(family: String) throws {
        let setting = try Setting(family)
        for (index, entry) in ToolSchemas.all.enumerated() {
            let schema = try JSONSchema(entry.schema)
            let request = setting.request(
                try CompiledGrammar(schema), 120, seed: UInt64(index), temperature: [0, 0.5, 1, 1.5, 2][index % 5])
            let result = try #require(try setting.run(request))
            #expect(try isValid(result.text, schema), "\(result.text) for \(entry.name)")
        }
    }

    @Test func whatMustFollowCostsNoForward() throws {
        let setting = try Setting("llama")
        let schema = try JSONSchema(#"{"const":{"action":"stop","codes":[1,2,3]}}"#)
        let result = try #require(
            try setting.run(setting.request(try CompiledGrammar(schema), 100, seed: 1, temperature: 1)))
        #expect(result.text == #"{"action":"stop","codes":[1,2,3]}"#)
        #expect(result.usage.forcedTokens == result.tokens.count)
        #expect(result.usage.forwards == 0)
        #expect(result.finishReason == .constraintComplete)
    }

    @Test func speculationChangesNothing() throws {
        let setting = try Setting("lfm2")
        for (index, entry) in ToolSchemas.all.enumerated() {
            let grammar = try CompiledGrammar(try JSONSchema(entry.schema))
            var request = setting.request(grammar, 130, seed: UInt64(index), temperature: 0.8)
            let plain = try #require(try setting.run(request))
            request.speculation = .promptLookup(longest: 6)
            #expect(try setting.run(request)?.tokens == plain.tokens)
            request.speculation = .model(DraftModel(sharingVocabulary: setting.transformer), longest: 4)
            #expect(try setting.run(request)?.tokens == plain.tokens)
        }
    }

    /// A grammar's own drafts save forwards, and that is all they do.
    @Test func draftsOfForcedRunsChangeNothing() throws {
        let setting = try Setting("qwen3_moe")
        for (index, entry) in ToolSchemas.all.enumerated() {
            let grammar = try CompiledGrammar(try JSONSchema(entry.schema))
            var request = setting.request(grammar, 130, seed: UInt64(index), temperature: 1.1)
            let drafted = try #require(try setting.run(request))
            request.grammar = nil
            request.constraint = Undrafted(inner: try GrammarConstraint(grammar, tokenizer: setting.tokenizer))
            let plain = try #require(try setting.run(request))
            #expect(drafted.tokens == plain.tokens)
            #expect(plain.usage.draftedTokens == 0)
            #expect(drafted.usage.forwards + drafted.usage.acceptedTokens == plain.usage.forwards)
        }
    }

    private struct Undrafted: TokenConstraint {
        var inner: GrammarConstraint
        var isComplete: Bool { inner.isComplete }

        mutating func begin(budget: Int) throws(EngineError) { try inner.begin(budget: budget) }
        mutating func mask(_ logits: UnsafeMutableBufferPointer<Float>) throws(EngineError) { try inner.mask(logits) }
        mutating func admits(_ token: TokenID) throws(EngineError) -> Bool { try inner.admits(token) }
        mutating func accept(_ token: TokenID) throws(EngineError) { try inner.accept(token) }
        func forcedTokens() -> [TokenID] { inner.forcedTokens() }
    }

    @Test func patternsAndGrammarsToo() throws {
        let setting = try Setting("llama")
        let grammar = try CompiledGrammar(
            try Grammar(gbnf: "root ::= item+\nitem ::= \"- \" [a-z]+ \"\\n\""))
        for seed in 0..<8 as Range<UInt64> {
            let result = try #require(try setting.run(setting.request(grammar, 12, seed: seed, temperature: 1.2)))
            var matcher = GrammarMatcher(grammar)
            #expect(matcher.advance(by: result.text.utf8) == result.text.utf8.count)
            #expect(matcher.isComplete, "\(result.text)")
        }
    }

    @Test func aGrammarNeedsATokenizer() throws {
        let setting = try Setting("llama")
        let grammar = try CompiledGrammar(try JSONSchema("true"))
        let request = setting.request(grammar, 10, seed: 1, temperature: 1)
        #expect(throws: EngineError.self) { try BatchGenerator(transformer: setting.transformer).add(request) }
        var both = request
        both.constraint = try GrammarConstraint(grammar, tokenizer: setting.tokenizer)
        let error = #expect(throws: EngineError.self) {
            try BatchGenerator(transformer: setting.transformer, tokenizer: setting.tokenizer).add(both)
        }
        #expect(error?.code == .twoConstraints)
    }

    /// Follows a document in the tokenizer's own tokens: whatever is forced on the way is what stands there.
    @Test(arguments: ["llama3", "qwen2", "gpt2", "smollm", "llama2", "gemma"])
    func forcedRunsAreTheTokenizersOwn(name: String) throws {
        let resources = try #require(Bundle.module.resourceURL)
        let tokenizer = try Tokenizer(path: resources.appending(path: "Fixtures/tokenizers/\(name).json").path)
        var forcedCount = 0
        var count = 0
        for entry in ToolSchemas.all {
            let grammar = try CompiledGrammar(try JSONSchema(entry.schema))
            // A line break first: some tokenizers put a space before the first word.
            let tokens = tokenizer.encode(entry.document, addSpecialTokens: false)
            guard tokens.flatMap({ tokenizer.bytes(of: $0) }) == Array(entry.document.utf8) else { continue }
            var constraint = try GrammarConstraint(grammar, tokenizer: tokenizer)
            try constraint.begin(budget: 10_000)
            var place = 0
            while place < tokens.count {
                let forced = constraint.forcedTokens()
                #expect(
                    tokens[place...].starts(with: forced),
                    "\(entry.name): \(forced.map { tokenizer.decode([$0]) }) behind \(tokenizer.decode(tokens[..<place]))"
                )
                guard tokens[place...].starts(with: forced) else { break }
                forcedCount += forced.count
                for token in forced { try constraint.accept(token) }
                place += forced.count
                guard place < tokens.count, forced.isEmpty else { continue }
                try constraint.accept(tokens[place])
                place += 1
            }
            count += tokens.count
            #expect(constraint.isComplete || entry.name == "integer", "\(entry.name)")
        }
        // Where every document begins with a space that is none of its own, none can be followed.
        #expect(count == 0 || forcedCount * 10 > count, "\(forcedCount) of \(count)")
    }
}
