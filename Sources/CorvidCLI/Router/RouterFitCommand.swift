import ArgumentParser
import Corvid
import CorvidGrammar
import CorvidModels
import CorvidTrain
import Foundation

/// `corvid router fit`: makes a calibration.
struct RouterFitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Learn when the large model is worth its cost.",
        discussion: """
            Every record is run by the whole agent with each model. What the small model's prompt and its attempt look \
            like is set against who was right, and the calibration that comes of it is written to --out. It is judged on \
            parts of the data that it has not seen.

            Examples:
              corvid router fit dev.jsonl --out router.json
              corvid router fit dev.jsonl --with small.gguf --with large.gguf --out router.json --outcomes outcomes.jsonl
              corvid router fit outcomes.jsonl --prompts-only --out prompts.json
            """)

    @OptionGroup var source: RouterDataArguments

    @Option(
        help: ArgumentHelp(
            "A model, the smallest first; give at least two (default: jackdaw and raven).", valueName: "model"))
    var with: [String] = []

    @Option(help: ArgumentHelp("Where the calibration is written.", valueName: "file"))
    var out = "router.json"

    @OptionGroup var computing: ModelOptions

    func validate() throws {
        if with.count == 1 { throw ValidationError("--with names one model; a router needs two or more") }
        if source.promptsOnly, !with.isEmpty { throw ValidationError("--prompts-only takes no models") }
    }

    func run() async throws {
        let data = try source.read()
        let samples: [[RoutingSample]]
        var models: [RouterCalibration.Model] = []
        if source.promptsOnly {
            samples = [data.samples]
        } else {
            let paths = try modelPaths()
            let questions = try await source.measure(data) {
                try paths.map { try ModelLoader.load(.checkpoint(path: $0), threads: computing.threads) }
            }
            models = try described(questions.first?.models ?? [], paths)
            samples = (0..<max(models.count - 1, 0)).map { step in questions.map { $0.sample(step: step) } }
        }
        let calibration = RouterCalibration(models: models, steps: try steps(samples))
        try PrivateFile.write(try calibration.json, to: out, permissions: 0o644)
        let report = RouterFitReport(calibration: calibration, file: out)
        Console.write(source.json ? report.json.serialized + [UInt8(ascii: "\n")] : Array(report.text.utf8))
    }

    private func steps(_ samples: [[RoutingSample]]) throws(CommandFailure) -> [RouterCalibration.Step] {
        var steps: [RouterCalibration.Step] = []
        for part in samples {
            do {
                steps.append(try source.fit.step(part, attempts: !source.promptsOnly))
            } catch {
                throw CommandFailure(ExitStatus.badData, "\(error)")
            }
        }
        return steps
    }

    private func modelPaths() throws(CommandFailure) -> [String] {
        guard with.isEmpty else { return with.map(FilePlace.absolute) }
        var paths: [String] = []
        for model in [try ModelSource.embedded(.jackdaw), try ModelSource.embedded(.raven)] {
            if case .checkpoint(let path) = model { paths.append(path) }
        }
        return paths
    }

    /// The models with their files, from the calibration's folder where they are in it.
    private func described(_ models: [RouterCalibration.Model], _ paths: [String]) throws -> [RouterCalibration.Model] {
        guard models.count == paths.count else {
            throw CommandFailure(
                ExitStatus.badData,
                "the outcomes are of \(models.count) models, and \(paths.count) are given with --with")
        }
        let folder = URL(filePath: FilePlace.absolute(out)).deletingLastPathComponent().path(percentEncoded: false)
        return zip(models, paths).map { model, path in
            var model = model
            // The embedded models' calibration lies beside them, wherever that is.
            model.file =
                with.isEmpty
                ? URL(filePath: path).lastPathComponent
                : path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
            return model
        }
    }
}
