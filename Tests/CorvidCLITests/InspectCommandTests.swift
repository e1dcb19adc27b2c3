import CorvidGrammar
import Foundation
import Testing

@Suite struct InspectCommandTests {
    @Test func theSummaryTellsWhatACheckpointHolds() throws {
        let found = try CommandLineTool.run(["inspect", CommandLineTool.fixture("llama_smol"), "--tensors"])
        #expect(found.status == 0 && found.errors == "")
        for line in [
            "Kind             Hugging Face folder, 110.0 kB", "Architecture     llama", "Layers           2",
            "Parameters       51312, 16.00 bits each on average", "Vocabulary       288 tokens",
            "Tokenizer        tokenizer.json (BPE)", "Chat template    no",
            "  BF16  20 tensors, 51312 parameters, 102.6 kB",
            "  blk.1.ffn_down.weight     BF16  96 x 48",
        ] {
            #expect(found.output.split(separator: "\n").contains { $0 == line }, "\(line) in \(found.output)")
        }
    }

    @Test func jsonHoldsTheSame() throws {
        let gguf = CommandLineTool.fixture("../gguf/lfm2.gguf")
        let json = try CommandLineTool.run(["inspect", gguf, "--json", "--tensors"]).json()
        #expect(json["kind"]?.text == "gguf-v3" && json["architecture"]?.text == "lfm2")
        #expect(json["parameters"]?.int == 125_952 && json["vocabulary"]?.int == 288)
        #expect(json["metadata"]?["lfm2.block_count"]?.int == 4)
        #expect(json["metadata"]?["tokenizer.ggml.tokens"]?["count"]?.int == 288)
        #expect(json["tensors"]?.array?.count == 40)
        #expect(json["tensors"]?.array?.first?["shape"]?.array?.compactMap(\.int) == [64, 288])
        #expect(try CommandLineTool.run(["inspect", gguf, "--json"]).json()["tensors"] == nil)
    }

    @Test func badInputGetsItsExitCode() throws {
        let absent = try CommandLineTool.run(["inspect", "/nowhere/model.gguf"])
        #expect(absent.status == 66)
        #expect(absent.errors == "corvid: /nowhere/model.gguf: cannot be opened: No such file or directory\n")
        #expect(try CommandLineTool.run(["inspect"]).status == 64)
        #expect(try CommandLineTool.run(["inspect", "a", "b"]).status == 64)
        try CommandLineTool.withFolder { folder in
            let path = folder + "/bad.gguf"
            try Data("GGUF\u{7}\u{0}\u{0}\u{0}".utf8).write(to: URL(filePath: path))
            let bad = try CommandLineTool.run(["inspect", path])
            #expect(bad.status == 65 && bad.output == "")
            #expect(bad.errors == "corvid: \(path): byte 4: the GGUF version is 7; expected 2 or 3\n")
            let empty = try CommandLineTool.run(["inspect", folder])
            #expect(empty.status == 65 && empty.errors.contains("is a folder without config.json"))
        }
    }

    @Test func namesFromTheFileCannotDriveTheTerminal() throws {
        try CommandLineTool.withFolder { folder in
            var bytes = Data("GGUF".utf8)
            func append(_ value: UInt64, _ width: Int) {
                for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
            }
            append(3, 4)
            append(0, 8)
            append(1, 8)
            append(12, 8)
            bytes += Data("general.name".utf8)
            append(8, 4)
            append(6, 8)
            bytes += Data("\u{1B}[2Jx\n".utf8)
            let path = folder + "/x.gguf"
            try bytes.write(to: URL(filePath: path))
            let found = try CommandLineTool.run(["inspect", path])
            #expect(found.status == 0 && !found.output.contains("\u{1B}"))
        }
    }
}
