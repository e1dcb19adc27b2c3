import ArgumentParser
import Corvid
import CorvidEngine
import CorvidTrain
import Foundation

/// `corvid train development CONFIG.yaml --output FOLDER`.
struct TrainDevelopmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "development",
        abstract: "Write records of what a configuration holds out, for corvid evaluate.",
        discussion: """
            One in twenty-five templates and records is never learned from. Of lessons they are filled anew and written as \
            math.jsonl, sql.jsonl, tools-single.jsonl, tools-sets.jsonl and qa.jsonl; of record files each gives one of \
            its own name. copy.jsonl has strings that no training has seen, to be copied and to be looked up. The same seed \
            gives the same files.

              corvid train development jackdaw.yaml --output development
              corvid evaluate development/*.jsonl --model runs/jackdaw/model.gguf

            Exit codes: 0 done; 64 wrong usage, or a configuration that contradicts itself; 65 a configuration or record is \
            damaged; 66 no such input; 73 the output cannot be written.
            """)

    @Argument(help: "The configuration.", completion: .file(extensions: ["yaml", "yml"]))
    var configuration: String

    @Option(name: .shortAndLong, help: "The folder to write to; it is made where it is not there.")
    var output: String

    @Option(help: "Records of each file at most.")
    var count = 300

    @Option(help: "What the filled templates depend on.")
    var seed: UInt64 = 1

    func validate() throws {
        if count < 1 { throw ValidationError("--count must be 1 or more") }
    }

    func run() throws {
        let plan = try TrainingPlan(try TrainingFile.parse(configuration)) { path in
            try Tokenizer(checkpoint: try Checkpoint.open(path)).vocabularySize
        }
        do {
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(ExitStatus.cannotCreate, "\(output): cannot be made (\(error.localizedDescription))")
        }
        let tools = try CommandPlugins.taskTools()
        for supply in plan.data {
            switch supply.kind {
            case .generator: break
            case .lessons(let folder, _):
                var sets = try LessonDevelopmentSets(folder: folder, seed: seed, count: count)
                try sets.write(to: output)
            case .records(let kind, let files, let allow, let lenient):
                guard let kind = RecordKind(rawValue: kind) else { continue }
                _ = try RecordSet.writeDevelopment(
                    kind: kind, files: files, count: count, into: output, allow: allow, lenient: lenient, tools: tools)
            }
        }
        let tokenizer = try Tokenizer(checkpoint: try Checkpoint.open(plan.vocabulary))
        try CopyRecords.write(count: count, seed: seed, vocabulary: CopyProbe.pieces(of: tokenizer), to: output)
        let written = try FileManager.default.contentsOfDirectory(atPath: output).sorted()
        for name in written where name.hasSuffix(".jsonl") { Console.write("\(output)/\(name)\n") }
    }
}
