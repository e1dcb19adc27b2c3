import CorvidGrammar
import Testing

@testable import CorvidEngine

/// Broken vocabularies end in errors that say what is wrong.
@Suite struct TokenizerDefectTests {
    private func error(_ checkpoint: Checkpoint) -> CheckpointError? {
        do {
            _ = try Tokenizer(checkpoint: checkpoint)
            return nil
        } catch {
            return error
        }
    }

    private static let tokens = ["a", "b", "ab", "<s>"]

    /// A small valid vocabulary with `changes`; a nil value removes the key.
    private func changed(_ changes: [String: MetadataValue?]) -> Checkpoint {
        var metadata: [String: MetadataValue] = [
            "tokenizer.ggml.model": .string(Array("gpt2".utf8)), "tokenizer.ggml.pre": .string(Array("gpt-2".utf8)),
            "tokenizer.ggml.tokens": TokenizerFixture.strings(Self.tokens),
            "tokenizer.ggml.token_type": .integers([1, 1, 1, 3]),
            "tokenizer.ggml.merges": TokenizerFixture.strings(["a b"]),
            "tokenizer.ggml.bos_token_id": .unsigned(3),
        ]
        for (key, value) in changes { metadata["tokenizer.ggml." + key] = value }
        return TokenizerFixture.checkpoint(metadata)
    }

    @Test func theUnbrokenOneWorks() throws {
        let tokenizer = try Tokenizer(checkpoint: changed([:]))
        #expect(tokenizer.encode("abba", addSpecialTokens: false) == [2, 1, 0])
        // Bytes without a token are dropped.
        #expect(tokenizer.encode("a!b", addSpecialTokens: false) == [0, 1])
    }

    @Test func contradictionsAreNamed() {
        let cases: [(key: String, value: MetadataValue?, reason: String)] = [
            ("tokens", nil, "missing"), ("tokens", .integers([1]), "no list of tokens"),
            ("tokens", .strings(MetadataValue.StringTable()), "no list of tokens"),
            ("tokens", TokenizerFixture.strings(["a", "b", "ab", "a"]), "same text"),
            ("token_type", .integers([1, 1]), "2 elements for 4 tokens"), ("token_type", .bool(true), "no list"),
            ("merges", nil, "missing"), ("merges", TokenizerFixture.strings(["a c"]), "merge 0"),
            ("merges", TokenizerFixture.strings(["a b", "b a"]), "merge 1"),
            ("merges", TokenizerFixture.strings(["ab"]), "not two tokens"),
            ("merges", TokenizerFixture.strings([""]), "not two tokens"),
            ("merges", TokenizerFixture.strings(["\u{1F600} b"]), "merge 0"),
            ("bos_token_id", .unsigned(4), "has 4 tokens"), ("bos_token_id", .signed(-1), "has 4 tokens"),
            ("eos_token_id", .unsigned(1 << 40), "has 4 tokens"),
        ]
        for (key, value, reason) in cases {
            let error = error(changed([key: value]))
            #expect(error?.code == .vocabulary, "\(key): \(reason)")
            #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "no error")")
        }
    }

    @Test func unknownKindsAreNamedWithTheKnown() {
        let model = error(changed(["model": .string(Array("rwkv".utf8))]))
        #expect(model?.code == .unsupported)
        #expect(model?.reason.contains("rwkv") == true && model?.reason.contains("gpt2") == true)
        let pre = error(changed(["pre": .string(Array("nonsense".utf8))]))
        #expect(pre?.code == .unsupported)
        #expect(pre?.reason.contains("nonsense") == true && pre?.reason.contains("llama-bpe") == true)
        #expect(error(TokenizerFixture.checkpoint([:]))?.code == .vocabulary)
    }

