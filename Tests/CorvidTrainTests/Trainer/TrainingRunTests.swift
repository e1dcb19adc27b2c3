import Corvid
import CorvidEngine
import CorvidGrammar
import CorvidLLM
import CorvidTrain
import Foundation
import Testing

/// Whole runs in a folder, of a model that is far too small.
@Suite struct TrainingRunTests {
    private struct Calculator: Plugin {
        let name = "calculator"
        let tools: [any Tool] = [
            DynamicTool(
                ToolDefinition(
                    name: "calculator", description: "",
                    parameters: .object([
                        "type": .text("object"),
                        "properties": .object([
                            .init(key: Array("expression".utf8), value: .object(["type": .text("string")]))
                        ]),
                    ]))
            ) { _, _ in ToolOutput("1", data: .object(["decimal": .text("1")])) }
        ]
    }

    private static let evaluationTools = EvaluationTools(
        calculator: { Calculator() }, database: { _ in throw ToolError("none") },
        web: { _ in throw ToolError("none") })

    /// A plan whose records hold what is dropped, and its folder.
    private static func withPlan(_ body: (TrainingPlan, String) async throws -> Void) async throws {
        try await EvaluationSamples.withFolder { folder in
            var random = Randomness(seed: 1)
            try SampleText.draft((0..<40).map { _ in SampleText.text(&random) }).write(to: folder + "/v.gguf")
            let size = try Tokenizer(checkpoint: try Checkpoint.open(folder + "/v.gguf")).vocabularySize
            let questions = (0..<30).map { index -> String in
                // Digits do not tell records apart.
                let thing = ["pens", "cups", "maps", "hats", "toys", "nuts"][index % 6]
                let place = ["Rome", "Oslo", "Bonn", "Lima", "Kyiv"][index / 6]
                return #"{"question": "Ada has \#(index + 2) red \#(thing) and buys 3 more in \#(place). How many?", "#
                    + #""expression": "\#(index + 2)+3", "answer": \#(index + 5)}"#
            }
            let lines = questions + [questions[4], #"{"question": 7}"#]
            try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: folder + "/math_x.jsonl"))
            var plan = TrainingPlan(
                name: "wren", vocabulary: folder + "/v.gguf", output: folder + "/run", tokens: 2048,
                model: TestModels.shape(vocabulary: size))
            (plan.batchTokens, plan.capacity, plan.evaluationSteps, plan.threads) = (512, 512, 2, 2)
            plan.data = [
                .init(kind: .generator("repetition"), weight: 1, opening: 1),
                .init(
                    kind: .records(kind: "math", files: [folder + "/math_x.jsonl"], allow: [], lenient: true), weight: 1
                ),
            ]
            try await body(plan, folder)
        }
    }

    private static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test("A run begins with what was dropped, and each of its evaluations with the probe") func report() async throws {
        try await Self.withPlan { plan, _ in
            let run = try TrainingRun(plan, tools: GeneratorTools.tools, resumes: false)
            let report = try JSONValue(parsing: try Self.text(plan.output + "/report.json"))
            #expect(report == run.report.json)
            let file = try #require(report["files"]?.array?.first)
            #expect(file["name"]?.text?.contains("math_x") == true && file["read"]?.int == 32)
            #expect(file["dropped"]?["duplicate"]?.int == 1, "\(String(decoding: file.serialized, as: UTF8.self))")
            #expect(file["dropped"]?["unreadable record"]?.int == 1)
            #expect(try Self.text(plan.output + "/report.txt").contains("unreadable record"))

            var events: [JSONValue] = [TrainingEvents.report(run.report)]
            try await run.run { progress in
                events.append(TrainingEvents.step(progress))
                if let evaluation = progress.evaluation { events.append(TrainingEvents.evaluation(evaluation)) }
                return true
            }
            let names = events.compactMap { $0["event"]?.text }
            #expect(names == ["report", "step", "step", "evaluation", "step", "step", "evaluation"])
            #expect(events[0]["files"] == report["files"])
            #expect(events[1]["step"]?.int == 1 && events[1]["steps"]?.int == 4)
            for key in ["loss", "tokensPerSecond", "secondsLeft", "learningRate", "gradientNorm"] {
                #expect(events[1][key]?.double?.isFinite == true, "\(key)")
            }
            // The rate of the second step is that of the schedule.
            let rate = plan.optimizer.rate * plan.schedule.factor(step: 1, of: 4)
            #expect(abs((events[2]["learningRate"]?.double ?? 0) - rate) < 1e-12)

            let evaluation = try #require(events.last)
            #expect(evaluation["probes"]?.array?.compactMap { $0["name"]?.text } == ["copying", "lookup"])
            for probe in evaluation["probes"]?.array ?? [] {
                let (tokens, strings) = (probe["tokens"]?.double ?? -1, probe["strings"]?.double ?? -1)
                #expect((0...1).contains(tokens) && (0...1).contains(strings) && (probe["count"]?.int ?? 0) > 10)
            }
            #expect(evaluation["tasks"] == nil)
            let log = try Self.text(plan.output + "/log.jsonl")
            #expect(log.contains(#""probes""#) && log.contains("copying"))
            let picture = try Self.text(plan.output + "/loss.svg")
            #expect(picture.contains(">copying ") && picture.contains("stroke-dasharray"))
        }
    }

    @Test("The agent's accuracy is that of the exported weights on the first records") func tasks() async throws {
        try await Self.withPlan { plan, folder in
            let records = (0..<6).map { index in
                // An untrained model calls nothing, or anything.
                #"{"tools": [{"name": "f"}], "question": "Do \#(index).", "calls": []}"#
            }
            try Data(records.joined(separator: "\n").utf8).write(to: URL(filePath: folder + "/few.jsonl"))
            var plan = plan
            plan.evaluations = [.init(path: folder + "/few.jsonl", count: 4)]
            let missing = #expect(throws: TrainingError.self) {
                _ = try TrainingRun(plan, tools: GeneratorTools.tools, resumes: false)
            }
            #expect(missing?.code == .configuration)
            let run = try TrainingRun(
                plan, tools: GeneratorTools.tools, evaluationTools: Self.evaluationTools, resumes: false)
            var last: TrainingLog.Evaluation?
            try await run.run { progress in
                last = progress.evaluation ?? last
                return true
            }
            let found = try #require(last?.tasks?.first)
            #expect(found.name == "few" && found.count == 4 && last?.tasks?.count == 1)
            let model = try LocalModel(path: plan.output + "/model.gguf", options: .init(threads: 1))
            let outcomes = try await Evaluation(model: model, tools: Self.evaluationTools).run(
                Array(try EvaluationRecordFile(path: folder + "/few.jsonl").records.prefix(4)))
            #expect(found.correct == outcomes.count { $0.isRight == true })
            #expect(found.accuracy == Double(found.correct) / 4)
            #expect(outcomes.allSatisfy { $0.error == nil })
            #expect(try Self.text(plan.output + "/log.jsonl").contains(#""tasks":[{"accuracy""#))
            #expect(try Self.text(plan.output + "/loss.svg").contains(">few "))
        }
    }

    @Test("Records that cannot be evaluated are told of before the run begins") func badTasks() async throws {
        try await Self.withPlan { plan, folder in
            for (content, complaint) in [
                (#"{"question": "q"}"#, "bad.jsonl:1"), ("", "no records"),
                (#"{"text": "t"}"#, "neither right nor wrong"),
            ] {
                try Data(content.utf8).write(to: URL(filePath: folder + "/bad.jsonl"))
                var plan = plan
                plan.evaluations = [.init(path: folder + "/bad.jsonl", count: 4)]
                let error = #expect(throws: TrainingError.self) {
                    _ = try TrainingRun(
                        plan, tools: GeneratorTools.tools, evaluationTools: Self.evaluationTools, resumes: false)
                }
                #expect(error?.code == .data && error?.description.contains(complaint) == true, "\(content)")
                #expect(!FileManager.default.fileExists(atPath: plan.output))
            }
        }
    }

    @Test("A run with a teacher tells how far it is from it, and goes on to the same bits") func distilling()
        async throws
    {
        try await Self.withPlan { plan, folder in
            var plan = plan
            plan.output = folder + "/teacher"
            try await TrainingRun(plan, tools: GeneratorTools.tools, resumes: false).run { _ in true }
            plan.teacher = folder + "/teacher/model.gguf"
            plan.seed = 2
            plan.output = folder + "/whole"
            var divergences: [Double] = []
            try await TrainingRun(plan, tools: GeneratorTools.tools, resumes: false).run { progress in
                if let divergence = progress.step.divergence { divergences.append(divergence) }
                let told = TrainingEvents.step(progress)["divergence"]?.double
                #expect(told == progress.step.divergence)
                return true
            }
            #expect(divergences.count == 4 && divergences.allSatisfy { $0 > 0 })
            plan.output = folder + "/parts"
            try await TrainingRun(plan, tools: GeneratorTools.tools, resumes: false).run { $0.step.step < 3 }
            try await TrainingRun(plan, tools: GeneratorTools.tools, resumes: true).run { _ in true }
            let models = try ["whole", "parts"].map {
                try Data(contentsOf: URL(filePath: "\(folder)/\($0)/model.gguf"))
            }
            #expect(models[0] == models[1])
            plan.teacher = nil
            let error = #expect(throws: TrainingError.self) {
                _ = try TrainingRun(plan, tools: GeneratorTools.tools, resumes: true)
            }
            #expect(error?.code == .mismatch)
        }
    }

    @Test("Of many steps the first is told of, and then one every five seconds") func pace() {
        var pace = StepPace()
        let start = ContinuousClock.now
        let told = (0..<13).filter { pace.isDue(start + .seconds($0)) }
        #expect(told == [0, 5, 10])
    }
}
