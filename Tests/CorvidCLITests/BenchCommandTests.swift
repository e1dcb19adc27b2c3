import CorvidGrammar
import Foundation
import Testing

@Suite struct BenchCommandTests {
    /// What llama-bench prints, cut down to a few of its fields.
    private static let sample = """
        [
          {
            "build_commit": "0c1e570", "model_filename": "tiny.gguf", "n_threads": 1, "type_k": "f16",
            "n_prompt": 32, "n_gen": 0, "n_depth": 0, "avg_ns": 320000, "avg_ts": 100000.000000, "samples_ts": [ 1e5 ]
          },
          {
            "build_commit": "0c1e570", "model_filename": "tiny.gguf", "n_threads": 1, "type_k": "f16",
            "n_prompt": 0, "n_gen": 4, "n_depth": 0, "avg_ns": 8000, "avg_ts": 500.000000, "samples_ts": [ 500 ]
          }
        ]
        """

    /// Runs `bench` with a program in the peer's place that writes its arguments down and then does as `script` says.
    ///
    /// - Returns: The outcome, and the arguments of each of the program's runs.
    private func bench(
        peer script: String, _ options: [String] = []
    ) throws -> (outcome: CommandLineTool.Outcome, calls: [String]) {
        try CommandLineTool.withFolder { folder in
            // A name that a shell must not read as words of its own.
            let program = URL(filePath: folder).appending(path: "the peer's bench")
            let calls = URL(filePath: folder).appending(path: "calls")
            try Data("#!/bin/sh\necho \"$@\" >> '\(calls.path)'\n\(script)\n".utf8).write(to: program)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
            let outcome = try CommandLineTool.run(
                [
                    "bench", CommandLineTool.fixture("llama"), "--prompt", "32", "--generate", "4", "--batches", "1,3",
                    "--repetitions", "3", "--threads", "1", "--tokenizer", #filePath, "--peer", program.path,
                ] + options)
            let text = (try? String(contentsOf: calls, encoding: .utf8)) ?? ""
            return (outcome, text.split(separator: "\n").map { String($0) })
        }
    }

    @Test func benchReportsAllItsFigures() throws {
        let found = try CommandLineTool.run([
            "bench", CommandLineTool.fixture("llama"), CommandLineTool.fixture("lfm2"), "--prompt", "32", "--generate",
            "4", "--batches", "1,3", "--repetitions", "3", "--tokenizer", #filePath, "--json",
        ])
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.errors.split(separator: "\n").allSatisfy { $0.contains("OPENBLAS_CORETYPE") })
        let json = try found.json()
        #expect(json["read_bytes_per_second"]?.double ?? 0 > 1e8)
        #expect(json["float32_product"]?["flops_per_second"]?["median"]?.double ?? 0 > 1e8)
        let models = json["models"]?.array ?? []
        #expect(models.count == 2)
        for model in models {
            #expect(model["prompt"]?["tokens_per_second"]?["repetitions"]?.array?.count == 3)
            #expect(model["generation"]?.array?.compactMap { $0["batch"]?.int } == [1, 3])
            for name in ["seconds_to_first_token", "weight_bytes_per_token", "bandwidth_share", "cache_bytes"] {
                #expect(model[name]?.double ?? 0 > 0, "\(name)")
            }
            #expect(model["peer"]?.isNull == true)
            #expect(model["tokenizer"]?["bytes_per_second"]?.double ?? 0 > 0)
        }
    }

    @Test func peerIsMeasuredInTurn() throws {
        let model = CommandLineTool.fixture("llama")
        let (outcome, calls) = try bench(peer: "cat <<'END'\n\(Self.sample)\nEND", ["--json"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        // Once to warm up.
        #expect(calls == Array(repeating: "-m \(model) -t 1 -p 32 -n 4 -r 1 -o json", count: 4))
        let report = try #require(try outcome.json()["models"]?.array?.first)
        let (prompt, generation) = (report["peer"]?["prompt"], report["peer"]?["generation"])
        #expect(prompt?["tokens_per_second"]?["repetitions"]?.array?.compactMap(\.double) == [1e5, 1e5, 1e5])
        #expect(generation?["tokens_per_second"]?["median"]?.double == 500)
        let own = try #require(report["generation"]?.array?.first?["tokens_per_second"]?["median"]?.double)
        #expect(generation?["ratio"]?.double == own / 500)
    }

    @Test func tableHasAColumnForThePeer() throws {
        let (outcome, _) = try bench(peer: "cat <<'END'\n\(Self.sample)\nEND")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("float32 product") && $0.contains("GFLOP/s") && $0.contains("OpenBLAS") })
        #expect(lines.contains { $0.contains("Corvid") && $0.contains("the peer's bench") && $0.hasSuffix("ratio") })
        #expect(lines.contains { $0.hasPrefix("  prompt of 32") && $0.contains(" 100000 tokens/s") })
        #expect(lines.contains { $0.hasPrefix("  generation of 4") && $0.contains(" 500 tokens/s") })
    }

    @Test func peerThatFailsIsToldInOneSentence() throws {
        for (script, status, words) in [
            ("echo broken >&2; exit 3", 65, "ended with status 3"), ("echo no JSON", 65, "not the JSON"),
            ("echo '[]'", 65, "not the JSON"), ("kill -9 $$", 65, "ended with status 137"),
        ] {
            let (outcome, calls) = try bench(peer: script)
            #expect(outcome.status == Int32(status), "\(outcome.errors)")
            #expect(outcome.output == "")
            #expect(outcome.errors.hasPrefix("corvid: ") && outcome.errors.contains(words), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1)
            #expect(calls.count == 1)
        }
    }

    @Test func missingPeerIsTold() throws {
        let model = CommandLineTool.fixture("llama")
        for peer in ["/no/such/llama-bench", "no-such-llama-bench"] {
            let found = try CommandLineTool.run([
                "bench", model, "--prompt", "8", "--generate", "1", "--batches", "1", "--peer", peer,
            ])
            #expect(found.status == 66, "\(found.errors)")
            #expect(found.output == "")
            #expect(found.errors.hasPrefix("corvid: \(peer): the peer cannot be run"), "\(found.errors)")
            #expect(found.errors.split(separator: "\n").count == 1)
        }
        let found = try CommandLineTool.run(["bench", model, "--batches", "4", "--peer", "/no/such/llama-bench"])
        #expect(found.status == 64)
    }
}
