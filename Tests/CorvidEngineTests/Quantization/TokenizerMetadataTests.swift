import CorvidEngine
import Testing

/// The vocabulary of a folder in GGUF keys. Byte-level tokenizers of all families are compared with llama.cpp's converter
/// in `QuantizerTests`; these are the other kinds, and what is refused.
struct TokenizerMetadataTests {
    private let folder = TemporaryFolder()

    @Test(arguments: [
        (#"{"type":"ByteLevel","use_regex":true}"#, false, "gpt-2"),
        (
            #"{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel"}]}"#,
            false, "smollm"
        ),
        (
            split(
                #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"#
            ), true, "llama-bpe"
        ),
        (
            split(
                #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"#
            ), false, "dbrx"
        ),
        (
            split(
                #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"#
            ), false, "qwen2"
        ),
        (
            split(
                #"[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"#
            ), false, "tekken"
        ),
    ])
    func namesPreTokenizers(_ preTokenizer: String, _ wholeWords: Bool, _ name: String) throws {
        let values = try convert(Self.byteLevel(preTokenizer: preTokenizer, wholeWords: wholeWords))
        #expect(values["tokenizer.ggml.model"]?.text == "gpt2")
        #expect(values["tokenizer.ggml.pre"]?.text == name)
        #expect(Self.strings(values["tokenizer.ggml.merges"]) == ["a b", "ab c"])
        #expect(
            Self.strings(values["tokenizer.ggml.tokens"]) == ["a", "b", "c", "ab", "abc", "<|end|>", "<x>", "[PAD7]"])
        #expect(values["tokenizer.ggml.token_type"] == .integers([1, 1, 1, 1, 1, 3, 4, 5]))
        #expect(values["tokenizer.ggml.add_bos_token"] == .bool(false))
    }

    private static func split(_ pattern: String) -> String {
        #"{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":""# + pattern
            + #""},"behavior":"Isolated","invert":false},{"type":"ByteLevel","use_regex":false}]}"#
    }

