/// A model that many tasks may ask at once: an actor on a thread of its own, whose requests advance together.
///
/// ```swift
/// let checkpoint = try Checkpoint.open("model.gguf")
/// let tokenizer = try Tokenizer(checkpoint: checkpoint)
/// let generator = Generator(transformer: try Transformer(checkpoint: checkpoint), tokenizer: tokenizer)
/// let request = GenerationRequest(prompt: tokenizer.encode("Corvids are"), maximumTokens: 40)
/// for try await case .text(let piece) in generator.stream(request) { print(piece, terminator: "") }
/// ```
public actor Generator {
    private let thread: SerialThread
    private let batch: BatchGenerator
    private var continuations: [BatchGenerator.RequestID: Stream.Continuation] = [:]
    private var isPumping = false

    /// The events of one request, in order.
    public typealias Stream = AsyncThrowingStream<GenerationEvent, any Error>

    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    public init(
        transformer: Transformer, tokenizer: Tokenizer? = nil,
        options: BatchGenerator.Options = BatchGenerator.Options(), promptCache: PromptCache? = nil
    ) {
        thread = SerialThread()
        batch = BatchGenerator(
            transformer: transformer, tokenizer: tokenizer, options: options, promptCache: promptCache)
    }

    deinit { thread.stop() }

    /// Starts a request and gives its events as they come. Leaving the loop, or cancelling its task, ends the request
    /// within one step.
    ///
    /// The stream throws ``EngineError``: for what ``BatchGenerator/add(_:)`` refuses, and for a request that fails.
    public nonisolated func stream(_ request: GenerationRequest) -> Stream {
        Stream { continuation in
            Task { await self.submit(request, continuation) }
        }
    }

    /// Runs a request to its end.
    ///
    /// - Throws: ``EngineError`` as ``stream(_:)``, `CancellationError` when the task is cancelled.
    public nonisolated func generate(_ request: GenerationRequest) async throws -> GenerationResult {
        for try await case .finished(let result) in stream(request) { return result }
        throw CancellationError()
    }

    /// Reads a prompt and gives the model's state behind it, as ``BatchGenerator/represent(_:)`` does.
    public func represent(_ prompt: [TokenID]) throws(EngineError) -> [Float] { try batch.represent(prompt) }

    /// Saves what finished requests left in the cache to the prompt cache, for other processes.
    ///
    /// - Throws: ``EngineError`` when a file cannot be written.
    public func savePrompts() throws(EngineError) {
        try batch.savePrompts()
    }

    // MARK: - Steps

    private func submit(_ request: GenerationRequest, _ continuation: Stream.Continuation) {
        do throws(EngineError) {
            let id = try batch.add(request)
            continuations[id] = continuation
            continuation.onTermination = { [weak self] _ in
                Task { await self?.cancel(id) }
            }
        } catch {
            continuation.finish(throwing: error)
        }
        guard !isPumping, !batch.isIdle else { return }
        isPumping = true
        Task { await self.pump() }
    }

    private func cancel(_ id: BatchGenerator.RequestID) {
        batch.cancel(id)
        continuations[id] = nil
    }

    /// Steps until all is done; between steps, requests that wait join.
    private func pump() async {
        while !batch.isIdle {
            do throws(EngineError) {
                for (id, event) in try batch.step() { deliver(event, to: id) }
            } catch {
                // The forward of all of them failed: none can go on.
                for (id, continuation) in continuations {
                    batch.cancel(id)
                    continuation.finish(throwing: error)
                }
                continuations = [:]
            }
            await Task.yield()
        }
        isPumping = false
    }

    private func deliver(_ event: GenerationEvent, to id: BatchGenerator.RequestID) {
        guard let continuation = continuations[id] else { return }
        switch event {
        case .token, .text:
            continuation.yield(event)
        case .finished:
            continuation.yield(event)
            continuation.finish()
            continuations[id] = nil
        case .failed(let error):
            continuation.finish(throwing: error)
            continuations[id] = nil
        }
    }
}
