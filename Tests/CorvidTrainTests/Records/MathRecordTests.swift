import Corvid
import CorvidGrammar
import Testing

@testable import CorvidTrain

@Suite struct MathRecordTests {
    private static func read(_ line: String) throws -> RecordOutcome<MathRecord> {
        try MathRecord.read(RecordLine(Array(line.utf8), file: "math.jsonl", number: 7))
    }

    private static func solutions(_ line: String) throws -> [Example.Task] {
        guard case .keep(let record, _, _, _) = try read(line) else { return [] }
        return record.solutions
    }

    private static func written(_ task: Example.Task) -> [String] {
        task.messages.flatMap(\.toolCalls).compactMap { ($0.written ?? $0.arguments)["expression"]?.text }
    }

    @Test func operandsNameTheNumbersOfTheQuestion() throws {
        let tasks = try Self.solutions(
            #"{"question":"Tom has 3 boxes of twelve pens and 3 more pens. How many?","expression":"3*12+3","answer":39}"#
        )
        #expect(tasks.map(Self.written) == [["@1*@2+@3"]])
        #expect(tasks.first?.messages[1].toolCalls.first?.arguments == .object(["expression": .text("3*12+3")]))
        #expect(tasks.first?.messages.last?.text == "The answer is 39.")
    }

    @Test func stepsNameEarlierResults() throws {
        let tasks = try Self.solutions(
            #"{"question":"He buys 4 bags at $2.50 and pays with $20. What is left?","#
                + #""steps":["4*2.5=10","20-10=10"],"expression":"20-4*2.5","answer":10}"#)
        #expect(tasks.map(Self.written) == [["@3-@1*@2"], ["@1*@2", "@3-@4"]])
        #expect(tasks.last?.messages.filter { $0.role == .tool }.map(\.text) == ["10", "10"])
    }

    @Test func percentagesAreWrittenAsTheyStand() throws {
        let lower = #"{"question":"A coat of $80 is 25% off. What does it cost?","expression":"80*0.75","answer":60}"#
        #expect(try Self.solutions(lower).map(Self.written) == [["@1*(1-@2/100)"]])
        let part = #"{"question":"What is 10% of $10?","expression":"10*10/100","answer":1}"#
        #expect(try Self.solutions(part).map(Self.written) == [["@2*@1/100"]])
    }

    @Test(arguments: [
        (#""expression":"3*12","answer":37"#, "the expression does not evaluate to the answer"),
        (#""expression":"3*745","answer":2235"#, "an operand comes from nowhere"),
        (#""expression":"3*x","answer":37"#, "unsupported expression"),
        (#""expression":null,"answer":37"#, "no expression"),
        (#""expression":"1/0","answer":37"#, "unsupported expression"),
    ])
    func leavesOutWhatTeachesNonsense(_ members: String, _ reason: String) throws {
        guard case .drop(let drop) = try Self.read(#"{"question":"3 boxes of 12",\#(members)}"#) else {
            Issue.record("kept")
            return
        }
        #expect(drop.reason == reason)
    }

    @Test func errorsSayWhere() throws {
        let line = #"{"question":"3 boxes","answer":"three","expression":"3+1"}"#
        let error = #expect(throws: RecordError.self) { try Self.read(line) }
        #expect(error?.code == .wrongType)
        #expect(error?.line == 7)
        #expect(error?.field == "answer")
        #expect("\(try #require(error))" == #"math.jsonl:7: field "answer": a string where a number is expected"#)
        let missing = #expect(throws: RecordError.self) { try Self.read(#"{"question":"3 boxes"}"#) }
        #expect(missing?.code == .missingField)
        #expect(throws: RecordError.self) { try Self.read("[1,2") }
    }

    /// As the calculator prints them.
    @Test(arguments: [
        ("10/4", "2.5"), ("1/3", "1/3 (≈ 0.3333333333)"), ("-7/2", "-3.5"), ("2/3", "2/3 (≈ 0.6666666667)"),
        ("100*1000", "100000"), ("50/3", "50/3 (≈ 16.66666667)"), ("1/40", "0.025"),
    ])
    func valuesAreShownAsByTheCalculator(_ expression: String, _ shown: String) throws {
        #expect(try #require(MathExpression(expression)).value.shown?.text == shown)
    }

    @Test func expressionsHaveBoundedDepth() {
        #expect(MathExpression(String(repeating: "(", count: 100_000) + "1") == nil)
        #expect(MathExpression(String(repeating: "-", count: 100_000) + "1") == nil)
        #expect(MathExpression(String(repeating: "9", count: 29) + "*" + String(repeating: "9", count: 29)) == nil)
    }
}
