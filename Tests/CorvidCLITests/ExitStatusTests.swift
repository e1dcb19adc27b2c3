import Foundation
import Testing

@Suite struct ExitStatusTests {
    /// Runs the tool and checks its exit code, and that it prints one line on standard error and nothing else.
    private func expect(
        _ status: Int32, _ arguments: [String], mentioning words: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try CommandLineTool.run(arguments)
        #expect(found.status == status, "\(found.errors)", sourceLocation: sourceLocation)
        #expect(found.output == "", sourceLocation: sourceLocation)
        #expect(found.errors.hasPrefix("corvid"), sourceLocation: sourceLocation)
        #expect(found.errors.split(separator: "\n").count == 1, "\(found.errors)", sourceLocation: sourceLocation)
        for word in words { #expect(found.errors.contains(word), "\(found.errors)", sourceLocation: sourceLocation) }
    }

    @Test func wrongUsage() throws {
        let model = CommandLineTool.fixture("llama")
        try expect(64, ["generate"], mentioning: ["corvid generate --help"])
        try expect(64, ["no-such-command"])
        try expect(64, ["generate", model, "x", "--no-such-option"])
        try expect(64, ["generate", model, "x", "--temperature", "hot"], mentioning: ["hot"])
        try expect(64, ["generate", model, "x", "--stream"])
        try expect(64, ["generate", model, "x", "--lookup", "--draft", model])
        try expect(64, ["generate", model, "x", "--logit-bias", "5"])
        try expect(64, ["bench", model, "--batches", "1,x"])
    }

    @Test func optionsOutOfRange() throws {
        let model = CommandLineTool.fixture("llama")
        for (option, value) in [
            ("temperature", "-1"), ("top-p", "1.5"), ("min-p", "-0.1"), ("top-k", "-3"), ("logprobs", "1000"),
            ("repetition-penalty", "0"), ("presence-penalty", "99"), ("max-tokens", "0"), ("threads", "0"),
            ("context", "0"), ("logit-bias", "5:1000"), ("logit-bias", "999999:1"),
        ] {
            try expect(64, ["generate", model, "x", "--\(option)", value], mentioning: [option])
        }
        try expect(64, ["perplexity", model, #filePath, "--context", "2"], mentioning: ["context is 2", "4..."])
        try expect(64, ["perplexity", model, #filePath, "--context", "64", "--stride", "64"], mentioning: ["1...63"])
    }

    @Test func missingInput() throws {
        try expect(66, ["generate", "/no/such/model", "x"], mentioning: ["/no/such/model"])
        try expect(66, ["perplexity", CommandLineTool.fixture("llama"), "/no/such/text"])
        try expect(66, ["inspect", "/no/such/model"])
        try expect(66, ["bench", "/no/such/model"])
        try expect(66, ["embed", "/no/such/model", "x"])
    }

    @Test func badInput() throws {
        try CommandLineTool.withFolder { folder in
            let file = "\(folder)/damaged.gguf"
            try Data("GGUF is what this is not".utf8).write(to: URL(filePath: file))
            try expect(65, ["generate", file, "x"], mentioning: [file])
            try expect(65, ["inspect", file], mentioning: [file])
            let text = "\(folder)/latin1.txt"
            try Data([0x66, 0xFC, 0x72]).write(to: URL(filePath: text))
            try expect(65, ["perplexity", CommandLineTool.fixture("llama"), text], mentioning: ["UTF-8"])
            let short = "\(folder)/short.txt"
            try Data("short".utf8).write(to: URL(filePath: short))
            try expect(65, ["perplexity", CommandLineTool.fixture("llama"), short, "--context", "64"])
        }
        let long = String(repeating: "far too long ", count: 100)
        try expect(65, ["generate", CommandLineTool.fixture("llama"), long], mentioning: ["context of 128"])
        try expect(65, ["generate", CommandLineTool.fixture("llama"), ""], mentioning: ["prompt"])
        try expect(65, ["generate", CommandLineTool.fixture("bert"), "x"])
        try expect(65, ["embed", CommandLineTool.fixture("llama"), "x"])
    }

    @Test func outputThatCannotBeWritten() throws {
        let found = try CommandLineTool.run([
            "generate", CommandLineTool.fixture("llama"), "x", "--max-tokens", "3", "--prompt-cache", "/dev/null/x",
        ])
        #expect(found.status == 73)
        #expect(found.errors.contains("/dev/null/x"))
    }

    @Test func helpAndVersion() throws {
        for arguments in [["--help"], ["generate", "--help"], ["help", "bench"], ["--version"]] {
            let found = try CommandLineTool.run(arguments)
            #expect(found.status == 0)
            #expect(found.errors == "")
            #expect(!found.output.isEmpty)
        }
        let help = try CommandLineTool.run(["--help"]).output
        for name in ["inspect", "tokenize", "generate", "embed", "perplexity", "quantize", "bench"] {
            #expect(help.contains("  \(name) "))
        }
    }
}
