import Corvid
import CorvidGrammar
import CorvidTrain
import Testing

/// Whole cases, with a scripted model and plugins of little use.
@Suite struct EvaluationRunTests {
    /// Adds two numbers, queries nothing, fetches nothing.
    private struct Toy: Plugin {
        let name: String
        let tools: [any Tool]
        var instructions: String? { name == "database" ? "Tables: t" : nil }

        init(_ name: String, _ body: @escaping @Sendable (JSONValue) throws -> ToolOutput) {
            self.name = name
            tools = [
                DynamicTool(
                    ToolDefinition(name: name, description: "", parameters: .object(["type": .text("object")]))
                ) { arguments, _ in try body(arguments) }
            ]
        }

        static let calculator = Toy("calculator") { arguments in
            let operands = (arguments["expression"]?.text ?? "").split(separator: "+").compactMap { Double($0) }
            guard operands.count == 2 else { throw ToolError("That is no sum.") }
            let sum = operands[0] + operands[1]
            return ToolOutput("\(sum)", data: .object(["decimal": .text("\(sum)")]))
        }

        /// Each query has the rows that stand in it; more than two are shown page by page.
        static let database = Toy("database") { arguments in
            let sql = arguments["sql"]?.text ?? ""
            guard let start = sql.firstIndex(of: "["), let end = sql.lastIndex(of: "]"),
                let all = try JSONValue(parsing: String(sql[start...end])).array
            else { throw ToolError("no such table") }
            let offset = sql.contains("OFFSET") ? sql.split(separator: " ").last.flatMap { Int($0) } ?? 0 : 0
            let shown = Array(all.dropFirst(offset).prefix(2))
            var members: [JSONValue.Member] = [.init(key: Array("rows".utf8), value: .array(shown))]
            if offset + 2 < all.count { members.append(.init(key: Array("truncated".utf8), value: .bool(true))) }
            return ToolOutput("rows", data: .object(members))
        }
    }

    private static let tools = EvaluationTools(
        calculator: { Toy.calculator }, database: { _ in Toy.database },
        web: { pages in
            Toy("fetch") { arguments in
                guard let page = pages.first(where: { $0.url == arguments["url"]?.text }) else {
                    throw ToolError("not there")
                }
                return ToolOutput(page.body, isUntrusted: true)
            }
        })

    private func outcome(
        _ record: String, _ replies: ModelReply..., options: Evaluation.Options = .init()
    ) async throws -> CaseOutcome {
        let evaluation = Evaluation(model: ScriptedModel(replies), tools: Self.tools, options: options)
        return try await evaluation.outcome(of: try EvaluationSamples.record(record))
    }

    private static let sum = #"{"question": "1 and 2?", "expression": "1+2", "answer": 3}"#

    @Test func sums() async throws {
        let right = try await self.outcome(
            Self.sum, .call("calculator", ["expression": .text("1+2")]), .text("It is 3."))
        #expect(right.isRight == true && right.measures["sentence"] == 1 && right.fault == nil)
        #expect(right.calls.count == 1 && right.turns == 2)
        let silent = try await self.outcome(
            Self.sum, .call("calculator", ["expression": .text("1+2")]), .text("There you are."))
        #expect(silent.isRight == true && silent.measures["sentence"] == 0)
        // What was calculated counts, not what is said; and of several calls the last.
        let wrong = try await self.outcome(
            Self.sum, .call("calculator", ["expression": .text("1+2")]),
            .call("calculator", ["expression": .text("2+2")]), .text("It is 3."))
        #expect(wrong.isRight == false && wrong.fault == "calculated 4, expected 3")
        let corrected = try await self.outcome(
            Self.sum, .call("calculator", ["expression": .text("?")]),
            .call("calculator", ["expression": .text("1+2")]), .text("It is 3."))
        #expect(corrected.isRight == true && corrected.calls.count(where: \.isFailed) == 1)
        let failed = try await self.outcome(
            Self.sum, .call("calculator", ["expression": .text("?")]), .text("It is 3."))
        #expect(failed.isRight == false && failed.fault?.contains("failed") == true)
        let lazy = try await self.outcome(Self.sum, .text("It is 3."))
        #expect(lazy.isRight == false && lazy.error == nil && lazy.measures["sentence"] == 1)
    }

