import ArgumentParser
import Corvid
import CorvidGrammar
import CorvidTrain

/// `corvid router evaluate`: quality against cost.
struct RouterEvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure what routing gains, and draw quality against cost.",
        discussion: """
            Compared are the calibration's score, its cascade, the prompt's length, chance, and an oracle that knows who \
            will be right. APGR is the mean part of the gap between the models that is closed, over all shares of \
            questions for the large one (0.5 is chance); CPT(50) and CPT(80) are the least shares that close 50 and 80 % of \
            it. Both as RouteLLM defines them (arXiv:2406.18665), on the whole curve. Intervals are of the bootstrap, for \
            95 %.

            Published outcomes (--prompts-only) are judged with --router, or else by cross-validation.

            Examples:
              corvid router evaluate held-out.jsonl --out curve.svg --out curve.png
              corvid router evaluate outcomes.jsonl --router router.json --route cascade:0.1 --json
              corvid router evaluate published.jsonl.gz --prompts-only
            """)

    @OptionGroup var source: RouterDataArguments

    @Option(help: ArgumentHelp("The calibration (default: that of jackdaw and raven).", valueName: "file"))
    var router: String?

    @Option(
        help: ArgumentHelp("Show what this policy does, too. May be given several times.", valueName: "policy"),
        transform: { try RoutingPolicy($0) })
    var route: [RoutingPolicy] = [.standard]

    @Option(
        help: ArgumentHelp(
            "Draw the curve here: a name that ends in .svg or .png. May be given twice.", valueName: "file"))
    var out: [String] = []

    @OptionGroup var computing: ModelOptions

    func validate() throws {
        if let other = out.first(where: { !$0.hasSuffix(".svg") && !$0.hasSuffix(".png") }) {
            throw ValidationError("--out \(other) is neither .svg nor .png")
        }
    }

    func run() async throws {
        let data = try source.read()
        let reports: [RouterReport]
        do {
            reports =
                source.promptsOnly
                ? [try judgePrompts(data.samples)]
                : try await judgeModels(data)
        } catch let error as RouterError {
            throw CommandFailure(ExitStatus.badData, "\(error)")
        } catch let error as RoutingDataError {
            throw CommandFailure(ExitStatus.badData, "\(error)")
        }
        for report in reports {
            for path in out {
                let target = reports.count > 1 ? Self.numbered(path, report.step) : path
                let bytes = path.hasSuffix(".svg") ? Array(report.chart.svg.utf8) : report.chart.png()
                try PrivateFile.write(bytes, to: target, permissions: 0o644)
            }
        }
        if source.json {
            Console.write(JSONValue.array(reports.map(\.json)).serialized + [UInt8(ascii: "\n")])
        } else {
            Console.write(reports.map(\.text).joined(separator: "\n"))
        }
    }

    private static func numbered(_ path: String, _ step: Int) -> String {
        "\(path.dropLast(4))-\(step + 1)\(path.suffix(4))"
    }

    private func judgePrompts(_ samples: [RoutingSample]) throws -> RouterReport {
        let gains: [Double]
        if let router {
            let calibration = try RouterFile(router).calibration
            guard let score = calibration.steps.first?.before, calibration.models.isEmpty else {
                throw CommandFailure(
                    ExitStatus.badData, "\(router): no score of prompts alone; fit one with --prompts-only")
            }
            gains = samples.map { score.gain($0.input) }
        } else {
            gains = try source.fit.stage(samples, attempt: false).gains
        }
        return try RouterReport(
            samples: samples, names: ["the weak model", "the strong one"], step: 0,
            note: router == nil ? "each question scored by a fit without it" : nil, before: gains, after: nil)
    }

    private func judgeModels(_ data: RoutingData) async throws -> [RouterReport] {
        let file = try RouterFile(try RouterFile.chosen(router))
        let paths = try file.models()
        let questions = try await source.measure(data) {
            try paths.map { try ModelLoader.load(.checkpoint(path: $0), threads: computing.threads) }
        }
        let fitted = file.calibration.models
        guard let measured = questions.first?.models, measured.map(\.digest) == fitted.map(\.digest) else {
            throw CommandFailure(
                ExitStatus.badData,
                "the outcomes are of other models, or other versions, than \(file.path) was fitted for "
                    + "(\(fitted.map(\.name).joined(separator: ", ")))")
        }
        return try file.calibration.steps.enumerated().map { index, step in
            let samples = questions.map { $0.sample(step: index) }
            let meter = ResourceMeter()
            let before = step.before.map { score in samples.map { score.gain($0.input) } }
            let scoring = meter.cpuSeconds
            return try RouterReport(
                samples: samples, names: [fitted[index].name, fitted[index + 1].name], step: index,
                before: before,
                after: step.after.map { score in samples.map { score.gain($0.input) } },
                policies: try route.map { ($0, try step.rule(for: $0)) }, scoringSeconds: scoring)
        }
    }
}
