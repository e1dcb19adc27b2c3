import Corvid
import CorvidGrammar
import CorvidTrain
import Foundation
import Testing

@Suite struct EvaluationRecordTests {
    @Test(arguments: [
        (
            #"{"id": "a", "question": "q", "expression": "1+2*3", "answer": 7}"#, EvaluationRecord.Kind.math,
            ["2 operations"]
        ),
        (#"{"question": "q", "expression": null, "steps": ["1+1=2"], "answer": 7}"#, .math, ["1 operation"]),
        (#"{"question": "q", "answer": 7.5}"#, .math, ["unknown operations"]),
        (#"{"context": "c", "question": "q", "answer": "x", "answers": ["x", "y"]}"#, .qa, ["answerable"]),
        (#"{"context": "c", "question": "q", "answer": null}"#, .qa, ["unanswerable"]),
        (#"{"context": "c", "question": "q", "answer": ""}"#, .qa, ["unanswerable"]),
        (#"{"tools": [], "question": "q", "calls": []}"#, .tools, ["none"]),
        (
            #"{"question": "q", "sql": "SELECT a FROM t WHERE a = 1", "table": {"name": "t", "columns": [{"name": "a"}]}}"#,
            .sql, ["where"]
        ),
        (#"{"text": "t"}"#, .text, []),
        (#"{"question": "q", "expect": {"calls": ["fetch", "calculator"]}}"#, .task, ["calculator"]),
        (
            #"{"question": "q", "answer": 1, "kind": "story", "category": "money"}"#, .math,
            ["unknown operations", "money"]
        ),
    ])
    func kinds(json: String, kind: EvaluationRecord.Kind, groups: [String]) throws {
        let record = try EvaluationSamples.record(json)
        #expect(record.kind == kind)
        #expect(record.groups == groups)
    }

    @Test(arguments: [
        (#"{"question": "q", "expression": "1"}"#, #"dev.jsonl:7: "answer": is missing"#),
        (#"{"question": "q", "answer": "7"}"#, #"dev.jsonl:7: "answer": expected a number, found a string"#),
        (#"{"question": 5, "answer": 7}"#, #"dev.jsonl:7: "question": expected a string, found a number"#),
        (#"{"context": "c", "question": "q"}"#, #""answer": is missing"#),
        (#"{"question": "q", "sql": "SELECT 1"}"#, #"neither "table" nor "tables""#),
        (
            #"{"question": "q", "sql": "SELECT 1", "database": "no.db"}"#,
            #""database": there is no file /nowhere/no.db"#
        ),
        (
            #"{"question": "q", "sql": "SELECT 1", "table": {"name": "t", "columns": [{"name": "a"}], "rows": [[1, 2]]}}"#,
            #""table.rows[0]": expected an object, or an array of 1 values as there are columns, found 2 values"#
        ),
        (#"{"question": "q", "sql": "S", "tables": [{"columns": [{"name": "a"}]}]}"#, #""tables[0].name": is missing"#),
        (#"{"question": "q", "tools": [{"name": "f"}]}"#, #""calls": is missing"#),
        (
            #"{"question": "q", "tools": [{"name": "f"}], "calls": [{"name": "ff"}]}"#,
            #""calls[0]": ff is none of the record's tools; did you mean f?"#
        ),
        (
            #"{"question": "q", "tools": [{"name": "f"}, {"name": "f"}], "calls": []}"#,
            #""tools[1].name": a second function"#
        ),
        (
            #"{"question": "q", "tools": [{"name": "f"}], "calls": [{"name": "f", "arguments": 5}]}"#,
            #""calls[0].arguments": expected an object, found a number"#
        ),
        (
            #"{"tools": [], "messages": [{"role": "assistant", "content": "a"}], "calls": []}"#,
            "must be the user's or a tool's"
        ),
        (
            #"{"tools": [], "messages": [{"role": "bird", "content": "a"}], "calls": []}"#,
            #""messages[0].role": "bird""#
        ),
        (#"{"kind": "maths"}"#, "did you mean math?"), (#"{"kind": 5}"#, "expected a string"),
        ("{}", "name it with \"kind\""),
        ("[]", "expected an object, found an array"),
        (#"{"image": "a.png", "caption": "a bird"}"#, "pictures cannot be evaluated yet"),
        (#"{"question": "q", "expect": {"number": 1}, "urls": {"ftp://a": "b"}}"#, "no http or https URL"),
        (
            #"{"question": "q", "expect": {"number": 1}, "urls": {"http://a": "b.html"}}"#,
            "there is no file /nowhere/b.html"
        ),
        (#"{"question": "q", "expect": {"number": 1}, "tools": [{"name": "f"}]}"#, #""tools[0].results": is missing"#),
        (#"{"question": "q", "expect": {"number": 1}, "tools": [{"name": "fetch", "otherwise": "x"}]}"#, "has already"),
    ])
    func whatIsWrong(json: String, words: String) {
        #expect(EvaluationSamples.complaint(json).contains(words), "\(EvaluationSamples.complaint(json))")
    }

    @Test func tablesBecomeStatements() throws {
        let json = #"""
            {"question": "q", "sql": "SELECT 1", "collate": "nocase", "tables": [
              {"name": "order", "columns": [{"name": "id", "type": "number", "key": "primary"},
                {"name": "it's", "type": "text"}, {"name": "cost", "type": "number"},
                {"name": "bird", "type": "INTEGER", "key": "birds.id"}],
               "rows": [[1, "it's", 2.5, null], {"id": 2, "cost": 3}]}]}
            """#
        guard case .sql(let task) = try EvaluationSamples.record(json).content else { return #expect(Bool(false)) }
        #expect(task.ignoresCase && task.database.hasRows)
        #expect(
            task.database.script == #"""
                CREATE TABLE "order" ("id" INTEGER PRIMARY KEY, "it's" TEXT COLLATE NOCASE, "cost" REAL, "bird" INTEGER REFERENCES "birds"("id"));
                INSERT INTO "order" VALUES (1, 'it''s', 2.5, NULL),
                (2, NULL, 3, NULL);

                """#)
    }

    @Test func dialoguesKeepTheirCalls() throws {
        let json = #"""
            {"tools": [{"name": "get time"}], "calls": [], "messages": [{"role": "user", "content": "time?"},
              {"role": "assistant", "tool_calls": [{"name": "get time", "arguments": {"a": 1}}]},
              {"role": "tool", "name": "get time", "content": "noon"}, {"role": "assistant", "content": "Noon."},
              {"role": "user", "content": "thanks"}]}
            """#
        guard case .tools(let task) = try EvaluationSamples.record(json).content else { return #expect(Bool(false)) }
        #expect(task.messages.map(\.text) == ["time?", "", "noon", "Noon.", "thanks"])
        #expect(task.messages[1].toolCalls.first?.name == "get_time")
        #expect(task.messages[2].toolCallID == task.messages[1].toolCalls.first?.id)
    }

    @Test func filesOfRecords() async throws {
        try await EvaluationSamples.withFolder { folder in
            func write(_ name: String, _ text: String) throws -> String {
                try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
                return "\(folder)/\(name)"
            }
            let good = #"{"question": "q", "answer": 7}"#
            let path = try write("a.jsonl", "\(good)\n\n{\"question\": \"q\"}\nnot json\n\(good)")
            #expect {
                try EvaluationRecordFile(path: path)
            } throws: { error in
                "\(error)".hasPrefix("\(path):3: ")
            }
            let file = try EvaluationRecordFile(path: path, isLenient: true)
            #expect(file.records.map(\.place.line) == [1, 5])
            #expect(file.skipped.map(\.place.line) == [3, 4])
            #expect(file.records[0].id == "line 1")

            let text = try EvaluationRecordFile(path: try write("a.txt", "some words\n"))
            #expect(text.records.map(\.kind) == [.text])
            #expect(throws: EvaluationError.self) { try EvaluationRecordFile(path: "\(folder)/none.jsonl") }
            let bytes = "\(folder)/b.txt"
            try Data([0xFF, 0xFE, 0x00]).write(to: URL(filePath: bytes))
            #expect(throws: EvaluationError.self) { try EvaluationRecordFile(path: bytes) }
        }
    }
}
