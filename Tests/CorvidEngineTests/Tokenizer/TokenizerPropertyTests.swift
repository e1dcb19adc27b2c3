import Testing

@testable import CorvidEngine

/// What holds for any text.
@Suite struct TokenizerPropertyTests {
    @Test(arguments: ["gpt2", "llama3", "smollm"])
    func byteLevelTextComesBack(_ name: String) throws {
        let tokenizer = try TokenizerFixture.tokenizer(name)
        var random = RandomText(seed: 1)
        for _ in 0..<2000 {
            let text = random.text(fragments: 12)
            let ids = tokenizer.encode(text, addSpecialTokens: false)
            #expect(tokenizer.decode(ids).utf8.elementsEqual(text.utf8), "\(text.debugDescription)")
            #expect(ids.flatMap(tokenizer.bytes(of:)) == Array(text.utf8))
        }
    }

    @Test(arguments: TokenizerFixture.names)
    func invalidUTF8IsRepairedFirst(_ name: String) throws {
        let tokenizer = try TokenizerFixture.tokenizer(name)
        var random = RandomText(seed: 2)
        for _ in 0..<300 {
            let bytes = random.bytes(40)
            let repaired = String(decoding: bytes, as: UTF8.self)
            #expect(tokenizer.plainTokens(bytes) == tokenizer.encode(repaired, addSpecialTokens: false))
        }
    }

    @Test(arguments: ["gpt2", "llama2", "unigram"])
    func streamsAnyTokens(_ name: String) throws {
        let tokenizer = try TokenizerFixture.tokenizer(name)
        var random = RandomText(seed: 3)
        for _ in 0..<500 {
            let ids = (0..<random.next(30)).map { _ in TokenID(random.next(tokenizer.vocabularySize)) }
            var stream = tokenizer.streamDecoder
            var text: [UInt8] = []
            for id in ids { text += Array(stream.append(id).utf8) }
            text += Array(stream.finish().utf8)
            #expect(text == Array(tokenizer.decode(ids, skipSpecialTokens: true).utf8))
        }
    }

    /// Every expression that has a scanner, and the scanner against the general matcher.
    @Test(arguments: [
        #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
        #"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
        #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
        #"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}+| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
    ])
    func scannersAreTheirExpressions(_ expression: String) throws {
        let scanner = try #require(WordScanner(expression: expression, unicode: .current))
        let pattern = try SplitPattern(expression)
        var random = RandomText(seed: 4)
        for _ in 0..<3000 {
            var text = random.text(fragments: 16)
            text.withUTF8 { utf8 in
                var (scanned, matched): ([Range<Int>], [Range<Int>]) = ([], [])
                scanner.split(utf8, offset: 0, into: &scanned)
                pattern.forEachSegment(of: utf8) { range, _ in matched.append(range) }
                #expect(scanned == matched, "\(String(decoding: utf8, as: UTF8.self).debugDescription)")
            }
        }
    }

    /// Merging by scanning and merging with a heap are the same; the bound between them is at 64 symbols.
    @Test func longPiecesMergeAsShortOnes() throws {
        let tokenizer = try TokenizerFixture.tokenizer("gpt2")
        var random = RandomText(seed: 5)
        let letters = Array("etaoinshrd")
        for _ in 0..<200 {
            let word = String((0..<random.next(150) + 50).map { _ in letters[random.next(letters.count)] })
            #expect(tokenizer.encode(word, addSpecialTokens: false) == naive(word, tokenizer))
        }
    }

    /// BPE as it is defined: look for the pair of least rank, merge its leftmost occurrence, start again.
    private func naive(_ word: String, _ tokenizer: Tokenizer) -> [TokenID] {
        guard case .bytePair(let model) = tokenizer.model else { return [] }
        var ids = word.utf8.map { model.vocabulary.find([$0]) ?? -1 }
        while true {
            let candidates = zip(ids, ids.dropFirst()).map {
                model.merges.find(UInt32(bitPattern: $0), UInt32(bitPattern: $1))
            }
            guard let least = candidates.min(), least != PairTable.none, let index = candidates.firstIndex(of: least)
            else { return ids }
            ids[index] = TokenID(truncatingIfNeeded: least)
            ids.remove(at: index + 1)
        }
    }

    @Test(arguments: TokenizerFixture.names)
    func timeIsNotQuadratic(_ name: String) throws {
        let tokenizer = try TokenizerFixture.tokenizer(name)
        for unit in ["a", " ", "7", "\n", "你", "\u{301}", "x\u{308}", "'", "▁"] {
            let text = String(repeating: unit, count: 200_000)
            let time = ContinuousClock().measure { _ = tokenizer.encode(text, parseSpecialTokens: true) }
            // Quadratic time would be minutes.
            #expect(time < .seconds(5), "\(name): \(unit.debugDescription)")
        }
    }

    @Test func sharesOneTokenizerBetweenTasks() async throws {
        let tokenizer = try TokenizerFixture.tokenizer("qwen2")
        let text = TokenizerBenchmark.mixedText(bytes: 50_000)
        let expected = tokenizer.encode(text)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { tokenizer.encode(text) == expected } }
            for await same in group { #expect(same) }
        }
    }
}
