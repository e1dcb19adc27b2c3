import CorvidGrammar
import Foundation
import Testing

@testable import CorvidEngine

/// The tokenizers of `Fixtures/tokenizers` and the cases that Hugging Face `tokenizers` answered.
struct TokenizerFixture {
    static let names = [
        "gpt2", "llama3", "qwen2", "smollm", "llama2", "gemma", "metaspace", "unigram", "unigram_precompiled",
        "wordpiece",
    ]

    struct Case {
        var text: [UInt8]
        var ids: [TokenID]
        var decoded: [UInt8]
        var idsWithSpecial: [TokenID]?
    }

    static func url(_ file: String) -> URL { URL(fileURLWithPath: Fixture.path("tokenizers/\(file)")) }

    static func tokenizer(_ name: String) throws -> Tokenizer { try Tokenizer(path: url("\(name).json").path) }

    static func jsonBytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url("\(name).json"))) }

    static func json(_ name: String) throws -> JSONValue { try JSONValue(parsing: jsonBytes(name)) }

    static func cases(_ name: String) throws -> [Case] {
        try cases(at: url("\(name).cases.jsonl"))
    }

    /// Cases of a file with a JSON object a line.
    static func cases(at url: URL) throws -> [Case] {
        try Data(contentsOf: url).split(separator: 0x0A).map { line in
            let value = try JSONValue(parsing: [UInt8](line))
            func ids(_ key: String) -> [TokenID]? {
                value[key]?.array?.compactMap { $0.int.flatMap(TokenID.init(exactly:)) }
            }
            return Case(
                text: try #require(value["text"]?.utf8 ?? value["t"]?.utf8),
                ids: try #require(ids("ids") ?? ids("i")), decoded: value["decoded"]?.utf8 ?? [],
                idsWithSpecial: ids("ids_with_special"))
        }
    }

    /// A checkpoint of metadata alone.
    static func checkpoint(_ metadata: [String: MetadataValue]) -> Checkpoint {
        Checkpoint(path: "test.gguf", kind: .gguf(version: 3), metadata: metadata, tensors: [])
    }

    /// A checkpoint with this `tokenizer.json`.
    static func checkpoint(json: String) -> Checkpoint {
        Checkpoint(
            path: "folder", kind: .huggingFace, metadata: [:], tensors: [],
            tokenizerJSON: .copying(Array(json.utf8)))
    }

    static func strings(_ texts: some Sequence<String>) -> MetadataValue {
        var table = MetadataValue.StringTable()
        for text in texts { table.append(text.utf8) }
        return .strings(table)
    }
}

extension Tokenizer {
    /// The tokens of bytes, without special ones around.
    func plainTokens(_ bytes: [UInt8], parsing: Bool = false) -> [TokenID] {
        bytes.withUnsafeBufferPointer {
            encode(utf8: $0, addSpecialTokens: false, parseSpecialTokens: parsing)
        }
    }
}

/// Random text of all planes, with a liking for what tokenizers treat specially. Reproducible by its seed.
struct RandomText {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    private static let fragments = [
        "the", " raven", "'s", "'LL", "'\u{17F}", " ", "  ", "\n", "\r\n", "\t", "\u{A0}", "\u{3000}", "\u{85}", "1",
        "234",
        "١٢", "½", "e\u{301}", "\u{301}", "é", "가", "\u{1100}\u{1161}", "你好", "😀", "👨‍👩‍👧", "ß", "İ", "Σ", "ﬁ", "…", "—",
        "!?",
        "_", "▁", "Ġ", "<0x0A>", "\0", "\u{FEFF}", "\u{FFFD}", "\u{10FFFF}", "\u{378}",
    ]

    mutating func text(fragments count: Int) -> String {
        var text = ""
        for _ in 0..<next(count) + 1 {
            if next(4) == 0 {
                let bound = [0x80, 0x800, 0x10000, 0x110000][next(4)]
                text.unicodeScalars.append(Unicode.Scalar(UInt32(next(bound))) ?? "x")
            } else {
                text.unicodeScalars.append(contentsOf: Self.fragments[next(Self.fragments.count)].unicodeScalars)
            }
        }
        return text
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<next(count) + 1).map { _ in UInt8(next(256)) } }
}
