import CorvidGrammar
import Testing

@Suite struct GenerateCommandTests {
    private static let base = [
        "generate", CommandLineTool.fixture("llama"), "the cat and the dog and the cat and the", "--seed", "11",
        "--max-tokens", "40", "--ignore-end",
    ]

    @Test func theSeedFixesTheTextWhateverTheWay() throws {
        let expected = try CommandLineTool.run(Self.base)
        #expect(expected.status == 0)
        #expect(expected.errors == "")
        #expect(expected.output.hasSuffix("\n"))
        #expect(expected.output.count > 10)
        try CommandLineTool.withFolder { folder in
            for options in [
                ["--threads", "1"], ["--threads", "2"], ["--lookup"],
                ["--draft", CommandLineTool.fixture("llama_smol")],
                ["--prompt-cache", "\(folder)/cache"], ["--prompt-cache", "\(folder)/cache"], ["--context", "128"],
            ] {
                let found = try CommandLineTool.run(Self.base + options)
                #expect(found.output == expected.output, "\(options)")
                #expect(found.status == 0)
            }
            let json = try CommandLineTool.run(Self.base + ["--json", "--prompt-cache", "\(folder)/cache"]).json()
            #expect(json["usage"]?["cached_tokens"]?.int ?? 0 > 0)
        }
        let input = try CommandLineTool.run(
            ["generate", Self.base[1], "-"] + Self.base[3...], input: Self.base[2])
        #expect(input.output == expected.output)
    }

    @Test func oneObjectAndLinesTellTheSame() throws {
        let plain = try CommandLineTool.run(Self.base).output
        let whole = try CommandLineTool.run(Self.base + ["--json", "--logprobs", "3"]).json()
        #expect((whole["text"]?.text).map { $0 + "\n" } == plain)
        #expect(whole["finish_reason"]?.text == "length")
        #expect(whole["usage"]?["completion_tokens"]?.int == 40)
        #expect(whole["seed"]?.int == 11)
        let tokens = whole["tokens"]?.array?.compactMap(\.int)
        #expect(tokens?.count == 40)
        #expect(whole["logprobs"]?.array?.count == 40)
        for entry in whole["logprobs"]?.array ?? [] {
            #expect(entry["top_logprobs"]?.array?.count == 3)
            #expect(entry["logprob"]?.double ?? 1 < 0)
        }
        let lines = try CommandLineTool.run(Self.base + ["--json", "--stream"]).output
            .split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(lines.compactMap { $0["token"]?.int } == tokens)
        #expect(lines.compactMap { $0["text"]?.text }.joined() == whole["text"]?.text)
        #expect(lines.last?["finish_reason"]?.text == "length")
    }

    @Test func stopSequencesEndTheText() throws {
        let plain = try CommandLineTool.run(Self.base + ["--json"]).json()["text"]?.text ?? ""
        let middle = plain.index(plain.startIndex, offsetBy: plain.count / 2)
        let stop = String(plain[middle...].prefix(3))
        let found = try CommandLineTool.run(Self.base + ["--json", "--stop", stop, "--stop", "never seen"]).json()
        #expect(found["text"]?.text == plain.range(of: stop).map { String(plain[..<$0.lowerBound]) })
        #expect(found["finish_reason"]?.text == "stop")
    }

    @Test func statisticsGoToStandardError() throws {
        let plain = try CommandLineTool.run(Self.base)
        let found = try CommandLineTool.run(Self.base + ["--stats", "--lookup"])
        #expect(found.output == plain.output)
        for word in ["prompt", "output", "tokens/s", "seed        11"] { #expect(found.errors.contains(word)) }
    }

    @Test func controlCEndsTheLineAndTellsSo() throws {
        let found = try CommandLineTool.run(
            [
                "generate", CommandLineTool.fixture("llama"), "x", "--ignore-end", "--max-tokens", "1000000",
                "--context", "1000000",
            ], interruptAfter: 64)
        #expect(found.status == 130)
        #expect(found.output.utf8.last == UInt8(ascii: "\n"))
    }
}

extension String {
    /// Where `other` first occurs.
    fileprivate func range(of other: String) -> Range<Index>? {
        for start in indices where self[start...].hasPrefix(other) {
            return start..<index(start, offsetBy: other.count)
        }
        return nil
    }
}
