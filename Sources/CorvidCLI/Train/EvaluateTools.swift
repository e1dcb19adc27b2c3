import Corvid
import CorvidEngine
import CorvidTrain

/// The command's own plugins as an evaluation uses them.
enum EvaluateTools {
    /// - Parameter forTexts: texts are to be predicted, for which the checkpoint is opened apart from the agent's model.
    /// - Throws: `CheckpointError`, ``CommandFailure``.
    static func make(_ source: ModelSource, threads: Int?, forTexts: Bool) throws -> EvaluationTools {
        var tools = plugins
        if forTexts, case .checkpoint(let path) = source {
            let model = try LoadedModel(path, threads: threads)
            tools.text = { try score($0, model) }
        }
        return tools
    }

    /// Without what predicts texts.
    static var plugins: EvaluationTools {
        EvaluationTools(
            calculator: { try await plugin("calculator", PluginOptions()) },
            database: { try await database($0) },
            web: { try await SitePlugin(pages: $0) })
    }

    /// The one plugin of that name; all others are closed.
    ///
    /// - Throws: ``CommandFailure`` when the command has none, ``PluginError``.
    static func plugin(_ name: String, _ options: PluginOptions) async throws -> any Plugin {
        var found: (any Plugin)?
        for plugin in try await CommandPlugins.make(options) {
            if found == nil, plugin.name == name {
                found = plugin
            } else {
                await plugin.close()
            }
        }
        guard let found else {
            throw CommandFailure(ExitStatus.usage, "this command line has no plugin \(name), which the record needs")
        }
        return found
    }

    private static func database(_ database: CaseDatabase) async throws -> any Plugin {
        guard let script = database.script else {
            guard case .file(let path) = database else { preconditionFailure("a database without a script is a file") }
            return try await plugin("database", PluginOptions(databases: [path]))
        }
        // The tables are in memory once it is read.
        let file = try TemporaryFile(Array(script.utf8), suffix: ".sql")
        defer { withExtendedLifetime(file) {} }
        return try await plugin("database", PluginOptions(databases: [file.path]))
    }

    /// Every token but the first is scored, in windows that overlap by half.
    private static func score(_ text: String, _ model: LoadedModel) throws -> TextScore {
        let tokens = model.tokenizer.encode(text)
        let context = min(512, model.transformer.configuration.contextLength, tokens.count)
        let beginning = model.tokenizer.beginningOfSequence
        let addsBeginning = beginning != nil && model.tokenizer.encode("").first == beginning
        let result = try Perplexity.measure(
            tokens, transformer: model.transformer,
            options: Perplexity.Options(
                contextLength: context, stride: max(1, context / 2), beginning: addsBeginning ? beginning : nil))
        return TextScore(loss: result.loss * Double(result.scored), tokens: result.scored)
    }
}
