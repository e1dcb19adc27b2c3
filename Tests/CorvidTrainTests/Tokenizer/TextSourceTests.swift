import CorvidGrammar
import Foundation
import Testing

@testable import CorvidTrain

@Suite struct TextSourceTests {
    private static func texts(_ json: String, skipping: [String] = []) throws -> [String] {
        var texts: [String] = []
        VocabularyText(skippedKeys: Set(skipping.map { Array($0.utf8) })).forEachText(of: try JSONValue(parsing: json))
        {
            texts.append(String(decoding: $0, as: UTF8.self))
        }
        return texts
    }

    @Test func `records give their text as a model meets it`() throws {
        let record = #"""
            {"id":"x-1","table_id":"t","question":"How many?","n":5,"tools":[{"name":"weather","description":"Tells it. More.",
            "parameters":{"type":"object","properties":{"city":{"type":"string","description":"Where"},"days":{"type":"integer"}},
            "required":["city"]}}],"calls":[{"name":"weather","arguments":{"city":"Ulm","days":3}}],
            "sql":"SELECT \"a\" FROM t","table":{"name":"t","columns":[{"name":"a","type":"INTEGER"},{"name":"b","values":["v"]}]}}
            """#
        #expect(
            try Self.texts(record).sorted()
                == [
                    #"{"sql":"SELECT \"a\" FROM t"}"#, "How many?", "weather: Tells it\ncity: Where\ndays?:int",
                    #"weather{"city":"Ulm","days":3}"#, "t(a integer, b)", "v",
                ].sorted())
    }

    @Test func `lessons lose their slots`() throws {
        let lesson = #"""
            {"s":"tag","t":"{p1} [buys|has bought] {N1:small} pens [|today ]for ${x=num:1-20:2} in {city}.","e":"N1*2",
            "args":{"city":"{city}","n":"{=a*b}"},"values":{"city":["Ulm"]}}
            """#
        #expect(
            try Self.texts(lesson, skipping: ["s", "e"]).sorted()
                == [
                    "0 buys has bought 0 pens  today for $0 in 0.", #"{"city":"0","n":"0"}"#, "Ulm",
                ].sorted())
        for kept in ["a [b] c", "{\"a\":1}", "{ a }", "[a|b", "x{", "[1, 2]", "{a\n}"] {
            #expect(TemplateText.plain(Array(kept.utf8)) == Array(kept.utf8), "\(kept)")
        }
    }

    private static func withFile<Result>(_ text: [UInt8], _ name: String, _ body: (String) throws -> Result) throws
        -> Result
    {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent(name).path
        try Data(text).write(to: URL(fileURLWithPath: path))
        return try body(path)
    }

    @Test func `what records repeat counts once, and a tenth is held out`() throws {
        var random = Randomness(seed: 1)
        let lines = (0..<2000).map { _ in #"{"a":"same text","b":"\#(random.next()) words"}"# }
        let source = try Self.withFile(Array(lines.joined(separator: "\n").utf8), "a.jsonl") {
            try TextSource(path: $0)
        }
        #expect(source.texts == 2001)
        var words = 0
        for counts in [source.learned, source.heldOut] {
            for index in 0..<counts.count where counts[index].piece.elementsEqual(" words".utf8) {
                words += counts[index].count
                if counts.bytes == source.heldOut.bytes { #expect(120...280 ~= counts[index].count) }
            }
        }
        #expect(words == 2000)
    }

    @Test func `plain text counts as often as it stands there`() throws {
        let text = String(repeating: "one two two\n", count: 3000)
        let source = try Self.withFile(Array(text.utf8), "a.txt") { try TextSource(path: $0) }
        #expect(source.learned.bytes + source.heldOut.bytes == text.utf8.count)
    }

    @Test func `bad files are refused with file and line`() throws {
        let error = #expect(throws: TokenizerTrainingError.self) {
            try Self.withFile(Array("{\"a\":1}\n\n{\"a\":\n".utf8), "bad.jsonl") { try TextSource(path: $0) }
        }
        #expect(error?.description.contains("bad.jsonl: line 3: ") == true)
        let binary = #expect(throws: TokenizerTrainingError.self) {
            try Self.withFile([0x61, 0x0A, 0xFF, 0xFE], "bad.txt") { try TextSource(path: $0) }
        }
        #expect(binary?.description.contains("line 2: is not UTF-8") == true)
        #expect(throws: GzipFileError.self) { try TextSource(path: "/nowhere/a.txt") }
        let stopped = #expect(throws: TokenizerTrainingError.self) {
            try Self.withFile(Array(String(repeating: "a\n", count: 600).utf8), "a.txt") {
                try TextSource(path: $0) { _ in false }
            }
        }
        #expect(stopped?.code == .cancelled)
    }

    @Test func `no source outweighs the others`() throws {
        #expect(SourceBalance.factors(sizes: [50, 30, 20], share: 1) == [1, 1, 1])
        #expect(SourceBalance.factors(sizes: [], share: 0.1) == [])
        #expect(SourceBalance.factors(sizes: [0, 10], share: 1) == [1, 1])
        #expect(SourceBalance.factors(sizes: [100, 10, 20], share: 0.1) == [0.1, 1, 0.5])
        var random = Randomness(seed: 2)
        for _ in 0..<200 {
            let sizes = (0..<Int.random(in: 4...30, using: &random)).map { _ in
                Int.random(in: 1...100_000, using: &random)
            }
            let share = Double.random(in: 0.25...1, using: &random)
            let factors = SourceBalance.factors(sizes: sizes, share: share)
            let cut = zip(sizes, factors).map { Double($0) * $1 }
            let whole = cut.reduce(0, +)
            #expect(cut.allSatisfy { $0 <= share * whole * (1 + 1e-9) })
            // No more is taken away than must be.
            for (size, factor) in zip(sizes, factors) where factor < 1 {
                #expect(Double(size) * factor >= share * whole * (1 - 1e-9))
            }
        }
    }

    @Test func `the report counts what was held out`() throws {
        let text = (0..<4000).map { "the word \($0 % 7) low lower zq\n" }.joined()
        let source = try Self.withFile(Array(text.utf8), "a.txt") { try TextSource(path: $0) }
        var pieces = WeightedPieces()
        pieces.add(source.learned)
        var options = BPETrainer.Options()
        options.vocabularySize = 384
        let draft = try BPETrainer(options).train(on: pieces)
        let report = TokenizerReport(draft, sources: [source], weights: [2])
        let figures = try #require(report.sources.first?.figures)
        #expect(figures.bytes == Double(source.heldOut.bytes) && figures.bytes > 0)
        #expect(report.total.tokens == 2 * figures.tokens)
        // Five words, a digit with its blank, the line end: 5 + 3 tokens for 5 words.
        #expect(figures.tokensPerWord == 1 && figures.wholeWordShare == 1)
        #expect(abs(figures.tokens / figures.words - 8.0 / 5) < 1e-9)
        #expect(report.learned == report.longest.count || report.longest.count == 20)
    }
}
