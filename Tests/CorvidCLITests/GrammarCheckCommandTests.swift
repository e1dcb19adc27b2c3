import CorvidGrammar
import Foundation
import Testing

@Suite struct GrammarCheckCommandTests {
    private static let order = """
        {"type": "object", "properties": {"id": {"type": "integer", "minimum": 1}, "items": {"type": "array", "items":
          {"type": "object", "properties": {"name/unit": {"type": "string"}, "price": {"type": "number"}},
           "required": ["price"], "additionalProperties": false}}}, "required": ["id"], "additionalProperties": false}
        """

    /// Runs `check` on files made of `texts`, by their names.
    private func check(
        _ texts: [(name: String, text: String)], _ options: [String] = [], input: String = ""
    ) throws -> CommandLineTool.Outcome {
        try CommandLineTool.withFolder { folder in
            let paths = try texts.map { name, text in
                let path = URL(filePath: folder).appending(path: name)
                try Data(text.utf8).write(to: path)
                return path.path
            }
            return try CommandLineTool.run(["grammar", "check"] + paths + options, input: input)
        }
    }

    @Test func supportedSchemaIsDescribed() throws {
        let found = try check([("order.json", Self.order)], ["--mode", "generation"])
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.errors == "")
        let lines = found.output.split(separator: "\n").map { String($0) }
        #expect(
            lines.first?.hasSuffix(
                "order.json: supported (JSON Schema; generation: compact, keys in the schema's order)") == true)
        #expect(lines.contains("  begins with  '{'"))
        #expect(lines.contains("  always       \"{\"id\":\""))
        #expect(lines.contains("  shortest     \"{\"id\":1}\""))
    }

    @Test func kindsAreToldByNameAndByBeginning() throws {
        let gbnf = "root ::= \"a\" [0-9]+\n"
        for (name, text, kind) in [
            ("x.json", "true", "schema"), ("x.gbnf", gbnf, "gbnf"), ("x", " {\"const\": 1}", "schema"),
            ("x", gbnf, "gbnf"),
        ] {
            let found = try check([(name, text)], ["--json"])
            #expect(found.status == 0, "\(found.errors)")
            let json = try found.json()
            #expect(json["supported"]?.bool == true)
            #expect(json["kind"]?.text == kind)
            #expect(json["matches"] == nil)
        }
        let found = try CommandLineTool.run(["grammar", "check", "--regex", "^[a-c]x?$", "--json"])
        #expect(try found.json()["kind"]?.text == "regex")
        #expect(try found.json()["shortest"]?.text?.count == 1)
    }

    @Test func documentsMatchOrDoNot() throws {
        let matching = [
            "{\"id\": 7, \"items\": [ {\"price\": 1.5, \"name/unit\": \"x\"} ]}\n", "{\"items\":[],\"id\":1}",
        ]
        for document in matching {
            let found = try check([("s.json", Self.order), ("d.json", document)])
            #expect(found.status == 0, "\(found.errors)")
            #expect(found.output.hasSuffix("d.json: matches\n"))
            #expect(found.errors == "")
        }
        let loose = try check([("s.json", Self.order), ("d.json", matching[0])], ["--mode", "generation"])
        #expect(loose.status == 1)
        let compact = try check([("s.json", Self.order)], ["-", "--mode", "generation"], input: "{\"id\":1}")
        #expect(compact.status == 0)
        #expect(compact.output == "standard input: matches\n")
    }

    /// A document, the text before its first fault, the path there, and words about what is expected.
    static let faults: [(document: String, before: String, path: String, words: [String])] = [
        ("{\"id\": -1}", "{\"id\": ", "/id", ["another number"]),
        (
            "{\"id\": 5,\n \"items\": [{\"price\": 1}, {\"price\": x}]}",
            "{\"id\": 5,\n \"items\": [{\"price\": 1}, {\"price\": ", "/items/1/price", ["a digit", "'-'"]
        ),
        (
            "{\"id\": 5, \"items\": [{\"name/unit\": 3}]}", "{\"id\": 5, \"items\": [{\"name/unit\": ",
            "/items/0/name~1unit", ["'\"'"]
        ),
        ("{\"items\": [], \"other\": 3}", "{\"items\": [], \"", "", ["'i'"]),
        ("{\"id\": 5, \"items\": [{}]}", "{\"id\": 5, \"items\": [{", "/items/0", ["'\"'"]),
        ("{\"items\": []", "{\"items\": []", "", ["','"]),
        ("{\"id\": 5} 3", "{\"id\": 5} ", "", ["the end"]),
        (
            "{\"id\": 5, \"items\": [{\"name/unit\": \"naïve\u{7}\", \"price\": 1}]}",
            "{\"id\": 5, \"items\": [{\"name/unit\": \"naïve", "/items/0/name~1unit", ["any character"]
        ),
    ]

    @Test(arguments: faults.indices) func faultIsFound(_ index: Int) throws {
        let (document, before, path, words) = Self.faults[index]
        let found = try check([("s.json", Self.order), ("d.json", document)], ["--json"])
        #expect(found.status == 1, "\(found.errors)")
        #expect(found.errors == "")
        let json = try found.json()
        #expect(json["matches"]?.bool == false)
        let failure = try #require(json["failure"])
        #expect(failure["byte"]?.int == before.utf8.count)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(failure["line"]?.int == lines.count)
        #expect(failure["column"]?.int == (lines.last?.unicodeScalars.count ?? 0) + 1)
        #expect(failure["path"]?.text == path)
        #expect(failure["ends_early"]?.bool == (before == document))
        for word in words { #expect(failure["expected"]?.text?.contains(word) == true, "\(failure)") }
        // What is said to complete the document does.
        let completed = before + (failure["completion"]?.text ?? "")
        #expect(try check([("s.json", Self.order), ("d.json", completed)]).status == 0, "\(completed)")
    }

    @Test func faultIsShownInItsLine() throws {
        let found = try check([("s.json", Self.order), ("d.json", "{\"id\": 5,\n \"items\": [{\"price\": true}]}\n")])
        #expect(found.status == 1)
        let lines = found.output.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
        #expect(lines.first?.hasSuffix("d.json: does not match") == true)
        #expect(lines.contains("  where     byte 31, line 2, column 22, at /items/0/price"), "\(found.output)")
        #expect(lines.contains("  found     't'"))
        let text = try #require(lines.firstIndex { $0.hasSuffix("\"items\": [{\"price\": true}]}") })
        #expect(lines[text + 1] == String(repeating: " ", count: 4 + 21) + "^")
    }

    @Test func grammarsAndPatternsCheckAnyText() throws {
        let grammar = "root ::= \"on\" | \"off\" ws\nws ::= [ ]*\n"
        #expect(try check([("g.gbnf", grammar), ("d", "off  ")]).status == 0)
        let found = try check([("g.gbnf", grammar), ("d", "or")], ["--json"])
        #expect(found.status == 1)
        let failure = try found.json()["failure"]
        #expect(failure?["byte"]?.int == 1)
        #expect(failure?["path"] == nil)
        #expect(failure?["expected"]?.text == "'f' or 'n'")
        #expect(try CommandLineTool.run(["grammar", "check", "--regex", "^[a-z]+$", "-"], input: "abc").status == 0)
        #expect(try CommandLineTool.run(["grammar", "check", "--regex", "^[a-z]+$", "-"], input: "abC").status == 1)
    }

    @Test func unsupportedIsNamedWithItsPlace() throws {
        let schema = "{\"properties\": {\"a/b\": {\"minimun\": 3}}}"
        let found = try check([("s.json", schema)])
        #expect(found.status == 65)
        #expect(found.output == "")
        #expect(found.errors.split(separator: "\n").count == 1)
        #expect(found.errors.contains("#/properties/a~1b") && found.errors.contains("minimun"), "\(found.errors)")
        let json = try check([("s.json", schema)], ["--json"])
        #expect(json.status == 65)
        let report = try json.json()
        #expect(report["supported"]?.bool == false)
        #expect(report["error"]?["pointer"]?.text?.hasPrefix("/properties/a~1b") == true)
        #expect(report["error"]?["kind"]?.text == "unsupported")
        for (name, text, words) in [
            ("s.json", "{\"type\": ", "line 1"), ("s.json", "false", "the schema is false"),
            ("g.gbnf", "root ::= other\n", "other"),
            ("g.gbnf", "root ::= \"a\n", "line 1"),
        ] {
            let found = try check([(name, text)])
            #expect(found.status == 65)
            #expect(found.errors.contains(words), "\(found.errors)")
        }
        let pattern = try CommandLineTool.run(["grammar", "check", "--regex", "(a", "--json"])
        #expect(pattern.status == 65)
        #expect(try pattern.json()["error"]?["byte"]?.int != nil)
    }

    @Test func wrongUsageAndMissingFiles() throws {
        for arguments in [
            [], ["a.json", "b.json", "c.json"], ["--regex", "a", "b", "c"], ["a.json", "--mode", "other"],
        ] {
            let found = try CommandLineTool.run(["grammar", "check"] + arguments)
            #expect(found.status == 64, "\(arguments): \(found.errors)")
            #expect(found.errors.contains("corvid grammar check --help"), "\(found.errors)")
        }
        #expect(try CommandLineTool.run(["grammar", "check", "/no/such.json"]).status == 66)
        #expect(try check([("s.json", "true")], ["/no/such/document"]).status == 66)
        let help = try CommandLineTool.run(["grammar", "check", "--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("1 the document does not"))
    }

    @Test func damagedTextIsNoMatch() throws {
        try CommandLineTool.withFolder { folder in
            let (schema, document) = ("\(folder)/s.json", "\(folder)/d.json")
            try Data("{\"type\": \"string\"}".utf8).write(to: URL(filePath: schema))
            try Data([0x22, 0x61, 0xC3, 0x28, 0x22]).write(to: URL(filePath: document))
            let found = try CommandLineTool.run(["grammar", "check", schema, document, "--json"])
            #expect(found.status == 1)
            #expect(try found.json()["failure"]?["byte"]?.int == 3)
            try Data("{}".utf8 + [0x80]).write(to: URL(filePath: schema))
            #expect(try CommandLineTool.run(["grammar", "check", schema]).status == 65)
        }
    }
}
