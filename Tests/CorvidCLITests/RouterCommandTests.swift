import CorvidGrammar
import Foundation
import Testing

/// `corvid router` and `--route`, with published-style outcomes and with the embedded models.
@Suite struct RouterCommandTests {
    private func corvid(_ box: AgentSandbox, _ arguments: [String]) throws -> CommandLineTool.Outcome {
        var environment = box.environment()
        // Those that come with the command.
        environment["CORVID_MODELS"] = ""
        return try CommandLineTool.run(arguments, environment: environment)
    }

    /// Outcomes of which the long prompts are too hard for the weak model.
    private func outcomes(_ box: AgentSandbox, _ name: String = "outcomes.jsonl", _ count: Int = 240) throws -> String {
        let lines = (0..<count).map { index in
            let isLong = index % 2 == 0
            let prompt = isLong ? String(repeating: "and some more words ", count: 8) : "few words"
            return #"{"prompt": "\#(prompt) item\#(index)?", "weak": \#(!isLong), "strong": \#(index % 11 != 0)}"#
        }
        return try box.file(name, lines.joined(separator: "\n"))
    }

    @Test func publishedOutcomesAreJudgedByCrossValidation() throws {
        try AgentSandbox.use { box in
            let data = try outcomes(box)
            let found = try corvid(box, ["router", "evaluate", data, "--prompts-only", "--json"])
            #expect(found.status == 0 && found.errors.isEmpty, "\(found)")
            let report = try #require(try found.json().array?.first)
            #expect(report["count"]?.int == 240 && report["smallAccuracy"]?.double == 0.5)
            let strategies = report["strategies"]?.array ?? []
            #expect(
                strategies.compactMap { $0["name"]?.text } == ["score", "prompt length", "random", "oracle"])
            let apgr = strategies.compactMap { $0["apgr"]?["value"]?.double }
            #expect(apgr.count == 4 && apgr[0] > 0.7 && abs(apgr[2] - 0.5) < 1e-9 && apgr[3] >= apgr[0])
        }
    }

    @Test func whatWasFittedJudgesOtherData() throws {
        try AgentSandbox.use { box in
            let router = "\(box.folder)/prompts.json"
            let fitted = try corvid(
                box, ["router", "fit", try outcomes(box), "--prompts-only", "--out", router, "--json"])
            #expect(fitted.status == 0, "\(fitted)")
            #expect(try fitted.json()["steps"]?.array?.first?["count"]?.int == 240)
            let other = try outcomes(box, "other.jsonl", 101)
            let (svg, png) = ("\(box.folder)/curve.svg", "\(box.folder)/curve.png")
            let judged = try corvid(
                box,
                [
                    "router", "evaluate", other, "--prompts-only", "--router", router, "--out", svg, "--out", png,
                ])
            #expect(judged.status == 0, "\(judged)")
            #expect(judged.output.contains("101 questions") && judged.output.contains("prompt length"))
            #expect(try String(contentsOfFile: svg, encoding: .utf8).contains("<svg"))
            #expect(try Data(contentsOf: URL(filePath: png)).prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
        }
    }

    @Test(arguments: [
        ([], 64, "Missing expected argument '<data> ...'"),
        (["missing.jsonl"], 66, "missing.jsonl: there is no such file"),
        (["few.jsonl", "--prompts-only"], 65, "20 questions are too few to fit a router; 100 are needed"),
        (["alike.jsonl", "--prompts-only"], 65, "the larger model is better at 0 of 120 questions"),
        (
            ["bad.jsonl", "--prompts-only"], 65,
            "bad.jsonl:2: \"weak\" or \"strong\" is missing or neither true nor false"
        ),
        (["few.jsonl"], 65, "give --prompts-only for them"),
        (["few.jsonl", "--with", "one.gguf"], 64, "--with names one model; a router needs two or more"),
    ])
    func dataThatCannotBeFitted(arguments: [String], status: Int32, message: String) throws {
        try AgentSandbox.use { box in
            _ = try outcomes(box, "few.jsonl", 20)
            _ = try box.file(
                "alike.jsonl",
                (0..<120).map { #"{"prompt": "word \#($0)", "weak": true, "strong": true}"# }.joined(separator: "\n"))
            _ = try box.file(
                "bad.jsonl", #"{"prompt": "x", "weak": true, "strong": true}"# + "\n" + #"{"prompt": "x", "weak": 1}"#)
            let arguments = arguments.map { $0.hasSuffix(".jsonl") ? "\(box.folder)/\($0)" : $0 }
            let found = try corvid(box, ["router", "fit"] + arguments + ["--out", "\(box.folder)/r.json"])
            #expect(found.status == status && found.errors.contains(message), "\(found)")
            #expect(!FileManager.default.fileExists(atPath: "\(box.folder)/r.json"))
        }
    }

    @Test(arguments: [
        (["--route", "biggest"], 64, "'biggest' is no routing policy"),
        (["--route", "score:7"], 64, "the threshold '7'"),
        (["--route", "small", "--large"], 64, "leave out --model, --small and --large"),
        (
            ["--router", "nowhere.json"], 66,
            "nowhere.json: there is no such calibration; make one with corvid router fit"
        ),
    ])
    func policiesThatCannotBe(arguments: [String], status: Int32, message: String) throws {
        try AgentSandbox.use { box in
            let found = try corvid(box, ["run", "2+2"] + arguments)
            #expect(found.status == status && found.errors.contains(message), "\(found)")
        }
    }

    @Test func aRunTellsWhoAnsweredAndReplays() throws {
        try AgentSandbox.use { box in
            let log = "\(box.folder)/run.jsonl"
            let found = try corvid(
                box, ["run", "What is 12 plus 30?", "--route", "cascade", "--events", "--log", log])
            #expect(found.status == 0, "\(found)")
            let decisions = try found.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
                .filter { $0["event"]?.text == "routed" }
            #expect(!decisions.isEmpty)
            for decision in decisions {
                #expect(["jackdaw", "raven"].contains(decision["data"]?["model"]?.text))
                #expect(decision["data"]?["cost"]?["cpuSeconds"]?.double != nil)
            }
            #expect(found.output.contains("42"))
            let again = try corvid(box, ["replay", log])
            #expect(again.status == 0, "\(again)")
        }
    }

    @Test func aDecisionIsExplained() throws {
        try AgentSandbox.use { box in
            let found = try corvid(
                box, ["router", "explain", "What is 12 plus 30?", "--route", "cascade:0.2", "--json"])
            #expect(found.status == 0, "\(found)")
            let decision = try found.json()
            #expect(decision["policy"]?.text == "cascade:0.2" && decision["threshold"]?.double == 0.2)
            let names = decision["signals"]?.array?.compactMap { $0["name"]?.text } ?? []
            #expect(names.contains("numbers") && names.contains("calculator") && names.contains("least choice"))
            let text = try corvid(box, ["router", "explain", "What is 12 plus 30?", "--route", "large"])
            #expect(text.status == 0 && text.output.hasPrefix("raven: the policy is large\n"), "\(text)")
        }
    }

    @Test func recordsAreRunWithBothModelsAndTheOutcomesKept() throws {
        try AgentSandbox.use { box in
            let records = try box.file(
                "math.jsonl",
                """
                {"id": "a", "question": "What is 12 plus 30?", "expression": "12+30", "answer": 42}
                {"id": "b", "question": "What is 7 times 8?", "expression": "7*8", "answer": 56}
                """)
            let kept = "\(box.folder)/outcomes.jsonl"
            let found = try corvid(
                box, ["router", "fit", records, "--outcomes", kept, "--out", "\(box.folder)/r.json"])
            // Two are too few to learn from, and are kept all the same.
            #expect(found.status == 65 && found.errors.contains("2 questions are too few"), "\(found)")
            let lines = try AgentSandbox.lines(of: kept).map { try JSONValue(parsing: $0) }
            #expect(lines.map { $0["id"]?.text } == ["a", "b"])
            for line in lines {
                #expect(line["models"]?.array?.compactMap { $0["name"]?.text } == ["jackdaw", "raven"])
                let answers = line["answers"]?.array ?? []
                #expect(answers.count == 2 && answers.allSatisfy { $0["quality"]?.double == 1 })
                #expect(answers.first?["representation"]?.array?.count == 256)
                #expect((answers.first?["cost"]?["cpuSeconds"]?.double ?? 0) > 0)
            }
            let judged = try corvid(box, ["router", "evaluate", kept, "--json"])
            #expect(judged.status == 0, "\(judged)")
            #expect(try judged.json().array?.first?["count"]?.int == 2)
        }
    }

    @Test func aModelThatIsNotThereIsDoneWithout() throws {
        try AgentSandbox.use { box in
            // The embedded calibration beside jackdaw alone.
            let folder = try Self.models(box, without: "raven.gguf")
            var environment = box.environment()
            environment["CORVID_MODELS"] = folder
            let found = try CommandLineTool.run(
                ["run", "What is 12 plus 30?", "--route", "large", "--events"], environment: environment)
            #expect(found.status == 0, "\(found)")
            #expect(found.errors.contains("raven cannot be loaded and is done without"), "\(found)")
            #expect(found.output.contains("\"isDegraded\":true") && found.output.contains("42"))
        }
    }

    private static func models(_ box: AgentSandbox, without missing: String) throws -> String {
        let folder = "\(box.folder)/models"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let source = CommandLineTool.executable.deletingLastPathComponent()
            .appending(path: "corvid_CorvidModels.resources/Models")
        for file in ["jackdaw.gguf", "raven.gguf", "router.json"] where file != missing {
            try FileManager.default.copyItem(at: source.appending(path: file), to: URL(filePath: "\(folder)/\(file)"))
        }
        return folder
    }
}