    private static func byteLevel(preTokenizer: String, wholeWords: Bool = false) -> String {
        #"""
        {"added_tokens":[{"id":5,"content":"<|end|>","special":false},{"id":6,"content":"<x>","special":false}],
         "normalizer":null,"pre_tokenizer":\#(preTokenizer),"post_processor":null,"decoder":{"type":"ByteLevel"},
         "model":{"type":"BPE","ignore_merges":\#(wholeWords),"vocab":{"a":0,"b":1,"c":2,"ab":3,"abc":4},
                  "merges":["a b",["ab","c"]]}}
        """#
    }

    @Test func unknownPreTokenizerNeedsAName() throws {
        let json = Self.byteLevel(preTokenizer: Self.split("foo|bar"))
        let error = #expect(throws: CheckpointError.self) { try convert(json) }
        #expect(error?.code == .vocabulary)
        #expect(error?.reason.contains("foo|bar") == true)
        #expect(error?.reason.contains("--pre") == true)
        #expect(try convert(json, preTokenizer: "mine")["tokenizer.ggml.pre"]?.text == "mine")
    }

    @Test func sentencePieceBPE() throws {
        let values = try convert(
            #"""
            {"added_tokens":[{"id":0,"content":"<unk>","special":true},{"id":1,"content":"<s>","special":true}],
             "normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},
                           {"type":"Replace","pattern":{"String":" "},"content":"▁"}]},
             "pre_tokenizer":null,"decoder":null,
             "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},
                               {"Sequence":{"id":"A","type_id":0}}],"pair":[]},
             "model":{"type":"BPE","byte_fallback":true,"unk_token":"<unk>",
                      "vocab":{"<unk>":0,"<s>":1,"<0x0A>":2,"a":3,"b":4,"▁":5,"ab":6,"▁ab":7},
                      "merges":["a b","▁ ab"]}}
            """#)
        #expect(values["tokenizer.ggml.model"]?.text == "llama")
        #expect(values["tokenizer.ggml.token_type"] == .integers([2, 3, 6, 1, 1, 1, 1, 1]))
        guard case .floats(let scores)? = values["tokenizer.ggml.scores"] else { throw Missing() }
        #expect(scores[6] == 0 && scores[7] == -1 && scores[3] < -1e6)
        #expect(values["tokenizer.ggml.add_space_prefix"] == .bool(true))
        #expect(values["tokenizer.ggml.add_bos_token"] == .bool(true))
        #expect(values["tokenizer.ggml.add_eos_token"] == .bool(false))
        #expect(values["tokenizer.ggml.bos_token_id"]?.integer == 1)
        #expect(values["tokenizer.ggml.unknown_token_id"]?.integer == 0)
    }

    @Test func unigram() throws {
        let values = try convert(
            #"""
            {"added_tokens":[{"id":1,"content":"</s>","special":true}],
             "normalizer":{"type":"Sequence","normalizers":[{"type":"Precompiled","precompiled_charsmap":"AP+A"},
                           {"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]},
             "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"},"decoder":null,
             "post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}},
                               {"SpecialToken":{"id":"</s>","type_id":0}}],"pair":[]},
             "model":{"type":"Unigram","unk_id":2,"vocab":[["<pad>",0.0],["</s>",0.0],["<unk>",0.0],["▁a",-2.5]]}}
            """#)
        #expect(values["tokenizer.ggml.model"]?.text == "t5")
        #expect(values["tokenizer.ggml.scores"] == .floats([0, 0, 0, -2.5, 0, 0, 0, 0]))
        #expect(values["tokenizer.ggml.token_type"] == .integers([1, 3, 2, 1, 5, 5, 5, 5]))
        #expect(values["tokenizer.ggml.precompiled_charsmap"] == .integers([0, 255, 128]))
        #expect(values["tokenizer.ggml.remove_extra_whitespaces"] == .bool(true))
        #expect(values["tokenizer.ggml.eos_token_id"]?.integer == 1)
        #expect(values["tokenizer.ggml.add_eos_token"] == .bool(true))
    }

    @Test func wordPiece() throws {
        let values = try convert(
            #"""
            {"added_tokens":[{"id":0,"content":"[PAD]","special":true}],
             "normalizer":{"type":"BertNormalizer","lowercase":true,"strip_accents":null},
             "pre_tokenizer":{"type":"BertPreTokenizer"},"decoder":{"type":"WordPiece","prefix":"##"},
             "post_processor":{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]},
             "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
                      "vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"raven":4,"##s":5}}}
            """#)
        #expect(values["tokenizer.ggml.model"]?.text == "bert")
        #expect(
            Self.strings(values["tokenizer.ggml.tokens"]).prefix(6) == [
                "[PAD]", "[UNK]", "▁[CLS]", "▁[SEP]", "▁raven", "s",
            ])
        #expect(values["tokenizer.ggml.cls_token_id"]?.integer == 2)
        #expect(values["tokenizer.ggml.seperator_token_id"]?.integer == 3)
        #expect(values["tokenizer.ggml.padding_token_id"]?.integer == 0)
        #expect(values["tokenizer.ggml.normalizer.lowercase"] == .bool(true))
    }

    @Test func specialTokensOfTheConfiguration() throws {
        folder.write(
            "tokenizer_config.json", #"{"bos_token":null,"eos_token":{"content":"<|end|>"},"pad_token":"<x>"}"#)
        let values = try convert(Self.byteLevel(preTokenizer: #"{"type":"ByteLevel"}"#))
        #expect(values["tokenizer.ggml.eos_token_id"]?.integer == 5)
        #expect(values["tokenizer.ggml.eot_token_id"]?.integer == 4)
        #expect(values["tokenizer.ggml.padding_token_id"]?.integer == 6)
        #expect(values["tokenizer.chat_template"]?.text == "{{ x }}")
    }

    @Test(arguments: [
        (#"{"model":{"type":"BPE","vocab":{"a":9},"merges":[]},"pre_tokenizer":{"type":"ByteLevel"}}"#, "number 9"),
        (#"{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]},"pre_tokenizer":{"type":"ByteLevel"}}"#, "number -1"),
        (
            #"{"model":{"type":"BPE","vocab":{"a":"x"},"merges":[]},"pre_tokenizer":{"type":"ByteLevel"}}"#,
            "whole number"
        ),
        (#"{"model":{"type":"BPE","vocab":{"a":0},"merges":[1]},"pre_tokenizer":{"type":"ByteLevel"}}"#, "merges[0]"),
        (
            #"{"model":{"type":"BPE","vocab":{"a":0},"merges":[["a a","b"]]},"pre_tokenizer":{"type":"ByteLevel"}}"#,
            "spaces"
        ),
        (#"{"model":{"type":"Unigram","vocab":[["a"]]}}"#, "vocab[0]"),
        (#"{"model":{"type":"WordLevel","vocab":{}}}"#, "WordLevel"),
        (#"{"version":"1.0"}"#, "model"),
        (#"{"model":{"type":"WordPiece","vocab":{"a":0}},"post_processor":{"type":"Odd"}}"#, "post_processor"),
        (#"{"added_tokens":[{"id":3,"content":"a"}],"model":{"type":"WordPiece","vocab":{"a":0}}}"#, "twice"),
        ("{", "line 1"),
    ])
    func refusals(_ json: String, _ words: String) throws {
        let error = #expect(throws: CheckpointError.self) { try convert(json) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.file.hasSuffix("tokenizer.json") == true)
    }

    @Test func folderWithoutTokenizer() throws {
        let error = #expect(throws: CheckpointError.self) { try convert(nil) }
        #expect(error?.code == .vocabulary)
        #expect(error?.reason.contains("tokenizer.json") == true)
    }

    // MARK: Helpers

    private struct Missing: Error {}

    /// The keys that a model of eight tokens gets with a tokenizer.
    @discardableResult
    private func convert(_ tokenizer: String?, preTokenizer: String? = nil) throws -> [String: MetadataValue] {
        let embedding = StoredTensor(
            name: "token_embd.weight", format: .f32, shape: [4, 8], offset: 0, file: "memory",
            bytes: MappedBytes.copying([UInt8](repeating: 0, count: 128)))
        let source = Checkpoint(
            path: folder.path, kind: .huggingFace,
            metadata: [
                "general.architecture": .string(Array("qwen2".utf8)), "corvid.eos_token_ids": .integers([4, 5, 2]),
            ],
            tensors: [embedding], tokenizerJSON: tokenizer.map { MappedBytes.copying($0.utf8) },
            chatTemplate: "{{ x }}")
        let path = folder.write("out.gguf", "")
        try Quantizer(type: .f32, threads: 1, preTokenizer: preTokenizer).write(source, to: path, replacing: true)
        return try Checkpoint.open(path).metadata
    }

    private static func strings(_ value: MetadataValue?) -> [String] {
        guard case .strings(let table)? = value else { return [] }
        return (0..<table.count).map { String(decoding: table[$0], as: UTF8.self) }
    }
}
