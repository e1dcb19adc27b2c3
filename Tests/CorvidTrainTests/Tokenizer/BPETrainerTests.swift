import CorvidEngine
import CorvidLLM
import CorvidTrain
import Foundation
import Testing

@Suite struct BPETrainerTests {
    private static func texts(_ seed: UInt64, count: Int = 40) -> [String] {
        var random = Randomness(seed: seed)
        return (0..<count).map { _ in SampleText.text(&random) }
    }

    // MARK: What it is for

    /// The tokens of `word` within `text`, which holds it once: those whose bytes lie in it, the first with what stands
    /// before it if that is a blank in the same token.
    private static func tokens(
        of word: String, in text: String, by tokenizer: Tokenizer
    ) throws -> (hasBlank: Bool, ids: [TokenID]) {
        let bytes = Array(text.utf8)
        let range = try #require(text.range(of: word, options: .literal))
        let start = text[..<range.lowerBound].utf8.count
        let end = start + word.utf8.count
        var (found, place, hasBlank): ([TokenID], Int, Bool) = ([], 0, false)
        for id in tokenizer.encode(text) {
            let length = tokenizer.bytes(of: id).count
            defer { place += length }
            guard place < end, place + length > start else { continue }
            #expect(place + length <= end, "\(word) in \(text): a token reaches beyond the word")
            if place < start {
                #expect(
                    place == start - 1 && bytes[place] == 0x20, "\(word) in \(text): a token begins before the word")
                hasBlank = true
            }
            found.append(id)
        }
        return (hasBlank, found)
    }

    @Test(arguments: 1...8)
    func `a word is cut the same way wherever it stands`(seed: UInt64) throws {
        let tokenizer = try SampleText.tokenizer(SampleText.draft(Self.texts(seed)))
        var random = Randomness(seed: seed, index: 1)
        let frames = [
            ("{\"city\":\"", "\"}"), ("{\"a\":[\"", "\",\"b\"]}"), ("x = '", "'"), ("('", "')"), ("(", ")"),
            ("\n", "\n"),
            ("5", "7"), ("a_", "_b"), ("—", "…"), ("\t", "."), ("a.", ","), ("\u{A0}", "?"), ("\"", "\""), ("“", "”"),
        ]
        var (withBlank, without) = (0, 0)
        for _ in 0..<60 {
            // A combining mark is no letter and a word of the pre-tokenizer ends before it.
            let word = SampleText.word(&random)
            let alone = tokenizer.encode(word)
            for frame in frames {
                let found = try Self.tokens(of: word, in: frame.0 + word + frame.1, by: tokenizer)
                #expect(!found.hasBlank && found.ids == alone, "\(frame.0)\(word)\(frame.1)")
            }
            for text in ["to \(word) and", "( \(word)", "\n  \(word)\n", "3 \(word)"] {
                let found = try Self.tokens(of: word, in: text, by: tokenizer)
                let (first, ids) = (found.ids[0], found.ids)
                #expect(Array(ids.dropFirst()) == Array(alone.dropFirst()), "\(text)")
                let expected = (found.hasBlank ? [0x20] : []) + tokenizer.bytes(of: alone[0])
                #expect(tokenizer.bytes(of: first) == expected, "\(text)")
                if found.hasBlank { withBlank += 1 } else { without += 1 }
            }
        }
        // Both ways are tried.
        #expect(withBlank > 10 && without > 10)
    }

    @Test func `tokens hold characters of one kind`() throws {
        let draft = try SampleText.draft(Self.texts(3, count: 200), size: 1200)
        var kinds: [String: Int] = [:]
        for token in draft.tokens where token.kind == .normal && token.bytes.count > 1 {
            guard let text = String(validating: token.bytes, as: UTF8.self) else {
                #expect(token.bytes.count < 4 && token.bytes[0] >= 0xC2, "part of one character, from its beginning")
                continue
            }
            let body = text.unicodeScalars.first == " " ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
            let isBlank = body.allSatisfy(\.properties.isWhitespace)
            let isWord = body.allSatisfy { $0.properties.generalCategory.isLetter }
            let isSign = body.allSatisfy {
                !$0.properties.generalCategory.isLetter && $0.properties.numericType == nil
                    && !$0.properties.isWhitespace
            }
            let isOneCharacter = text.unicodeScalars.count == 1
            #expect(isBlank || isWord || isSign || isOneCharacter, "\(text)")
            if !isOneCharacter {
                #expect(!text.contains("_") && !text.contains("@") && !text.contains("^"), "\(text)")
                let hasQuote = text.contains("\"")
                #expect(!hasQuote || text.allSatisfy { " {}[]\":,".contains($0) }, "\(text)")
            }
            kinds[isBlank ? "blank" : isWord ? "word" : "sign", default: 0] += 1
        }
        #expect(kinds["blank", default: 0] > 1 && kinds["word", default: 0] > 50 && kinds["sign", default: 0] > 5)
    }

    @Test func `words of a name are cut apart`() throws {
        let draft = try SampleText.draft(
            [String](repeating: "getPlayerStats getPlayer statsOf Player Stats", count: 50), blankShare: 0)
        let tokens = draft.encode(Array("getPlayerStats".utf8)).map {
            String(decoding: draft.tokens[Int($0)].bytes, as: UTF8.self)
        }
        #expect(tokens == ["get", "Player", "Stats"])
    }

    @Test func `the blank comes last`() throws {
        let draft = try SampleText.draft(Self.texts(4))
        let stored = try #require(draft.metadata.first { $0.key == "tokenizer.ggml.merges" })
        guard case .strings(let merges) = stored.value else { throw CancellationError() }
        let isBlankLed = (0..<merges.count).map { index in
            let text = String(decoding: merges[index], as: UTF8.self)
            return text.hasPrefix("Ġ ") && !text.hasSuffix("Ġ") && !text.hasSuffix("Ċ")
        }
        let first = try #require(isBlankLed.firstIndex(of: true))
        #expect(isBlankLed[first...].allSatisfy { $0 })
        #expect(isBlankLed.count { $0 } > 20)
    }

    // MARK: Learning

    /// The example of Sennrich, Haddow and Birch, worked by hand; ties go to the lesser bytes.
    @Test func `merges are those worked out by hand`() throws {
        var counts = PieceCounts()
        for (word, count) in [("low", 5), ("lower", 2), ("newest", 6), ("widest", 3)] {
            for _ in 0..<count { Array(word.utf8).withUnsafeBufferPointer { _ = counts.add($0) } }
        }
        var pieces = WeightedPieces()
        pieces.add(counts)
        var options = BPETrainer.Options()
        options.vocabularySize = TokenizerDraft.fixedCount + 11
        options.blankShare = 0
        options.minimumFrequency = 2
        let draft = try BPETrainer(options).train(on: pieces)
        let learned = draft.tokens.dropFirst(TokenizerDraft.fixedCount).filter { $0.kind == .normal }
        let expected = ["es", "est", "lo", "low", "ew", "ewest", "newest", "dest", "idest", "widest", "er"]
        #expect(learned.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
    }

    @Test func `a weight counts as repetition does`() throws {
        var counts = [PieceCounts(), PieceCounts()]
        for (index, text) in Self.texts(5, count: 20).enumerated() {
            for piece in try SampleText.pieces(text) {
                piece.withUnsafeBufferPointer { _ = counts[index % 2].add($0) }
            }
        }
        var (weighted, repeated, ignored) = (WeightedPieces(), WeightedPieces(), WeightedPieces())
        weighted.add(counts[0], weight: 3)
        weighted.add(counts[1])
        for source in [1, 0, 0, 0] { repeated.add(counts[source]) }
        ignored.add(counts[0])
        ignored.add(counts[1], weight: 0)
        var options = BPETrainer.Options()
        options.vocabularySize = 500
        let trainer = try BPETrainer(options)
        #expect(try trainer.train(on: weighted).tokens == trainer.train(on: repeated).tokens)
        var alone = WeightedPieces()
        alone.add(counts[0])
        #expect(try trainer.train(on: ignored).tokens == trainer.train(on: alone).tokens)
    }

    @Test func `the order of the texts does not matter`() throws {
        let texts = Self.texts(6)
        let draft = try SampleText.draft(texts)
        #expect(try SampleText.draft(texts).metadata.map(\.value) == draft.metadata.map(\.value))
        #expect(try SampleText.draft(texts.reversed()).metadata.map(\.value) == draft.metadata.map(\.value))
    }

    // MARK: The engine

    @Test(arguments: 1...6)
    func `the engine cuts text as the trainer does`(seed: UInt64) throws {
        let draft = try SampleText.draft(Self.texts(seed), size: 480 + 64 * Int(seed))
        let tokenizer = try SampleText.tokenizer(draft)
        for text in Self.texts(seed + 100) {
            // What spells a tag is a token to the engine.
            let text = text.replacing("@", with: "").replacing("^", with: "")
            #expect(try tokenizer.encode(text) == SampleText.pieces(text).flatMap { draft.encode($0) })
        }
    }

    @Test func `any bytes come back`() throws {
        let tokenizer = try SampleText.tokenizer(SampleText.draft(Self.texts(7)))
        var random = Randomness(seed: 7)
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(Array(tokenizer.decode(tokenizer.encode(text)).utf8) == Array(text.utf8))
        }
        // Each byte has a token of its own.
        #expect((0..<256).allSatisfy { tokenizer.bytes(of: TokenID($0)) == [UInt8($0)] })
    }

    @Test func `control tokens and tags are where they belong`() throws {
        let draft = try SampleText.draft(Self.texts(8), size: 500)
        #expect(draft.tokens.count == 512)
        #expect(draft.tokens.suffix(12).allSatisfy { $0.kind == .unused })
        let tokenizer = try SampleText.tokenizer(draft)
        #expect(tokenizer.vocabularySize == 512)
        for special in CompactFormat.Special.allCases {
            let id = try #require(tokenizer.token(spelled: special.rawValue))
            #expect(tokenizer.isSpecial(id))
            #expect(tokenizer.encode(special.rawValue).count > 1, "content cannot spell it")
            #expect(tokenizer.encode(special.rawValue, parseSpecialTokens: true) == [id])
        }
        for tag in CompactFormat.tagTokens {
            let id = try #require(tokenizer.token(spelled: tag))
            #expect(!tokenizer.isSpecial(id) && tokenizer.bytes(of: id) == Array(tag.utf8))
        }
        #expect(tokenizer.beginningOfSequence == tokenizer.token(spelled: "<|begin|>"))
        // Not `<|invoke|>`, which ends the turn of other models.
        #expect(tokenizer.endOfSequence == [try #require(tokenizer.token(spelled: "<|end|>"))])
        let ids = tokenizer.encode(pieces: [("<|user|>", true), ("12", false), ("@1^2", true), (" @1", false)])
        #expect(ids.count == 1 + 2 + 2 + 3)
    }

    @Test func `a file of the vocabulary alone is read back`() throws {
        let draft = try SampleText.draft(Self.texts(9))
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).gguf").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try draft.write(to: path)
        let checkpoint = try Checkpoint.open(path)
        #expect(checkpoint.tensors.isEmpty)
        #expect(checkpoint.chatTemplate == CompactFormat.chatTemplate)
        #expect(checkpoint.metadata[CompactFormat.metadataKey]?.text == CompactFormat.name)
        let (stored, made) = (try Tokenizer(checkpoint: checkpoint), try SampleText.tokenizer(draft))
        for text in Self.texts(10) { #expect(stored.encode(text) == made.encode(text)) }
        #expect((0..<stored.vocabularySize).allSatisfy { stored.bytes(of: TokenID($0)) == made.bytes(of: TokenID($0)) })
    }

    // MARK: Bad input

    @Test func `options out of range are refused`() throws {
        func refusal(_ change: (inout BPETrainer.Options) -> Void) -> TokenizerTrainingError? {
            var options = BPETrainer.Options()
            change(&options)
            return #expect(throws: TokenizerTrainingError.self) { try BPETrainer(options) }
        }
        #expect(refusal { $0.vocabularySize = 100 }?.description.contains("expected 340") == true)
        #expect(refusal { $0.vocabularySize = .max }?.code == .option)
        #expect(refusal { $0.blankShare = -0.1 }?.code == .option)
        #expect(refusal { $0.blankShare = .nan }?.code == .option)
        #expect(refusal { $0.minimumFrequency = 0 }?.code == .option)
    }

    @Test func `too little text gives a smaller vocabulary, none an error`() throws {
        let draft = try SampleText.draft(["low lower low lower"], size: 6016)
        #expect(draft.tokens.count == 352)
        let error = #expect(throws: TokenizerTrainingError.self) { try SampleText.draft([]) }
        #expect(error?.code == .text)
    }

    @Test func `training can be given up`() throws {
        let pieces = try SampleText.counted(Self.texts(11))
        let error = #expect(throws: TokenizerTrainingError.self) { try BPETrainer().train(on: pieces) { _ in false } }
        #expect(error?.code == .cancelled)
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isLetter: Bool {
        switch self {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }
}
