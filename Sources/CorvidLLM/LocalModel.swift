public import Corvid
public import CorvidEngine
import CorvidGrammar

/// A checkpoint on this machine as a model that agents can use.
///
/// Requests that come at the same time share each pass over the weights. Calls and typed answers are valid by
/// construction: the reply follows a grammar made of the tools' schemas, the tool choice and the output's schema.
///
/// ```swift
/// let model = try LocalModel(path: "model.gguf")
/// let agent = Agent(model: model, tools: [CurrentWeather()])
/// ```
public final class LocalModel: LanguageModel, PromptRepresenting {
    public struct Options: Sendable, Hashable {
        /// Threads to compute with; nil: one for each processor core.
        public var threads: Int?
        /// Tokens of prompt and reply together; nil: what the checkpoint was trained for.
        public var contextLength: Int?
        /// How keys and values are kept.
        public var cacheFormat: KVCache.Format
        /// A folder that keeps computed prompts for other processes.
        public var promptCacheFolder: String?

        public init(
            threads: Int? = nil, contextLength: Int? = nil, cacheFormat: KVCache.Format = .f16,
            promptCacheFolder: String? = nil
        ) {
            self.threads = threads
            self.contextLength = contextLength
            self.cacheFormat = cacheFormat
            self.promptCacheFolder = promptCacheFolder
        }
    }

    public let information: ModelInformation
    public let format: ChatFormat
    private let generator: Generator
    private let grammars = ReplyGrammarCache()

    /// Opens a GGUF file or a Hugging Face folder.
    ///
    /// - Throws: `CheckpointError` with file, place and reason; `ModelError` when the checkpoint is an encoder, which
    ///   writes no text, or its chat template cannot be read.
    public convenience init(path: String, options: Options = Options()) throws {
        let checkpoint = try Checkpoint.open(path)
        try self.init(checkpoint: checkpoint, tokenizer: try Tokenizer(checkpoint: checkpoint), options: options)
    }

    /// Takes an opened checkpoint.
    public init(checkpoint: Checkpoint, tokenizer: Tokenizer, options: Options = Options()) throws {
        let transformer = try Transformer(checkpoint: checkpoint, threads: options.threads)
        guard !transformer.configuration.isBidirectional else {
            throw ModelError(
                .unsupported, "\(checkpoint.path): \(checkpoint.architecture) is an encoder, which writes no text.")
        }
        format = try ChatFormat(checkpoint: checkpoint, tokenizer: tokenizer)
        let trained = transformer.configuration.contextLength
        information = ModelInformation(
            name: checkpoint.metadata["general.name"]?.text ?? Self.name(of: checkpoint.path),
            contextLength: options.contextLength ?? trained, digest: Self.digest(checkpoint.identity))
        generator = Generator(
            transformer: transformer, tokenizer: tokenizer,
            options: BatchGenerator.Options(cacheFormat: options.cacheFormat, contextLength: options.contextLength),
            promptCache: options.promptCacheFolder.map { PromptCache(directory: $0) })
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    private static func digest(_ fingerprint: [UInt8]) -> String {
        fingerprint.prefix(16).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    public func countTokens(of request: ModelRequest) throws -> Int { try prompt(of: request).count }

    public func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    try await run(request) { continuation.yield($0) }
                    continuation.finish()
                } catch let error as EngineError {
                    continuation.finish(throwing: ModelError(Self.code(of: error), error.description))
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    public func representation(of request: ModelRequest) async throws -> [Float] {
        try await generator.represent(try prompt(of: request))
    }

    /// Saves computed prompts to the prompt cache's folder, if there is one.
    ///
    /// - Throws: `EngineError` when a file cannot be written.
    public func savePrompts() async throws { try await generator.savePrompts() }

    private static func code(of error: EngineError) -> ModelError.Code {
        error.code == .contextOverflow ? .contextOverflow : .engine
    }

    // MARK: - One reply

    private func prompt(of request: ModelRequest) throws -> [TokenID] {
        if !information.acceptsImages, request.messages.contains(where: { !$0.images.isEmpty }) {
            throw ModelError(
                .unsupported, "\(information.name) reads no pictures: leave the image out, or use a model that does.")
        }
        return try format.render(request)
    }

    private func run(_ request: ModelRequest, _ yield: (ModelEvent) -> Void) async throws {
        let prompt = try prompt(of: request)
        let room = information.contextLength - prompt.count
        guard room > 0 else {
            throw ModelError(
                .contextOverflow,
                "The prompt takes \(prompt.count) tokens, and the context of \(information.name) holds "
                    + "\(information.contextLength).")
        }
        var generation = GenerationRequest(
            prompt: prompt, maximumTokens: min(request.maximumTokens ?? room, room),
            sampling: Self.options(request.sampling), grammar: try grammars.grammar(for: request, of: format))
        generation.speculation = .promptLookup()
        if request.wantsConfidence { generation.sampling.logProbabilities = 0 }

        var parser = ReplyParser(format: format, request: request)
        var usage = Usage(promptTokens: prompt.count)
        var confidence: ReplyConfidence? = request.wantsConfidence ? ReplyConfidence() : nil
        for try await event in generator.stream(generation) {
            switch event {
            case .token(let token):
                for piece in parser.take(token.token) { yield(piece) }
                usage.completionTokens += 1
                if token.isForced { usage.forcedTokens += 1 }
                if let logProbability = token.logProbability { confidence?.add(logProbability) }
                guard let deadline = request.deadline, .now >= deadline else { continue }
                return parser.finish(.deadline, usage: usage, confidence).forEach(yield)
            case .finished(let result):
                usage.cachedTokens = result.usage.cachedTokens
                usage.completionTokens = result.usage.generatedTokens
                usage.forcedTokens = result.usage.forcedTokens
                return parser.finish(Self.reason(result.finishReason), usage: usage, confidence).forEach(yield)
            case .text: break
            case .failed(let error): throw error
            }
        }
        throw CancellationError()
    }

    private static func reason(_ reason: CorvidEngine.FinishReason) -> ModelReply.FinishReason {
        switch reason {
        case .stopToken, .stopSequence, .constraintComplete: .stop
        case .length, .contextFull, .cancelled: .length
        }
    }

    private static func options(_ sampling: SamplingParameters) -> SamplingOptions {
        var options = SamplingOptions.greedy
        options.temperature = sampling.temperature
        if let topP = sampling.topP { options.topP = topP }
        if let topK = sampling.topK { options.topK = topK }
        if let minP = sampling.minP { options.minP = minP }
        options.seed = sampling.seed
        return options
    }
}
