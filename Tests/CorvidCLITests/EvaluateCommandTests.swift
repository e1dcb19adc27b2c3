import CorvidGrammar
import Foundation
import Testing

/// `corvid evaluate` with a scripted model, whose accuracy is known, and the plugins that come with the command.
@Suite struct EvaluateCommandTests {
    /// A script for each question: what it contains, and the replies.
    private func model(_ box: AgentSandbox, _ scripts: (String, [String])...) throws -> String {
        let entries = scripts.map { prompt, replies in
            let prompt = String(decoding: JSONValue.text(prompt).serialized, as: UTF8.self)
            return #"{"prompt": \#(prompt), "replies": [\#(replies.joined(separator: ","))]}"#
        }
        return "scripted:" + (try box.file("script.json", "[\(entries.joined(separator: ","))]"))
    }

    private func corvid(_ box: AgentSandbox, _ arguments: [String]) throws -> CommandLineTool.Outcome {
        try CommandLineTool.run(["evaluate"] + arguments, environment: box.environment())
    }

    private func calculate(_ expression: String) -> String {
        Reply.call(("calculator", #"{"expression": "\#(expression)"}"#))
    }

    private func query(_ sql: String) -> String {
        let sql = String(decoding: JSONValue.text(sql).serialized, as: UTF8.self)
        return Reply.call(("database", #"{"sql": \#(sql)}"#))
    }

    @Test func wordProblems() throws {
        try AgentSandbox.use { box in
            let records = try box.file(
                "math.jsonl",
                """
                {"id": "m1", "question": "Ann has 3 and gets 4.", "expression": "3+4", "answer": 7}
                {"id": "m2", "question": "Bob shares 10 among 4.", "expression": "10/4", "answer": 2.5}
                {"id": "m3", "question": "Cid pays 15% of 80 and 1.", "expression": "15/100*80+1", "answer": 13}
                {"id": "m4", "question": "Dora takes a third.", "expression": "1/3", "answer": 0.33333}
                """)
            let model = try model(
                box, ("Ann", [calculate("3+4"), Reply.text("She has 7.")]),
                ("Bob", [calculate("10/4"), Reply.text("Each gets 2.5.")]),
                ("Cid", [calculate("15*80+1"), Reply.text("He pays 13.")]),
                ("Dora", [calculate("1/3"), Reply.text("A third.")]))
            let traces = "\(box.folder)/traces.jsonl"
            let found = try corvid(box, [records, "--model", model, "--json", "--out", traces])
            #expect(found.status == 0 && found.errors.isEmpty, "\(found)")
            let json = try found.json()
            #expect(json["accuracy"]?.double == 0.75 && json["count"]?.int == 4 && json["correct"]?.int == 3)
            // Wilson's interval for 3 of 4, as Python computes it.
            let interval = json["interval"]?.array?.compactMap(\.double) ?? []
            #expect(interval.map { ($0 * 1e6).rounded() } == [300_642, 954_413])
            let math = json["kinds"]?["math"]
            #expect(math?["accuracy"]?.double == 0.75 && math?["sentence"]?.double == 0.75)
            #expect(math?["groups"]?["1 operation"]?["accuracy"]?.double == 1)
            #expect(math?["groups"]?["3 operations"]?["count"]?.int == 1)
            #expect(math?["groups"]?["3 operations"]?["accuracy"]?.double == 0)
            #expect(json["calls"]?.int == 4 && json["failedCalls"]?.int == 0 && json["skipped"]?.int == 0)
            #expect((json["tokens"]?["completion"]?.int ?? 0) > 0 && (json["seconds"]?.double ?? 0) > 0)
            let lines = try AgentSandbox.lines(of: traces).map { try JSONValue(parsing: $0) }
            #expect(lines.map { $0["id"]?.text } == ["m1", "m2", "m3", "m4"])
            #expect(lines.map { $0["right"]?.bool } == [true, true, false, true])
            #expect(lines[2]["fault"]?.text == "calculated 1201, expected 13")
            #expect(lines[0]["calls"]?.array?.first?["result"]?.text == "7")
            #expect(lines[0]["messages"]?.array?.count == 4)

            let text = try corvid(box, [records, "--model", model]).output
            #expect(text.contains("75.0 %  3 of 4 (95 % interval: 30.1 to 95.4 %)"), "\(text)")
            #expect(text.contains("  1 operation ") && text.contains("the number stands in the answer"))
        }
    }

    @Test func queries() throws {
        try AgentSandbox.use { box in
            let birds =
                #""tables": [{"name": "birds", "columns": [{"name": "id", "type": "number", "key": "primary"}, "#
                + #"{"name": "name", "type": "text"}, {"name": "length", "type": "number"}], "#
                + #""rows": [[1, "Raven", 64], [2, "Jackdaw", 34], [3, "Rook", 45], [4, null, 45]]}]"#
            _ = try box.file(
                "shop.sql",
                """
                PRAGMA foreign_keys=OFF;
                BEGIN TRANSACTION;
                CREATE TABLE sales(item TEXT, amount REAL);
                INSERT INTO sales VALUES('ink', 2.5),('ink', 1.25),('pen', 4);
                COMMIT;
                """)
            let records = try box.file(
                "sql.jsonl",
                """
                {"id": "any order", "question": "Q1", "sql": "SELECT name FROM birds WHERE length > 40", \(birds)}
                {"id": "ordered", "question": "Q2", "sql": "SELECT name FROM birds WHERE id < 4 ORDER BY length", \(birds)}
                {"id": "nocase", "question": "Q3", "sql": "SELECT id FROM birds WHERE name = 'raven'", "collate": "nocase", \(birds)}
                {"id": "case", "question": "Q4", "sql": "SELECT id FROM birds WHERE name = 'Raven'", \(birds)}
                {"id": "file", "question": "Q5", "sql": "SELECT item, sum(amount) FROM sales GROUP BY item", "database": "shop.sql"}
                {"id": "none", "question": "Q6", "sql": "SELECT a FROM t WHERE b = 'x'", "table": {"name": "t", "columns": [{"name": "a", "type": "text"}, {"name": "b", "type": "text"}]}}
                """)
            let model = try model(
                box,
                ("Q1", [query("SELECT name FROM birds WHERE length >= 45 ORDER BY id DESC"), Reply.text("Done.")]),
                ("Q2", [query("SELECT name FROM birds WHERE id <= 3 ORDER BY length DESC"), Reply.text("Done.")]),
                ("Q3", [query("SELECT id FROM birds WHERE name = 'RAVEN'"), Reply.text("Done.")]),
                ("Q4", [query("SELECT id FROM birds WHERE name = 'RAVEN'"), Reply.text("Done.")]),
                ("Q5", [query("SELECT item, total(amount) FROM sales GROUP BY 1"), Reply.text("Done.")]),
                ("Q6", [query("select a from t where b = 'x'"), Reply.text("Done.")]))
            let traces = "\(box.folder)/traces.jsonl"
            let found = try corvid(box, [records, "--model", model, "--json", "--out", traces])
            let json = try found.json()
            let lines = try AgentSandbox.lines(of: traces).map { try JSONValue(parsing: $0) }
            #expect(lines.map { $0["right"]?.bool } == [true, false, true, false, true, true], "\(lines)")
            #expect(json["kinds"]?["sql"]?["count"]?.int == 5 && json["kinds"]?["sql"]?["correct"]?.int == 3)
            #expect(json["kinds"]?["sql by text"]?["accuracy"]?.double == 1)
            #expect(json["kinds"]?["sql"]?["groups"]?["group by"]?["accuracy"]?.double == 1)
            #expect(json["kinds"]?["sql"]?["groups"]?["where"]?["count"]?.int == 4)
            #expect(json["errors"]?.int == 0)
            // Nothing is left of the tables.
            let left = try FileManager.default.contentsOfDirectory(atPath: box.folder)
            #expect(!left.contains { $0.hasPrefix("corvid-") })
        }
    }

    @Test func callsAndPassages() throws {
        try AgentSandbox.use { box in
            let tools =
                #""tools": [{"name": "get weather", "description": "Weather.", "parameters": {"type": "object", "#
                + #""properties": {"city": {"type": "string"}}, "required": ["city"]}}, {"name": "sing"}]"#
            let rome = #"{"name": "get weather", "arguments": {"city": "Rome"}}"#
            let turin = #"{"name": "get weather", "arguments": {"city": "Turin"}}"#
            let records = try box.file(
                "mixed.jsonl",
                """
                {"question": "Rome?", "calls": [\(rome)], \(tools)}
                {"question": "Both?", "calls": [\(rome), \(turin)], \(tools)}
                {"question": "Neither?", "calls": [], \(tools)}
                {"question": "Nothing?", "calls": [], \(tools)}
                {"context": "Ada came in May.", "question": "Who?", "answer": "Ada"}
                {"context": "Ada came in May.", "question": "When?", "answer": "in May"}
                {"context": "Ada came in May.", "question": "Why?", "answer": null}
                """)
            func weather(_ cities: String...) -> String {
                let calls = cities.map {
                    #"{"type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"\#($0)\"}"}}"#
                }
                return #"{"role": "assistant", "content": null, "tool_calls": [\#(calls.joined(separator: ","))]}"#
            }
            let model = try model(
                box, ("Rome?", [weather("rome")]), ("Both?", [weather("Turin", "Rome")]),
                ("Neither?", [Reply.text("None of my tools can do that.")]), ("Nothing?", [weather("Rome")]),
                ("Who?", [Reply.text("Ada.")]), ("When?", [Reply.text("May")]),
                ("Why?", [Reply.text("The text does not say.")]))
            let json = try corvid(box, [records, "--model", model, "--json", "--concurrency", "3"]).json()
            let calls = json["kinds"]?["tools"]
            #expect(calls?["count"]?.int == 4 && calls?["correct"]?.int == 3)
            #expect(calls?["groups"]?["none"]?["accuracy"]?.double == 0.5)
            #expect(calls?["groups"]?["parallel"]?["accuracy"]?.double == 1)
            #expect(calls?["groups"]?["multiple"]?["count"]?.int == 1)
            let passages = json["kinds"]?["qa"]
            #expect(passages?["exactMatch"]?.double.map { ($0 * 3).rounded() } == 2)
            // "May" for "in May": precision 1, recall 1/2.
            #expect(passages?["groups"]?["answerable"]?["f1"]?.double.map { ($0 * 1e6).rounded() } == 833_333)
            #expect(passages?["groups"]?["unanswerable"]?["accuracy"]?.double == 1)
            #expect(json["count"]?.int == 7 && json["correct"]?.int == 5)

            let chosen = try corvid(box, [records, "--model", model, "--json", "--kind", "qa", "--limit", "2"]).json()
            #expect(chosen["count"]?.int == 2 && chosen["correct"]?.int == 1)
            let drawn = try (0..<2).map { _ in
                _ = try corvid(
                    box, [records, "--model", model, "--limit", "3", "--seed", "5", "--out", "\(box.folder)/t.jsonl"])
                return AgentSandbox.lines(of: "\(box.folder)/t.jsonl").compactMap {
                    try? JSONValue(parsing: $0)["line"]?.int
                }
            }
            #expect(drawn[0] == drawn[1] && drawn[0].count == 3 && drawn[0] == drawn[0].sorted())
        }
    }

    @Test func wholeAgents() throws {
        try AgentSandbox.use { box in
            _ = try box.file("prices.html", "<title>Prices</title><p>A pen costs <b>4</b> crowns.</p>")
            let records = try box.file(
                "tasks.jsonl",
                #"""
                {"id": "page", "kind": "task", "question": "What does a pen cost at http://shop.test/prices.html?", "urls": {"http://shop.test/prices.html": "prices.html", "https://shop.test/ink": "<p>Ink costs 9. See <a href='http://shop.test/prices.html'>pens</a>.</p>"}, "expect": {"number": 4, "calls": ["fetch"]}}
                {"id": "link", "kind": "task", "question": "Ink at https://shop.test/ink?", "urls": {"http://shop.test/prices.html": "prices.html", "https://shop.test/ink": "<p>Ink costs 9. See <a href='/prices.html'>pens</a>.</p>"}, "expect": {"contains": ["9"]}}
                {"id": "elsewhere", "kind": "task", "question": "What is at http://example.org/?", "expect": {"contains": ["not"], "excludes": ["example domain"]}}
                {"id": "base", "kind": "task", "question": "How many birds?", "tables": [{"name": "birds", "columns": [{"name": "name"}], "rows": [["Raven"], ["Rook"]]}], "expect": {"number": 2, "calls": ["database"]}}
                {"id": "tool", "kind": "task", "question": "Twice the length of a raven?", "tools": [{"name": "length_of", "description": "A bird's length.", "parameters": {"type": "object", "properties": {"bird": {"type": "string"}}, "required": ["bird"]}, "results": [{"arguments": {"bird": "raven"}, "result": "64 cm"}]}], "expect": {"number": 128, "tolerance": 0.1, "calls": ["length_of", "calculator"]}}
                {"id": "talk", "kind": "task", "question": "Good morning!", "expect": {"no_calls": true}}
                """#)
            func fetch(_ url: String) -> String { Reply.call(("fetch", #"{"url": "\#(url)"}"#)) }
            let model = try model(
                box, ("pen cost", [fetch("http://shop.test/prices.html"), Reply.text("4 crowns.")]),
                ("Ink", [fetch("https://shop.test/ink"), fetch("https://shop.test/none"), Reply.text("9 crowns.")]),
                ("example.org", [fetch("http://example.org/"), Reply.text("It cannot be reached, not now.")]),
                ("birds", [query("SELECT count(*) FROM birds"), Reply.text("There are 2.")]),
                (
                    "raven",
                    [Reply.call(("length_of", #"{"bird": "Raven"}"#)), calculate("2*64"), Reply.text("128 cm.")]
                ),
                ("morning", [calculate("1+1"), Reply.text("Good morning!")]))
            let traces = "\(box.folder)/traces.jsonl"
            let json = try corvid(box, [records, "--model", model, "--json", "--out", traces]).json()
            let lines = try AgentSandbox.lines(of: traces).map { try JSONValue(parsing: $0) }
            #expect(lines.map { $0["right"]?.bool } == [true, true, true, true, true, false], "\(lines)")
            #expect(json["kinds"]?["task"]?["correct"]?.int == 5)
            #expect(json["kinds"]?["task"]?["groups"]?["no tool"]?["accuracy"]?.double == 0)
            func results(_ line: Int) -> [String] {
                lines[line]["calls"]?.array?.map { $0["result"]?.text ?? "error: \($0["error"]?.text ?? "")" } ?? []
            }
            // The page as a fetch over the network would have given it.
            #expect(results(0).first?.hasPrefix("URL: http://shop.test/prices.html\nTitle: Prices\n") == true)
            #expect(results(0).first?.contains("A pen costs 4 crowns.") == true)
            #expect(results(1).first?.contains("://shop.test/prices.html") == true, "\(results(1))")
            #expect(results(1).last?.contains("status 404") == true && results(1).last?.contains("127.0.0.1") == false)
            #expect(results(2).first?.contains("Could not fetch http://example.org/") == true)
            #expect(results(4) == ["64 cm", "128"])
            #expect(json["failedCalls"]?.int == 2)
        }
    }

    @Test func whatIsWrongWithRecords() throws {
        try AgentSandbox.use { box in
            let model = try model(box, ("one", [calculate("1"), Reply.text("1.")]))
            let records = try box.file(
                "math.jsonl",
                """
                {"question": "one", "expression": "1", "answer": 1}
                {"question": "two", "expression": "2", "answer": "2"}
                {"question": "three"
                {"question": "four", "image": "a.png", "kind": "image"}
                """)
            expectFailure(
                try corvid(box, [records, "--model", model]), 65, "math.jsonl:2", "\"answer\"", "expected a number")
            let lenient = try corvid(box, [records, "--model", model, "--lenient", "--json"])
            #expect(lenient.status == 0)
            #expect(lenient.errors.contains("math.jsonl:3") && lenient.errors.contains("pictures"))
            #expect(try lenient.json()["skipped"]?.int == 3)
            #expect(try lenient.json()["accuracy"]?.double == 1)
            expectFailure(try corvid(box, ["\(box.folder)/none.jsonl", "--model", model]), 66, "none.jsonl")
            let empty = try box.file("empty.jsonl", "\n")
            expectFailure(try corvid(box, [empty, "--model", model]), 65, "no records")
            // What is skipped is told before.
            let unkind = try corvid(box, [records, "--model", model, "--lenient", "--kind", "sql"])
            #expect(unkind.status == 65 && unkind.errors.contains("no records of the kind sql"), "\(unkind)")
            expectFailure(try corvid(box, [records, "--model", model, "--limit", "0"]), 64, "--limit")
            let unknown = try corvid(box, [records, "--model", model, "--kind", "maths"])
            #expect(unknown.status == 64 && unknown.errors.contains("maths"), "\(unknown)")
            let unwritable = try corvid(
                box, [records, "--model", model, "--lenient", "--out", "/no/such/folder/t.jsonl"])
            #expect(unwritable.status == 73 && unwritable.errors.contains("/no/such/folder"), "\(unwritable)")
            // A case that cannot be run is wrong, and told.
            let other = try box.file("other.jsonl", #"{"question": "nobody", "expression": "1", "answer": 1}"#)
            let failed = try corvid(box, [other, "--model", model])
            #expect(failed.status == 0)
            #expect(failed.output.contains("1 cases could not be run or judged, the first \(other):1: "), "\(failed)")
        }
    }

    @Test func realCheckpoints() throws {
        try AgentSandbox.use { box in
            let model = CommandLineTool.fixture("llama_smol")
            let words = (0..<300).map { "word \($0 % 7)" }.joined(separator: " ")
            let text = try box.file("text.txt", words)
            let lines = try box.file("text.jsonl", "{\"text\": \"\(words)\"}\n{\"text\": \"a b c d e f\"}\n")
            let whole = try corvid(box, [text, "--model", model, "--json"]).json()
            #expect(whole["accuracy"] == .null && whole["count"]?.int == 0)
            let perplexity = try #require(whole["kinds"]?["text"]?["perplexity"]?.double)
            #expect(perplexity > 1 && perplexity.isFinite)
            let both = try corvid(box, [lines, "--model", model, "--json"]).json()["kinds"]?["text"]
            #expect((both?["scoredTokens"]?.int ?? 0) > (whole["kinds"]?["text"]?["scoredTokens"]?.int ?? 0))
            let unscored = try corvid(box, [lines, "--model", try self.model(box, ("", []))])
            #expect(unscored.output.contains("2 cases could not be run"))

            // Random weights are wrong, and the calls are valid all the same.
            let records = try box.file(
                "math.jsonl", #"{"question": "1 and 2?", "expression": "1+2", "answer": 3}"# + "\n")
            let options = ["--model", model, "--json", "--max-tokens", "8", "--budget", "turns=2"]
            let found = try corvid(box, [records] + options)
            #expect(found.status == 0, "\(found)")
            #expect(try found.json()["count"]?.int == 1)
        }
    }
}
