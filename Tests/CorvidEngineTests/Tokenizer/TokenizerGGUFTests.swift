import CorvidGrammar
import Testing

@testable import CorvidEngine

/// Tokenizers from `tokenizer.ggml.*` keys, made here.
@Suite struct TokenizerGGUFTests {
    /// The keys that say what the fixture `name` says, for a byte-level tokenizer.
    static func metadata(of name: String, pre: String) throws -> [String: MetadataValue] {
        let json = try TokenizerFixture.json(name)
        var texts: [Int: [UInt8]] = [:]
        var kinds: [Int: Int64] = [:]
        for member in try #require(json["model"]?["vocab"]?.members) {
            texts[try #require(member.value.int)] = member.key
        }
        for added in try #require(json["added_tokens"]?.array) {
            let id = try #require(added["id"]?.int)
            texts[id] = added["content"]?.utf8
            kinds[id] = added["special"]?.bool == true ? 3 : 4
        }
        var table = MetadataValue.StringTable()
        for id in 0..<texts.count { table.append(try #require(texts[id])) }
        let merges = try #require(json["model"]?["merges"]?.array).map { merge in
            merge.text ?? (merge.array ?? []).compactMap(\.text).joined(separator: " ")
        }
        return [
            "tokenizer.ggml.model": .string(Array("gpt2".utf8)), "tokenizer.ggml.pre": .string(Array(pre.utf8)),
            "tokenizer.ggml.tokens": .strings(table),
            "tokenizer.ggml.token_type": .integers((0..<texts.count).map { kinds[$0] ?? 1 }),
            "tokenizer.ggml.merges": TokenizerFixture.strings(merges),
            "tokenizer.ggml.bos_token_id": .unsigned(0), "tokenizer.ggml.eos_token_id": .unsigned(0),
        ]
    }

    /// Where no version of Unicode, no normal form and no flag of an added token matters, both files say the same.
    @Test(arguments: [("gpt2", "gpt-2"), ("llama3", "llama-bpe"), ("qwen2", "qwen2"), ("smollm", "smollm")])
    func agreesWithTokenizerJSON(_ name: String, _ pre: String) throws {
        let file = try Tokenizer(checkpoint: TokenizerFixture.checkpoint(Self.metadata(of: name, pre: pre)))
        let json = try TokenizerFixture.tokenizer(name)
        let texts = [
            "Hello world", " Hello  world ", "line\nline\r\n\n  x\t\ty ", "The raven's wing isn't WE'LL they'Ve I'D",
            "12345 ١٢٣٤ 3.14e-10", "日本語 한국어 עברית ไทย", "ünïcödé Straße", "👨‍👩‍👧‍👦👍🏽 🇩🇪", "foo(bar)[baz]{qux};!?…", "",
            String(repeating: "ab", count: 200), String(repeating: " ", count: 70) + "x",
        ]
        for text in texts {
            #expect(
                file.encode(text, addSpecialTokens: false) == json.encode(text, addSpecialTokens: false), "\(text)")
        }
        #expect(file.endOfSequence.contains(0))
    }

    @Test func sentencePieceMergesByScore() throws {
        var texts =
            ["<unk>", "<s>", "</s>"]
            + (0..<256).map { byte in
                let digits = String(byte, radix: 16, uppercase: true)
                return "<0x\(digits.count == 1 ? "0" : "")\(digits)>"
            }
        let words = ["▁", "a", "b", "c", "ab", "bc", "▁a", "abc"]
        texts += words
        let kinds: [Int64] = [2, 3, 3] + Array(repeating: 6, count: 256) + Array(repeating: 1, count: words.count)
        var scores = [Float](repeating: 0, count: 259)
        scores += [-10, -10, -10, -10, -2, -1, -3, -4]
        let checkpoint = TokenizerFixture.checkpoint([
            "tokenizer.ggml.model": .string(Array("llama".utf8)),
            "tokenizer.ggml.tokens": TokenizerFixture.strings(texts),
            "tokenizer.ggml.token_type": .integers(kinds), "tokenizer.ggml.scores": .floats(scores),
        ])
        let tokenizer = try Tokenizer(checkpoint: checkpoint)
        func ids(_ pieces: [String]) -> [TokenID] { pieces.compactMap { tokenizer.vocabulary.find($0.utf8) } }
        // bc has the best score, so ab never comes to be.
        #expect(tokenizer.encode("abc", addSpecialTokens: false) == ids(["▁a", "bc"]))
        #expect(tokenizer.encode("abc").first == 1)
        #expect(tokenizer.encode("é", addSpecialTokens: false) == ids(["▁", "<0xC3>", "<0xA9>"]))
        for text in ["abc", " abc  cba", "é…\n", "a b", "</s>"] {
            #expect(tokenizer.decode(tokenizer.encode(text), skipSpecialTokens: true) == text)
        }
        #expect(tokenizer.encode("", addSpecialTokens: false).isEmpty)
    }

    @Test func wordPieceCutsWords() throws {
        let texts = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "▁un", "able", "▁able", "▁,", "▁cafe", "▁你"]
        let checkpoint = TokenizerFixture.checkpoint([
            "tokenizer.ggml.model": .string(Array("bert".utf8)),
            "tokenizer.ggml.tokens": TokenizerFixture.strings(texts),
            "tokenizer.ggml.token_type": .integers([3, 3, 3, 3, 1, 1, 1, 1, 1, 1]),
            "tokenizer.ggml.unknown_token_id": .unsigned(1), "tokenizer.ggml.cls_token_id": .unsigned(2),
            "tokenizer.ggml.seperator_token_id": .unsigned(3),
        ])
        let tokenizer = try Tokenizer(checkpoint: checkpoint)
        #expect(tokenizer.encode("Unable, CAFÉ 你unx") == [2, 4, 5, 7, 8, 9, 1, 3])
        #expect(tokenizer.decode([4, 5, 7, 8]) == "unable , cafe")
    }

    @Test func unigramTakesTheBestSum() throws {
        let texts = ["<pad>", "</s>", "<unk>", "▁", "▁a", "b", "ab", "▁ab", "c"]
        let checkpoint = TokenizerFixture.checkpoint([
            "tokenizer.ggml.model": .string(Array("t5".utf8)),
            "tokenizer.ggml.tokens": TokenizerFixture.strings(texts),
            "tokenizer.ggml.token_type": .integers([3, 3, 2, 1, 1, 1, 1, 1, 1]),
            "tokenizer.ggml.scores": .floats([0, 0, 0, -2, -2, -1, -2, -5, -3]),
        ])
        let tokenizer = try Tokenizer(checkpoint: checkpoint)
        // -2 and -1 beat -5 alone, and -2 and -2 come too late.
        #expect(tokenizer.encode("ab") == [4, 5, 1])
        #expect(tokenizer.encode("axyc", addSpecialTokens: false) == [4, 2, 8])
    }
}
