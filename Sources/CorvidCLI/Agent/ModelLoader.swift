import Corvid
import CorvidLLM

/// Makes the model that a source names.
enum ModelLoader {
    /// - Throws: `CheckpointError`, `ModelError`, ``CommandFailure``: the file, what is wrong with it and what to do.
    static func load(_ source: ModelSource, threads: Int? = nil) throws -> any LanguageModel {
        switch source {
        case .script(let path): try ScriptedReplies.model(path)
        case .checkpoint(let path): try LocalModel(path: path, options: LocalModel.Options(threads: threads))
        case .routed(let calibration, let policy): try RouterFile(calibration).router(policy, threads: threads)
        }
    }
}