    @Test func everyKnownPreTokenizerCompiles() throws {
        for name in PreTokenizerCatalogue.names { _ = try #require(PreTokenizerCatalogue.named(name)).steps() }
    }

    @Test func scoresMustFit() {
        for model in ["llama", "t5"] {
            let name = MetadataValue.string(Array(model.utf8))
            for scores: MetadataValue? in [nil, .floats([1, 2]), .floats([0, .nan, 0, 0]), .string([])] {
                #expect(error(changed(["model": name, "scores": scores]))?.code == .vocabulary)
            }
        }
    }

    @Test func characterMapsAreChecked() {
        func map(_ units: [UInt32], _ texts: [UInt8], size: UInt32? = nil) -> [Int64] {
            var bytes: [Int64] = []
            for unit in [size ?? UInt32(units.count * 4)] + units {
                for shift: UInt32 in [0, 8, 16, 24] { bytes.append(Int64((unit >> shift) & 0xFF)) }
            }
            return bytes + texts.map { Int64($0) }
        }
        let scores = MetadataValue.floats([0, 0, 0, 0])
        // 'a' (0x61) below the root, whose offset is 1: unit 0x60, whose value is at 0x61.
        var units = [UInt32](repeating: 0, count: 0x80)
        units[0] = 1 << 10
        units[0x60] = 0x61 | 1 << 8 | 1 << 10
        units[0x61] = 0x8000_0000
        func checkpoint(_ map: [Int64]) -> Checkpoint {
            changed(["model": .string(Array("t5".utf8)), "scores": scores, "precompiled_charsmap": .integers(map)])
        }
        #expect(error(checkpoint(map(units, [0x62, 0]))) == nil)
        var outside = units
        outside[0x60] = 0x61 | 1 << 8 | 0x1FFFF << 10
        var wrongText = units
        wrongText[0x61] = 0x8000_0005
        // A child that is its own parent.
        var cyclic = units
        cyclic[0x60] = 0x61 | 0x61 << 10
        let bad: [[Int64]] = [
            [1, 2], map(units, [0x62, 0], size: 1 << 30), map(units, [0x62, 0], size: 3), map(outside, [0x62, 0]),
            map(wrongText, [0x62, 0]), map(units, [0xFF, 0]), map(units, [0x62]),
        ]
        for bytes in bad { #expect(error(checkpoint(bytes))?.code == .vocabulary) }
        if let tokenizer = try? Tokenizer(checkpoint: checkpoint(map(cyclic, [0x62, 0]))) {
            _ = tokenizer.encode("aaaaaaaa")
        }
    }

    @Test func tokenizerJSONIsChecked() {
        func bpe(_ body: String, rest: String = "") -> String {
            "{\"model\":{\"type\":\"BPE\",\(body)}\(rest)}"
        }
        let vocabulary = "\"vocab\":{\"a\":0,\"b\":1,\"ab\":2}"
        let good = bpe("\(vocabulary),\"merges\":[[\"a\",\"b\"]]")
        #expect(error(TokenizerFixture.checkpoint(json: good)) == nil)
        let broken: [(json: String, code: CheckpointError.Code)] = [
            ("{", .corrupted), ("{}", .vocabulary), ("[]", .vocabulary),
            (bpe(vocabulary), .vocabulary), (bpe("\"merges\":[]"), .vocabulary),
            (bpe("\(vocabulary),\"merges\":[\"a c\"]"), .vocabulary),
            (bpe("\(vocabulary),\"merges\":[[\"a\"]]"), .vocabulary),
            (bpe("\(vocabulary),\"merges\":[7]"), .vocabulary),
            (bpe("\(vocabulary),\"merges\":[],\"unk_token\":\"?\""), .vocabulary),
            (bpe("\"vocab\":{\"a\":0,\"b\":0},\"merges\":[]"), .vocabulary),
            (bpe("\"vocab\":{\"a\":-1},\"merges\":[]"), .vocabulary),
            (bpe("\"vocab\":{\"a\":999999999},\"merges\":[]"), .vocabulary),
            (bpe("\"vocab\":{\"a\":0.5},\"merges\":[]"), .vocabulary),
            ("{\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"a\",1],[\"b\"]]}}", .vocabulary),
            ("{\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"a\",1]],\"unk_id\":7}}", .vocabulary),
            ("{\"model\":{\"type\":\"WordLevel\",\"vocab\":{}}}", .unsupported),
            (bpe("\(vocabulary),\"merges\":[]", rest: ",\"normalizer\":{\"type\":\"Magic\"}"), .unsupported),
            (bpe("\(vocabulary),\"merges\":[]", rest: ",\"pre_tokenizer\":{\"type\":\"Magic\"}"), .unsupported),
            (bpe("\(vocabulary),\"merges\":[]", rest: ",\"decoder\":{\"type\":\"Magic\"}"), .unsupported),
            (bpe("\(vocabulary),\"merges\":[]", rest: ",\"post_processor\":{\"type\":\"Magic\"}"), .unsupported),
            (
                bpe(
                    "\(vocabulary),\"merges\":[]",
                    rest: ",\"post_processor\":{\"type\":\"BertProcessing\",\"sep\":[\"x\",9],\"cls\":[\"a\",0]}"),
                .vocabulary
            ),
            (
                bpe(
                    "\(vocabulary),\"merges\":[]",
                    rest: ",\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(a*)*\"}}"),
                .unsupported
            ),
            (bpe("\(vocabulary),\"merges\":[]", rest: ",\"added_tokens\":[{\"id\":0,\"content\":\"x\"}]"), .vocabulary),
        ]
        for (json, code) in broken {
            let error = error(TokenizerFixture.checkpoint(json: json))
            #expect(error?.code == code, "\(json): \(error?.reason ?? "no error")")
            #expect(error?.file == "folder/tokenizer.json")
        }
    }

    /// Valid files with bytes changed at random: any result but a crash.
    @Test(arguments: TokenizerFixture.names)
    func mutationsNeverCrash(_ name: String) throws {
        let original = [UInt8](try TokenizerFixture.jsonBytes(name))
        var random = RandomText(seed: 7)
        for _ in 0..<15 {
            var bytes = original
            for _ in 0...random.next(3) {
                let start = random.next(bytes.count)
                switch random.next(3) {
                case 0: bytes[start] = UInt8(random.next(256))
                case 1: bytes.removeSubrange(start..<min(bytes.count, start + random.next(40)))
                default:
                    let copy = bytes[start..<min(bytes.count, start + 12)]
                    bytes.insert(contentsOf: copy, at: random.next(bytes.count))
                }
            }
            let checkpoint = Checkpoint(
                path: "folder", kind: .huggingFace, metadata: [:], tensors: [], tokenizerJSON: .copying(bytes))
            if let tokenizer = try? Tokenizer(checkpoint: checkpoint) {
                let ids = tokenizer.encode(random.text(fragments: 30), parseSpecialTokens: true)
                _ = tokenizer.decode(ids)
            }
        }
    }
}
