import Corvid
import CorvidGrammar
import Testing

@testable import CorvidTrain

@Suite struct RecordSetTests {
    private static func problem(_ name: String, _ a: Int, _ b: Int) -> String {
        #"{"question":"\#(name) has \#(a) apples and gets \#(b) apples more. How many are there?","#
            + #""expression":"\#(a)+\#(b)","answer":\#(a + b)}"#
    }

    private static let names = [
        "Tom", "Ann", "Ben", "Eve", "Kim", "Lea", "Max", "Nora", "Otto", "Paul", "Quinn", "Rosa", "Sara", "Theo", "Uma",
        "Vera", "Walt", "Xenia", "Yann", "Zoe", "Abel", "Bea", "Cara", "Dora", "Emil", "Finn", "Greta", "Hugo", "Ida",
        "Jan",
        "Karl", "Lars", "Mia", "Nils", "Olga", "Pia", "Rolf", "Sven", "Tina", "Udo", "Vito", "Wanda", "Alma", "Bruno",
    ]

    private static func read(
        _ lines: [String], name: String = "math_own.jsonl", kind: RecordKind = .math, portion: Portion = .training,
        allow: [String] = [], lenient: Bool = false, heldOut: [String]? = nil
    ) throws -> ([any ExampleSource], RecordReport) {
        try RecordSamples.withFile(name, lines) { path in
            let check = try heldOut.map { lines in
                try RecordSamples.withFile("held.txt", lines) { try HeldOutCheck(files: [$0]) }
            }
            return try RecordSet.sources(
                kind: kind, files: [path], portion: portion, allow: allow, lenient: lenient,
                tools: RecordSamples.tools, heldOut: check)
        }
    }

    @Test func portionsShareNothing() throws {
        let lines = Self.names.enumerated().map { Self.problem($1, $0 + 2, $0 + 5) }
        let (_, training) = try Self.read(lines)
        let (sources, development) = try Self.read(lines, portion: .development)
        #expect(training.files[0].kept + training.files[0].otherPortion == lines.count)
        #expect(development.files[0].kept == training.files[0].otherPortion)
        for source in sources {
            var random = Randomness(seed: 3)
            for task in source.example(&random).tasks {
                #expect(Portion(of: task.messages[0].text) == .development)
            }
        }
    }

    @Test func sameSeedSameExample() throws {
        let (sources, _) = try Self.read(Self.names.map { Self.problem($0, 3, 4) })
        let source = try #require(sources.first)
        var (a, b) = (Randomness(seed: 9, index: 4), Randomness(seed: 9, index: 4))
        let (first, second) = (source.example(&a), source.example(&b))
        #expect(first.tasks.map(\.messages) == second.tasks.map(\.messages))
        #expect(first.tools == second.tools)
        #expect((4...8).contains(first.tasks.count))
    }

    @Test func badRecordsEndTheReadingOrAreCounted() throws {
        let lines = [Self.problem("Tom", 1, 2), #"{"question":"?"}"#, "nonsense", "", Self.problem("Ann", 4, 2)]
        let error = #expect(throws: RecordError.self) { try Self.read(lines) }
        #expect(error?.line == 2)
        #expect(error?.field == "answer")
        let (_, report) = try Self.read(lines, lenient: true)
        #expect(report.files[0].read == 4)
        #expect(report.files[0].dropped == ["unreadable record": 2])
    }

    @Test func repetitionsAreDropped() throws {
        let long = (0..<40).map { "word\($0)" }.joined(separator: " ")
        let lines = [
            Self.problem("Tom", 1, 2), Self.problem("Tom", 1, 2).replacing("has", with: "HAS"),
            #"{"question":"\#(long) 3 and 4","expression":"3+4","answer":7}"#,
            #"{"question":"\#(long) 3 and 4 end","expression":"3+4","answer":7}"#,
        ]
        let (_, report) = try Self.read(lines)
        #expect(report.files[0].dropped == ["duplicate": 1, "near duplicate": 1])
    }

    @Test func heldOutWordingIsRefused() throws {
        let lines = [
            Self.problem("Tom", 1, 2), Self.problem("Ann", 5, 6),
            #"{"question":"The quick brown fox jumps 3 times over the 4 lazy dogs. How often in all?","expression":"3*4","answer":12}"#,
        ]
        let held = [
            "ann has 5 apples, and gets 6.0 apples more; how many are there",
            #"{"question":"Say the quick brown fox jumps 3 times over the 4 lazy dogs!","answer":1}"#,
        ]
        let (_, report) = try Self.read(lines, heldOut: held)
        #expect(report.files[0].dropped == [RecordDrop.heldOut.reason: 2])
    }

    @Test func flagsNeedPermission() throws {
        let lines = [Self.problem("Tom", 1, 2)]
        let error = #expect(throws: RecordError.self) { try Self.read(lines, name: "math_x.NC_train.jsonl") }
        #expect(error?.code == .notAllowed)
        _ = try Self.read(lines, name: "math_x.NC_train.jsonl", allow: ["math_x"])
        #expect(throws: RecordError.self) { try Self.read(lines, name: "math_train.UNCLEAR.jsonl", allow: ["other"]) }
    }

    @Test func missingFileIsAnError() {
        let error = #expect(throws: RecordError.self) {
            try RecordSet.sources(
                kind: .qa, files: ["/nowhere/x.jsonl"], portion: .training, tools: RecordSamples.tools)
        }
        #expect(error?.code == .unreadable)
    }

    @Test func reportReadsAsTableAndJSON() {
        var file = RecordReport.File(name: "math_own")
        (file.read, file.kept, file.otherPortion) = (10, 6, 1)
        file.dropped = ["duplicate": 2, "empty": 1]
        let report = RecordReport(files: [file])
        let lines = report.description.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[1].split(separator: " ") == ["math_own", "10", "6", "1", "3"])
        #expect(lines[2].hasSuffix("2  duplicate"))
        #expect(report.json["files"]?.array?.first?["dropped"]?["empty"]?.int == 1)
    }
}
