import CorvidGrammar
import Foundation
import Testing

@Suite struct GrammarBenchCommandTests {
    private static let corpus = """
        {"name": "small", "schema": {"type": "integer", "minimum": 3}, "valid": ["3", "41"], "invalid": [{"document": "2"}]}
        {"name": "forced", "valid": ["{\\"a_rather_long_key\\":true}"], "schema": {"type": "object", \
        "properties": {"a_rather_long_key": {"type": "boolean"}}, "required": ["a_rather_long_key"], \
        "additionalProperties": false}}
        {"name": "wrong", "schema": {"type": "string"}, "valid": ["5"], "invalid": [{"document": "\\"x\\""}]}
        {"name": "odd", "schema": {"typo": 1}, "valid": ["5"]}

        """

    private func bench(
        corpus: String = Self.corpus, peer script: String? = nil, _ options: [String] = []
    ) throws -> (outcome: CommandLineTool.Outcome, jobs: [String]) {
        try CommandLineTool.withFolder { folder in
            let file = URL(filePath: folder).appending(path: "corpus.jsonl")
            try Data(corpus.utf8).write(to: file)
            let jobs = URL(filePath: folder).appending(path: "jobs")
            var arguments = [
                "grammar", "bench", file.path, "--tokenizer", CommandLineTool.fixture("llama"), "--rounds", "2",
            ]
            if let script {
                let program = URL(filePath: folder).appending(path: "the peer")
                try Data("#!/bin/sh\ncat \"$2\" >> '\(jobs.path)'; echo >> '\(jobs.path)'\n\(script)\n".utf8).write(
                    to: program)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
                arguments += ["--peer", "'\(program.path)' first"]
            }
            let outcome = try CommandLineTool.run(arguments + options)
            let text = (try? String(contentsOf: jobs, encoding: .utf8)) ?? ""
            return (outcome, text.split(separator: "\n").map { String($0) })
        }
    }

    @Test func reportsAllItsFigures() throws {
        let (found, _) = try bench(["--json"])
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.errors == "")
        let json = try found.json()
        #expect(json["schemas"]?.int == 3)
        #expect(json["documents"]?.int == 3)
        #expect(json["wrong_rejects"]?.int == 1)
        #expect(json["wrong_accepts"]?.int == 1)
        #expect(json["refused"]?.array?.compactMap { $0["name"]?.text } == ["odd"])
        let masks = try #require(json["masks"]?.int)
        let tokens = try #require(json["tokens"]?.int)
        #expect(masks == tokens + 3)
        #expect(json["forced_tokens"]?.int ?? 0 > 0)
        for name in ["fresh_mask_ns", "known_mask_ns", "first_mask_ns", "advance_ns", "grammar_bytes"] {
            let figures = json[name]
            #expect(figures?["p50"]?.double ?? -1 >= 0 && figures?["max"]?.double ?? 0 > 0, "\(name)")
            #expect(figures?["p50"]?.double ?? 1 <= figures?["p99"]?.double ?? 0, "\(name)")
        }
    }

    @Test func peerIsMeasuredInTurn() throws {
        // Takes all but the last two schemas; the second document of the first is refused.
        let report = """
            {"engines": [{"name": "other", "version": "1.2", "call_overhead_ns": 80, "bytes_each": 5000, "schemas": [
              {"name": "small", "compile_ns": 1000, "fresh_ns": [[10, 20], null], "warm_ns": [[1, 2], null],
               "wrong_rejects": [{"document": 1, "token": 0}], "wrong_accepts": []},
              {"name": "forced", "refused": "no"}, {"name": "wrong", "refused": "no"}, {"name": "odd", "refused": "no"}]}]}
            """
        let script = "cat <<'END'\n\(report)\nEND"
        let (found, jobs) = try bench(peer: script, ["--json"])
        #expect(found.status == 0, "\(found.errors)")
        #expect(jobs.count == 2)
        let job = try JSONValue(parsing: try #require(jobs.first))
        #expect(job["schemas"]?.array?.compactMap { $0["name"]?.text } == ["small", "forced", "wrong", "odd"])
        #expect(job["schemas"]?.array?.first?["schema"]?.text == "{\"type\":\"integer\",\"minimum\":3}")
        #expect(job["schemas"]?.array?.first?["valid"]?.array?.count == 2)
        let tokens = try #require(job["vocabulary"]?["tokens"]?.array)
        let bytes = try #require(job["schemas"]?.array?[1]["valid"]?.array?.first?.array).compactMap { id in
            id.int.flatMap { tokens[$0].text }
        }
        #expect(bytes.joined() == Data("{\"a_rather_long_key\":true}".utf8).map { String(format: "%02x", $0) }.joined())
        let peer = try #require(try found.json()["peers"]?.array?.first)
        #expect(peer["name"]?.text == "other")
        #expect(peer["schemas"]?.int == 1)
        #expect(peer["wrong_rejects"]?.int == 1)
        let (own, other) = (peer["common"]?["corvid"], peer["common"]?["peer"])
        #expect(other?["known_mask_ns"]?["max"]?.double == 2)
        #expect(other?["fresh_mask_ns"]?["p50"]?.double == 10)
        #expect(other?["first_mask_ns"]?["p50"]?.double == 1000)
        #expect(own?["documents"]?.int == 1)
        let (text, _) = try bench(peer: script)
        #expect(text.status == 0)
        #expect(text.output.contains("other 1.2: takes 1 schemas, rejects 1 valid documents"))
        #expect(text.output.contains("  mask, known "))
    }

    @Test func peerThatFailsIsToldInOneSentence() throws {
        for (script, status, words) in [
            ("exit 3", 65, "ended with status 3"), ("echo no JSON", 65, "no figures"),
            ("echo '{\"engines\":[]}'", 65, "no figures"),
        ] {
            let (found, jobs) = try bench(peer: script)
            #expect(found.status == Int32(status))
            #expect(found.output == "")
            #expect(found.errors.contains(words) && found.errors.split(separator: "\n").count == 1, "\(found.errors)")
            #expect(jobs.count == 1)
        }
        let (found, _) = try bench(["--peer", "/no/such/program"])
        #expect(found.status == 66)
        #expect(found.errors.contains("cannot be run"))
    }

    @Test func badInputIsTold() throws {
        for (text, words) in [
            ("", "has no schema"), ("{\"schema\": 1}\n", "line 1"),
            ("{\"schema\": true, \"valid\": [\"1\"]}\n[\n", "line 2"),
        ] {
            let (found, _) = try bench(corpus: text)
            #expect(found.status == 65)
            #expect(found.errors.contains(words), "\(found.errors)")
        }
        #expect(try bench(["--only", "nothing like this"]).outcome.status == 65)
        #expect(try bench(["--rounds", "0"]).outcome.status == 64)
        #expect(try CommandLineTool.run(["grammar", "bench", "/no/such", "--tokenizer", "x"]).status == 66)
        let (only, _) = try bench(["--only", "small", "--json"])
        #expect(try only.json()["schemas"]?.int == 1)
    }
}