    @Test func aModelThatFailsIsWrong() async throws {
        let outcome = try await self.outcome(Self.sum)
        #expect(outcome.isRight == false)
        #expect(outcome.error?.contains("script") == true)
    }

    @Test func queries() async throws {
        let record = #"""
            {"question": "?", "sql": "SELECT [[1],[2],[3]]", "table": {"name": "t", "columns": [{"name": "a"}], "rows": [[1]]}}
            """#
        func isRight(_ sql: String, _ record: String) async throws -> Bool? {
            try await self.outcome(record, .call("database", ["sql": .text(sql)]), .text("Done.")).isRight
        }
        // Three rows take two pages.
        #expect(try await isRight("SELECT [[3],[1],[2]]", record) == true)
        #expect(try await isRight("SELECT [[3],[1]]", record) == false)
        #expect(try await isRight("SELECT [[3],[1],[2],[2]]", record) == false)
        #expect(try await isRight("DROP", record) == false)
        let ordered = record.replacing(#"[3]]""#, with: #"[3]] ORDER BY a""#)
        #expect(try await isRight("SELECT [[3],[1],[2]]", ordered) == false)
        #expect(try await isRight("SELECT [[1],[2],[3]]", ordered) == true)
        let broken = record.replacing("SELECT [[1],[2],[3]]", with: "SELECT nothing")
        let outcome = try await self.outcome(broken, .call("database", ["sql": .text("SELECT [[1]]")]), .text("Done."))
        #expect(outcome.error?.contains("no such table") == true && outcome.calls.isEmpty)
    }

    @Test func queriesWithoutRowsAreComparedByText() async throws {
        let record = #"""
            {"question": "?", "sql": "SELECT a FROM t", "table": {"name": "t", "columns": [{"name": "a"}]}}
            """#
        let right = try await self.outcome(
            record, .call("database", ["sql": .text("select A from T")]), .text("Done."))
        #expect(right.isRight == true && right.section == "sql by text")
        let wrong = try await self.outcome(
            record, .call("database", ["sql": .text("select b from t")]), .text("Done."))
        #expect(wrong.isRight == false && wrong.section == "sql by text")
    }

    @Test func onlyTheFirstReplyCountsAndNothingRuns() async throws {
        let record = #"""
            {"tools": [{"name": "a b", "parameters": {"type": "object", "properties": {"x": {"type": "integer"}}}},
              {"name": "c"}], "question": "?", "calls": [{"name": "a b", "arguments": {"x": 1}}]}
            """#
        let right = try await self.outcome(record, .call("a_b", ["x": .integer(1)]))
        #expect(right.isRight == true && right.error == nil && right.turns == 1)
        #expect(right.calls.first?.result == nil)
        let other = try await self.outcome(record, .call("a_b", ["x": .integer(2)]), .call("a_b", ["x": .integer(1)]))
        #expect(other.isRight == false && other.measures["functions"] == 1)
        let none = try await self.outcome(record, .text("I cannot."))
        #expect(none.isRight == false && none.measures["functions"] == 0)
    }

    @Test func aDialogueMayEndWithAResult() async throws {
        let record = #"""
            {"tools": [{"name": "a"}], "calls": [], "messages": [{"role": "user", "content": "Look."},
              {"role": "assistant", "tool_calls": [{"name": "a", "arguments": {}}]},
              {"role": "tool", "name": "a", "content": "done"}]}
            """#
        let outcome = try await self.outcome(record, .text("It is done."))
        #expect(outcome.isRight == true && outcome.messages.count == 4)
    }

    @Test func passages() async throws {
        let record = #"{"context": "Ada came.", "question": "Who?", "answer": "Ada", "answers": ["Ada", "Ada came"]}"#
        let outcome = try await self.outcome(record, .text("the ADA!"))
        #expect(outcome.isRight == true && outcome.measures["f1"] == 1)
        #expect(outcome.messages.first?.text == "Ada came.\n\nWho?")
        let refused = try await self.outcome(record, .text("The text does not say."))
        #expect(refused.isRight == false && refused.measures["refused"] == 1)
        let unanswerable = #"{"context": "Ada came.", "question": "When?", "answer": null}"#
        #expect(try await self.outcome(unanswerable, .text("The text does not say.")).isRight == true)
        #expect(try await self.outcome(unanswerable, .text("Today")).isRight == false)
    }

    @Test func tasks() async throws {
        let record = #"""
            {"kind": "task", "question": "?", "urls": {"http://shop.test/a": "costs <b>5</b>"},
             "tools": [{"name": "look", "parameters": {"type": "object", "properties": {"w": {"type": "string"},
                "n": {"type": "integer", "default": 1}}},
                "results": [{"arguments": {"w": "Raven"}, "result": "64 cm"}]},
              {"name": "see", "results": {"{\"x\": 1}": {"y": 2}, "*": "other"}}],
             "expect": {"contains": ["64"], "calls": ["look", "fetch"]}}
            """#
        let right = try await self.outcome(
            record, .call("look", ["w": .text("raven"), "n": .integer(1)]),
            .call("fetch", ["url": .text("http://shop.test/a")]), .call("see", ["x": .integer(1)]),
            .call("see", ["x": .integer(2)]), .text("64 cm"))
        #expect(right.isRight == true, "\(right.fault ?? "")")
        #expect(right.calls.map { $0.result?.text } == ["64 cm", "costs <b>5</b>", #"{"y":2}"#, "other"])
        let wrong = try await self.outcome(record, .call("look", ["w": .text("crow")]), .text("64 cm"))
        #expect(wrong.isRight == false && wrong.fault == "no call of look succeeded")
    }

    @Test func textsNeedAModelThatTells() async throws {
        let silent = try await self.outcome(#"{"text": "abc"}"#)
        #expect(silent.isRight == nil && silent.error != nil)
        var tools = Self.tools
        tools.text = { TextScore(loss: Double($0.utf8.count), tokens: 4) }
        let evaluation = Evaluation(model: ScriptedModel([]), tools: tools)
        let records = try ["abcd", "efghijkl"].map { try EvaluationSamples.record(#"{"text": "\#($0)"}"#) }
        let summary = EvaluationSummary(try await evaluation.run(records))
        #expect(summary.total.count == 0 && summary.total.accuracy == nil && summary.cases == 2)
        // 12 nats over 8 tokens.
        #expect(abs(summary.total.text.perplexity - 4.4816890703) < 1e-9)
    }

    @Test(arguments: [1, 3, 100])
    func manyCasesKeepTheirOrder(concurrency: Int) async throws {
        let records = try (0..<20).map { number in
            try EvaluationSamples.record(
                #"{"question": "\#(number) and 1?", "expression": "1+1", "answer": \#(number + 1)}"#)
        }
        let model = ScriptedModel { request in
            guard request.turn == 0 else { return .text("Done.") }
            let number = Int(request.messages.last?.text.split(separator: " ").first ?? "") ?? 0
            // Every fourth is wrong.
            return .call("calculator", ["expression": .text("\(number)+\(number % 4 == 0 ? 2 : 1)")])
        }
        var options = Evaluation.Options()
        options.concurrency = concurrency
        var seen = 0
        let outcomes = try await Evaluation(model: model, tools: Self.tools, options: options).run(records) { _ in
            seen += 1
        }
        #expect(seen == 20)
        #expect(outcomes.map(\.isRight) == (0..<20).map { $0 % 4 != 0 })
        let summary = EvaluationSummary(outcomes)
        #expect(summary.total.right == 15 && summary.total.count == 20 && summary.calls == 20)
        #expect(summary.sections.map(\.name) == ["math"])
        #expect(summary.sections[0].groups.map(\.name) == ["1 operation"])
    }

    @Test func aCallerCanEndIt() async throws {
        struct Enough: Error {}
        let records = try (0..<5).map { _ in try EvaluationSamples.record(Self.sum) }
        let evaluation = Evaluation(model: ScriptedModel([.text("No.")]), tools: Self.tools)
        var seen = 0
        await #expect(throws: Enough.self) {
            _ = try await evaluation.run(records) { _ in
                seen += 1
                if seen == 2 { throw Enough() }
            }
        }
        #expect(seen == 2)
    }

    @Test func anEndlessRunIsBounded() async throws {
        let model = ScriptedModel { request in
            guard request.toolChoice != .none else { return .text("I give up.") }
            return .call("calculator", ["expression": .text("1+\(request.turn)")])
        }
        let evaluation = Evaluation(model: model, tools: Self.tools)
        let outcome = try await evaluation.outcome(of: try EvaluationSamples.record(Self.sum))
        #expect(outcome.turns == 8 && outcome.stopReason == .budget(.turns))
        #expect(EvaluationSummary([outcome]).cut == 1)
    }
}
