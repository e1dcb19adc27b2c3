import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The batches of one optimiser step, and where the stream is after them.
package struct StepBatches: Sendable {
    package var batches: [PackedBatch]
    package var position: DocumentStream.Position
    package var tokens: Int
    package var lossTokens: Int
    /// Documents by entry of the stream.
    package var documents: [Int]

    package init(
        batches: [PackedBatch], position: DocumentStream.Position, tokens: Int, lossTokens: Int, documents: [Int]
    ) {
        self.batches = batches
        self.position = position
        self.tokens = tokens
        self.lossTokens = lossTokens
        self.documents = documents
    }
}

/// Packs documents into batches on a thread of its own, a few steps ahead of the training.
package final class StepLoader: @unchecked Sendable {  // Everything mutable is under `lock`.
    private let stream: DocumentStream
    private let stepTokens: Int
    private let capacity: Int
    private let promptShare: Double
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var ready: [StepBatches] = []
    private var isStopped = false
    private var thread: pthread_t?
    private static let ahead = 6

    /// - Parameters:
    ///   - stepTokens: a step's batches together have at least this many tokens, less one document.
    ///   - capacity: rows of one batch.
    ///   - promptShare: the share of prompts' tokens that are learned, too.
    package init(
        _ stream: DocumentStream, from position: DocumentStream.Position, stepTokens: Int, capacity: Int,
        promptShare: Double = 0
    ) {
        self.stream = stream
        self.stepTokens = stepTokens
        self.capacity = capacity
        self.promptShare = promptShare
        pthread_mutex_init(lock, nil)
        pthread_cond_init(changed, nil)
        let worker = Worker(loader: self, position: position)
        var handle = pthread_t(bitPattern: 0)
        let context = Unmanaged.passRetained(worker).toOpaque()
        #if canImport(Darwin)
            let main: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { context in
                Unmanaged<Worker>.fromOpaque(context).takeRetainedValue().work()
                return nil
            }
        #else
            let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
                if let context { Unmanaged<Worker>.fromOpaque(context).takeRetainedValue().work() }
                return nil
            }
        #endif
        let status = pthread_create(&handle, nil, main, context)
        precondition(status == 0, "no thread can be made (\(status))")
        thread = handle
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        lock.deallocate()
        changed.deallocate()
    }

    /// The next step's batches.
    package func next() -> StepBatches {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while ready.isEmpty { pthread_cond_wait(changed, lock) }
        let step = ready.removeFirst()
        pthread_cond_broadcast(changed)
        return step
    }

    /// Ends the thread. To be called before the loader is dropped.
    package func stop() {
        pthread_mutex_lock(lock)
        isStopped = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(lock)
        if let thread { pthread_join(thread, nil) }
        thread = nil
    }

    private func put(_ step: StepBatches) -> Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while ready.count >= Self.ahead, !isStopped { pthread_cond_wait(changed, lock) }
        guard !isStopped else { return false }
        ready.append(step)
        pthread_cond_broadcast(changed)
        return true
    }

    private final class Worker {
        let loader: StepLoader
        var position: DocumentStream.Position

        init(loader: StepLoader, position: DocumentStream.Position) {
            self.loader = loader
            self.position = position
        }

        func work() {
            while loader.put(
                loader.stream.step(
                    &position, loader.stepTokens, loader.capacity, promptShare: loader.promptShare))
            {}
        }
    }
}

extension DocumentStream {
    /// Packs documents until the step has its tokens. A document that does not fit in a batch begins the next one.
    func step(
        _ position: inout Position, _ stepTokens: Int, _ capacity: Int, promptShare: Double = 0
    ) -> StepBatches {
        var batches: [PackedBatch] = []
        var batch = PackedBatch(promptShare: promptShare)
        var documents = [Int](repeating: 0, count: entries.count)
        var tokens = 0
        while tokens < stepTokens {
            let (document, entry) = next(&position)
            if batch.used + document.count > capacity {
                batch.finish()
                batches.append(batch)
                batch = PackedBatch(promptShare: promptShare)
            }
            batch.append(document)
            documents[entry] += 1
            tokens += document.count
            position.tokens += UInt64(document.count)
        }
        batch.finish()
        batches.append(batch)
        return StepBatches(
            batches: batches, position: position, tokens: tokens,
            lossTokens: batches.reduce(0) { $0 + $1.lossCount }, documents: documents)
    }
}
