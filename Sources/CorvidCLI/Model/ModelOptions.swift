import ArgumentParser
import CorvidEngine

/// The options of every command that runs a model, and the model they lead to.
struct ModelOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Threads to compute with (default: one for each processor core).", valueName: "n"))
    var threads: Int?

    func validate() throws {
        if let threads, !(1...256).contains(threads) {
            throw ValidationError("--threads is \(threads); it must be in 1...256")
        }
    }

    /// Opens a checkpoint with its tokenizer and its weights.
    func load(_ path: String) throws -> LoadedModel { try LoadedModel(path, threads: threads) }
}

/// A language model ready to run.
struct LoadedModel {
    var checkpoint: Checkpoint
    var tokenizer: Tokenizer
    var transformer: Transformer

    /// - Throws: `CheckpointError`; ``CommandFailure`` when the model is an encoder.
    init(_ path: String, threads: Int?) throws {
        checkpoint = try Checkpoint.open(path)
        tokenizer = try Tokenizer(checkpoint: checkpoint)
        transformer = try Transformer(checkpoint: checkpoint, threads: threads)
        guard !transformer.configuration.isBidirectional else {
            throw CommandFailure(
                ExitStatus.badData,
                "\(path): \(checkpoint.architecture) is an encoder, which predicts no text; use corvid embed")
        }
    }
}

/// The names of the cache's formats on the command line.
enum CacheType: String, ExpressibleByArgument, CaseIterable {
    case f16
    case q8 = "q8_0"
    case f32

    var format: KVCache.Format {
        switch self {
        case .f16: .f16
        case .q8: .q8_0
        case .f32: .f32
        }
    }
}
