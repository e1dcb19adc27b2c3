import CorvidGrammar
import Foundation
import Testing

@Suite struct QuantizeCommandTests {
    @Test func summaryAsJSONAndQuietOtherwise() throws {
        try CommandLineTool.withFolder { folder in
            let input = CommandLineTool.fixture("qwen2")
            let file = "\(folder)/model.gguf"
            let quiet = try CommandLineTool.run(["quantize", input, file, "--type", "Q4_K_M"])
            #expect(quiet.status == 0, "\(quiet.errors)")
            #expect(quiet.output == "" && quiet.errors == "")
            let told = try CommandLineTool.run(["quantize", file, "\(folder)/again.gguf", "--type", "q8_0", "--json"])
            #expect(told.status == 0 && told.errors == "", "\(told.errors)")
            let json = try told.json()
            #expect(json["type"]?.text == "q8_0")
            #expect(json["requantized"]?.int ?? 0 > 0)
            #expect(json["tensors"]?["F32"]?.int ?? 0 > 0)
            let size = try FileManager.default.attributesOfItem(atPath: "\(folder)/again.gguf")[.size] as? Int
            #expect(json["output_bytes"]?.int == size)
        }
    }

    @Test func refusals() throws {
        try CommandLineTool.withFolder { folder in
            let input = CommandLineTool.fixture("qwen2")
            let file = "\(folder)/model.gguf"
            func expect(_ status: Int32, _ arguments: [String], _ words: String) throws {
                let found = try CommandLineTool.run(["quantize"] + arguments)
                #expect(found.status == status && found.output == "", "\(found.errors)")
                #expect(found.errors.contains(words), "\(found.errors)")
                #expect(found.errors.split(separator: "\n").count == 1, "\(found.errors)")
            }
            try expect(64, [input, file], "--type")
            try expect(64, [input, file, "--type", "q9"], "q4_k_m")
            try expect(64, [input, file, "--type", "q8_0", "--threads", "0"], "1...1024")
            try expect(66, ["\(folder)/none", file, "--type", "q8_0"], "none")
            try expect(65, [#filePath, file, "--type", "q8_0"], "GGUF")
            try expect(73, [input, "\(folder)/none/model.gguf", "--type", "q8_0"], "none/model.gguf")
            try expect(73, [input, folder, "--type", "q8_0"], "exists already")
            #expect(try CommandLineTool.run(["quantize", input, file, "--type", "q8_0"]).status == 0)
            try expect(73, [input, file, "--type", "q8_0"], "--force")
            try expect(73, [file, file, "--type", "q4_0", "--force"], "another name")
            try expect(73, [input, folder, "--type", "q8_0", "--force"], "folder")
            #expect(try CommandLineTool.run(["quantize", input, file, "--type", "q4_0", "--force"]).status == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.gguf"])
        }
    }
}
