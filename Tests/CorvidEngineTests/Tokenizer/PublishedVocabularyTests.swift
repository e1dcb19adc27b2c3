import Foundation
import Testing

@testable import CorvidEngine

/// Against published vocabularies, which are too large to keep here.
///
/// `CORVID_VOCABULARIES` names a folder with any of `ggml-vocab-NAME.gguf`, its `.inp` and `.out` (llama.cpp's own test
/// files), `NAME.json` (a tokenizer.json), and `random/gguf-NAME.jsonl` or `random/hf-NAME.jsonl` as
/// `Fixtures/tokenizers/random_unicode_cases.py` writes them.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CORVID_VOCABULARIES"] != nil))
struct PublishedVocabularyTests {
    private static let folder = URL(
        fileURLWithPath: ProcessInfo.processInfo.environment["CORVID_VOCABULARIES"] ?? ".")

    private static func files(_ subfolder: String, suffix: String) -> [String] {
        let contents = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: subfolder).path)
        return (contents ?? []).filter { $0.hasSuffix(suffix) }.sorted()
    }

    @Test(arguments: files(".", suffix: ".gguf.inp"))
    func answersItsTestFile(_ file: String) throws {
        let vocabulary = Self.folder.appending(path: String(file.dropLast(4)))
        let tokenizer = try Tokenizer(path: vocabulary.path)
        let input = [UInt8](try Data(contentsOf: Self.folder.appending(path: file)))
        let separator = Array("\n__ggml_vocab_test__\n".utf8)
        var texts: [[UInt8]] = [[]]
        var index = 0
        while index < input.count {
            if input[index...].starts(with: separator) {
                texts.append([])
                index += separator.count
            } else {
                texts[texts.count - 1].append(input[index])
                index += 1
            }
        }
        let output = try String(contentsOf: vocabulary.appendingPathExtension("out"), encoding: .utf8)
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count >= texts.count && texts.count > 30)
        for (text, line) in zip(texts, lines) {
            let ids = line.split(separator: " ").compactMap { TokenID($0) }
            let shown = String(decoding: text, as: UTF8.self).debugDescription
            #expect(tokenizer.plainTokens(text) == ids, "\(file): \(shown)")
        }
    }

    @Test(arguments: files("random", suffix: ".jsonl"))
    func answersRandomText(_ file: String) throws {
        let isGGUF = file.hasPrefix("gguf-")
        let name = file.dropFirst(isGGUF ? 5 : 3).dropLast(6)
        let path = Self.folder.appending(path: isGGUF ? "ggml-vocab-\(name).gguf" : "\(name).json").path
        let tokenizer = try Tokenizer(path: path)
        var (count, wrong) = (0, 0)
        for item in try TokenizerFixture.cases(at: Self.folder.appending(path: "random/\(file)")) {
            count += 1
            if tokenizer.plainTokens(item.text, parsing: !isGGUF) != item.ids {
                wrong += 1
                let shown = String(decoding: item.text, as: UTF8.self).debugDescription
                if wrong == 1 { Issue.record("\(file): \(shown)") }
            }
        }
        #expect(wrong == 0, "\(file): \(wrong) of \(count) differ")
    }
}
