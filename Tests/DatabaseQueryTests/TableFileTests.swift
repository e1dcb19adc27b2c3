import Corvid
import CorvidGrammar
import Testing

@testable import DatabaseQuery

@Suite struct TableFileTests {
    private func open(_ name: String, _ content: String, in folder: TemporaryFolder) async throws
        -> any DatabaseConnection
    {
        try await DatabaseLocation(parsing: try folder.file(name, content)).open()
    }

    @Test func readsSeparatedValues() async throws {
        let folder = try TemporaryFolder()
        let database = try await open(
            "my data.csv",
            "\u{FEFF}id,name,price,day,at,ok,code,,name\r\n"
                + "1,\"Smith, \"\"Jo\"\"\",2.50,2024-01-31,2024-01-31T10:00:00Z,true,007,,x\r\n\r\n"
                + "2,\"two\nlines\",3,2024-02-01,2024-02-01 11:30,FALSE,12,\"\",y\r\n3,,,,,,,,z", in: folder)
        let schema = try await database.schema(samples: 0)
        #expect(
            schema.text()
                == "my_data(id int, name text, price real, day date, at timestamp, ok boolean, code text, column_8 text, "
                + "name_2 text)")
        #expect(
            try await database.run("SELECT * FROM my_data").rows == [
                [
                    .integer(1), .text("Smith, \"Jo\""), .real(2.5), .text("2024-01-31"), .text("2024-01-31T10:00:00Z"),
                    .integer(1), .text("007"), .null, .text("x"),
                ],
                [
                    .integer(2), .text("two\nlines"), .real(3), .text("2024-02-01"), .text("2024-02-01 11:30"),
                    .integer(0),
                    .text("12"), .text(""), .text("y"),
                ],
                [.integer(3), .null, .null, .null, .null, .null, .null, .null, .text("z")],
            ])
    }

    @Test(arguments: [
        ("a.csv", "x;y\n1,5;2\n"), ("b.csv", "x\ty\n1,5\t2\n"), ("c.tsv", "x\ty\n1,5\t2\n"), ("d.csv", "x|y\n1,5|2\n"),
        ("e.csv", "x,y\n\"1,5\",2"), ("f.csv", "\"x\",\"y\"\n\"1,5\",\"2\""),
    ])
    func findsTheSeparator(_ name: String, _ content: String) async throws {
        let database = try await open(name, content, in: try TemporaryFolder())
        let table = try await database.schema(samples: 0).tables[0].name
        #expect(try await database.run("SELECT x, y FROM \(table)").rows == [[.text("1,5"), .integer(2)]])
    }

    @Test func numbersInTheFirstLineAreNoNames() async throws {
        let database = try await open("n.csv", "1,2\n3,4\n", in: try TemporaryFolder())
        #expect(
            try await database.run("SELECT sum(column_1), sum(column_2) FROM n").rows == [[.integer(4), .integer(6)]])
    }

    @Test func readsJSON() async throws {
        let folder = try TemporaryFolder()
        let lines = try await open(
            "log.jsonl",
            "{\"id\": 1, \"tags\": [\"a\", {\"b\": null}], \"score\": 1, \"kind\": \"x\", \"day\": \"2024-01-01\"}\n\n"
                + "{\"score\": 2.5, \"id\": 12345678901, \"kind\": 3, \"ok\": true, \"größe\": null}\n", in: folder)
        #expect(
            try await lines.schema(samples: 0).text()
                == "log(id int, tags text, score real, kind, day date, ok boolean, \"größe\" text)")
        #expect(
            try await lines.run("SELECT * FROM log").rows == [
                [.integer(1), .text(#"["a",{"b":null}]"#), .real(1), .text("x"), .text("2024-01-01"), .null, .null],
                [.integer(12_345_678_901), .null, .real(2.5), .integer(3), .null, .integer(1), .null],
            ])
        let array = try await open("list.json", "[{\"a\": 1}, {\"a\": 2}]", in: folder)
        #expect(try await array.run("SELECT sum(a) FROM list").rows == [[.integer(3)]])
        #expect(try await array.run("SELECT value FROM json_each('[1,2]')").rows.count == 2)
    }

    @Test func filesJoin() async throws {
        let folder = try TemporaryFolder()
        let plugin = try await DatabasePlugin([
            DatabaseLocation(parsing: try folder.file("people.csv", "id,name\n1,Ada\n2,Grace\n")),
            DatabaseLocation(
                parsing: "visits=" + (try folder.file("log.jsonl", "{\"person\": 2, \"place\": \"Oslo\"}\n"))),
        ])
        #expect(plugin.tools.map(\.name) == ["database"])
        let tool = try #require(plugin.tools[0] as? DatabaseQueryTool)
        let output = try await tool.call(
            json: .object([
                "sql": .text("SELECT people.name, visits.place FROM people JOIN visits ON people.id = visits.person")
            ]), context: ToolContext())
        #expect(output.text == "name | place\nGrace | Oslo")
    }

    @Test(arguments: [
        ("a.csv", "x,y\n1,2\n3\n", "line 3: there are 1 values, but 2 columns"),
        ("b.csv", "x,y\n1,2,3\n", "line 2: there are 3 values, but 2 columns"),
        ("c.csv", "x,y\n1,\"open\n2,3\n", "line 2: a value that begins with a quotation mark is not closed"),
        ("d.csv", "x\n\"a\"b\n", "line 2: after the closing quotation mark there is more"),
        ("e.csv", "", "is empty; its first line has to name the columns"),
        ("f.jsonl", "{\"a\": 1}\n{\"a\": }\n", "line 2: "),
        ("g.jsonl", "{\"a\": 1}\n[1]\n", "line 2: the line is no JSON object"),
        ("h.json", "[1]", "element 1 of the array is no object"), ("i.jsonl", "", "has no objects with members"),
        ("j.csv", "x\na\u{0}b\n", "line 2: there is a NUL character in a value"),
    ])
    func saysWhereAFileIsWrong(_ name: String, _ content: String, _ reason: String) async throws {
        let folder = try TemporaryFolder()
        do {
            _ = try await open(name, content, in: folder)
            Issue.record("opened")
        } catch {
            let error = try #require(error as? DatabaseError)
            #expect(error.code == .invalidFile)
            #expect(error.message.hasPrefix(folder.path + "/" + name) && error.message.contains(reason), "\(error)")
        }
    }

    @Test func whatIsNoFileIsNotRead() async throws {
        for (path, code) in [("/dev/zero.csv", DatabaseError.Code.notFound), ("/nowhere/x.jsonl", .notFound)] {
            await expectFailure(code) { _ = try await DatabaseLocation(parsing: path).open() }
        }
        await expectFailure(.invalidFile) {
            _ = try await DatabaseLocation(.delimited(path: "/dev/zero", delimiter: nil)).open()
        }
        await expectFailure(.invalidFile) { _ = try await DatabaseLocation(.json(path: "/tmp")).open() }
        var policy = QueryPolicy()
        policy.allowsWriting = true
        let folder = try TemporaryFolder()
        let file = try DatabaseLocation(parsing: try folder.file("a.csv", "x\n1\n"))
        await expectFailure(.refused) { _ = try await file.open(policy: policy) }
    }

    private func expectFailure(_ code: DatabaseError.Code, _ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("nothing failed; expected \(code)")
        } catch {
            #expect((error as? DatabaseError)?.code == code, "\(error)")
        }
    }

    @Test func locations() throws {
        func kind(_ text: String) throws -> DatabaseLocation.Kind { try DatabaseLocation(parsing: text).kind }
        #expect(try kind("shop.db") == .sqlite(path: "shop.db"))
        #expect(try kind("dir/x.sqlite3") == .sqlite(path: "dir/x.sqlite3"))
        #expect(try kind("a.TSV") == .delimited(path: "a.TSV", delimiter: 9))
        #expect(try kind("a.csv") == .delimited(path: "a.csv", delimiter: nil))
        #expect(try kind("a.ndjson") == .json(path: "a.ndjson"))
        #expect(
            try kind("postgresql://u:p@h:1/d?sslmode=disable") == .postgres("postgresql://u:p@h:1/d?sslmode=disable"))
        #expect(try kind("file:///tmp/x.db") == .sqlite(path: "/tmp/x.db"))
        #expect(try DatabaseLocation(parsing: "postgres://u:p@h:1/sales?x=y").name == "sales")
        #expect(try DatabaseLocation(parsing: "hr=postgres://u@h/d").name == "hr")
        #expect(try DatabaseLocation(parsing: "/data/2024 numbers.csv").name == "_2024_numbers")
        #expect(throws: DatabaseError.self) { try DatabaseLocation(parsing: "") }
        #expect(throws: DatabaseError.self) { try DatabaseLocation(parsing: "mysql://u@h/d") }
    }
}
