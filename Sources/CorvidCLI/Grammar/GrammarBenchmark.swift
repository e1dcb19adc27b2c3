import CorvidGrammar

/// Measures how fast schemas become masks.
struct GrammarBenchmark {
    let job: GrammarJob
    let trie: TokenTrie
    /// What the clock itself takes.
    private let overhead: Double

    /// What a walk through the documents finds besides times; the same in each round.
    struct Extent {
        /// Tokens of the valid documents.
        var tokens = 0
        /// Of those, the ones that lie wholly in what had to follow anyway.
        var forcedTokens = 0
        /// Bytes that a compiled schema takes with its automaton after all its documents, for each schema.
        var grammarBytes: [Double] = []
        /// Times to take a token's bytes.
        var advance: [Double] = []
    }

    init(_ job: GrammarJob) throws(GrammarError) {
        self.job = job
        trie = try TokenTrie(tokens: job.tokens, special: job.special, endOfSequence: job.ends)
        overhead = Distribution(
            (0..<2000).map { _ in
                let start = Nanoseconds.now()
                return Nanoseconds.now() - start
            }
        ).percentile(50)
    }

    /// One round over all schemas.
    func run(progress: (Int) throws -> Void) rethrows -> (figures: GrammarFigures, extent: Extent) {
        var extent = Extent()
        var schemas: [GrammarFigures.Schema] = []
        for (index, schema) in job.schemas.enumerated() {
            try progress(index)
            schemas.append(measure(schema, &extent))
        }
        let bytes = Distribution(extent.grammarBytes)
        return (
            GrammarFigures(name: "Corvid", overhead: overhead, bytesEach: bytes.mean, schemas: schemas), extent
        )
    }

    private func measure(_ schema: GrammarJob.Schema, _ extent: inout Extent) -> GrammarFigures.Schema {
        var result = GrammarFigures.Schema(name: schema.name)
        let grammar: CompiledGrammar
        do {
            // The second time is the one that counts: the first reads code and data from the disk.
            for _ in 0..<2 { result.compile = min(result.compile, try timeToFirstMask(schema.text)) }
            grammar = try Self.compiled(schema.text)
        } catch {
            result.refusal = "\(error)"
            return result
        }
        for document in schema.valid {
            let fresh = (try? Self.compiled(schema.text)).flatMap { walk($0, document) }
            result.fresh.append(fresh?.masks)
            var warm: GrammarFigures.Masks
            if fresh == nil {
                result.wrongRejects += 1
                warm = nil
            } else {
                _ = walk(grammar, document)
                let known = walk(grammar, document)
                warm = known?.masks
                extent.advance += known?.advance ?? []
                extent.tokens += document.count
                extent.forcedTokens += forcedTokens(grammar, document)
            }
            result.warm.append(warm)
        }
        for document in schema.invalid {
            var matcher = GrammarMatcher(grammar)
            let text = document.flatMap { job.tokens[$0] }
            if matcher.advance(by: text) == text.count, matcher.isComplete { result.wrongAccepts += 1 }
        }
        extent.grammarBytes.append(Double(grammar.memoryBytes))
        return result
    }

    private static func compiled(_ text: [UInt8]) throws(GrammarError) -> CompiledGrammar {
        try CompiledGrammar(try JSONSchema(utf8: text), style: .compact)
    }

    private func timeToFirstMask(_ text: [UInt8]) throws(GrammarError) -> Double {
        var mask = TokenMask(count: trie.count)
        let start = Nanoseconds.processorTime()
        let matcher = GrammarMatcher(try Self.compiled(text))
        trie.fill(&mask, for: matcher)
        return Nanoseconds.processorTime() - start
    }

    /// Times each mask on a document's way; nil when a token is not allowed or the document may not end.
    private func walk(_ grammar: CompiledGrammar, _ document: [Int]) -> (masks: [Double], advance: [Double])? {
        var matcher = GrammarMatcher(grammar)
        var mask = TokenMask(count: trie.count)
        var masks: [Double] = []
        var advance: [Double] = []
        masks.reserveCapacity(document.count + 1)
        advance.reserveCapacity(document.count)
        for token in document {
            let start = Nanoseconds.now()
            trie.fill(&mask, for: matcher)
            masks.append(max(0, Nanoseconds.now() - start - overhead))
            guard mask.contains(token) else { return nil }
            let bytes = job.tokens[token]
            let next = Nanoseconds.now()
            let taken = matcher.advance(by: bytes)
            advance.append(max(0, Nanoseconds.now() - next - overhead))
            guard taken == bytes.count else { return nil }
        }
        let start = Nanoseconds.now()
        trie.fill(&mask, for: matcher)
        masks.append(max(0, Nanoseconds.now() - start - overhead))
        return matcher.isComplete ? (masks, advance) : nil
    }

    /// Tokens of a document that lie wholly in bytes that had to follow: no model has to be asked for them.
    private func forcedTokens(_ grammar: CompiledGrammar, _ document: [Int]) -> Int {
        var matcher = GrammarMatcher(grammar)
        var count = 0
        var rest = document[...]
        while !rest.isEmpty {
            var forced = matcher.forcedBytes().count
            while let next = rest.first, job.tokens[next].count <= forced {
                forced -= job.tokens[next].count
                matcher.advance(by: job.tokens[next])
                rest = rest.dropFirst()
                count += 1
            }
            // The one after them is the model's to choose.
            guard let chosen = rest.popFirst() else { break }
            matcher.advance(by: job.tokens[chosen])
        }
        return count
    }
}
