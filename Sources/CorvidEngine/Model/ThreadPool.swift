internal import CKernels
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Threads that stay, so that work of a few microseconds is worth dividing.
///
/// The calling thread takes part; the others wait for it in a short loop, then asleep. Work is taken piece by piece
/// from a common counter, so a thread that comes late, or not at all on a busy machine, delays nobody. Not re-entrant;
/// callers on several threads hold ``withLock(_:)``.
package final class ThreadPool: @unchecked Sendable {  // `shared` is built of atomics; `lock` serialises callers.
    /// Threads that work, with the caller.
    package let threads: Int
    private let shared = Shared()
    private var workers: [pthread_t] = []

    package init(threads: Int? = nil) {
        self.threads = min(max(threads ?? CoreCount.available(), 1), 256)
        for index in 1..<max(self.threads, 1) {
            let start = Start(shared: shared, thread: index)
            var worker = pthread_t(bitPattern: 0)
            let context = Unmanaged.passRetained(start)
            let status = pthread_create(&worker, nil, ThreadPool.main, context.toOpaque())
            guard status == 0, let worker = Optional(worker) else {
                context.release()
                break  // Fewer threads do the same work.
            }
            workers.append(worker)
        }
    }

    deinit {
        shared.stop()
        for worker in workers { pthread_join(worker, nil) }
    }

    /// Calls `body` while no other caller is inside.
    func withLock<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(shared.callers)
        defer { pthread_mutex_unlock(shared.callers) }
        return try body()
    }

    /// Runs pieces `0..<chunks` of `work` and returns when all are done.
    func run<Work: ParallelWork>(_ work: Work, chunks: Int) {
        guard chunks > 1, !workers.isEmpty else {
            for chunk in 0..<max(chunks, 0) { work.run(chunk: chunk, thread: 0) }
            return
        }
        withUnsafePointer(to: work) { pointer in
            shared.run(chunks: chunks, context: UnsafeRawPointer(pointer)) { context, chunk, thread in
                context.assumingMemoryBound(to: Work.self).pointee.run(chunk: chunk, thread: thread)
            }
        }
    }

    /// As ``run(_:chunks:)`` with a closure, for work that is long enough to be worth its allocation.
    package func forEachChunk(_ chunks: Int, _ body: (_ chunk: Int, _ thread: Int) -> Void) {
        guard chunks > 1, !workers.isEmpty else {
            for chunk in 0..<max(chunks, 0) { body(chunk, 0) }
            return
        }
        withoutActuallyEscaping(body) { run(ClosureWork(body: $0), chunks: chunks) }
    }

    private struct ClosureWork: ParallelWork {
        let body: (Int, Int) -> Void
        func run(chunk: Int, thread: Int) { body(chunk, thread) }
    }

    private final class Start {
        let shared: Shared
        let thread: Int
        init(shared: Shared, thread: Int) {
            self.shared = shared
            self.thread = thread
        }
    }

    #if canImport(Darwin)
        private static let main: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { context in
            let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
            start.shared.work(thread: start.thread)
            return nil
        }
    #else
        private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
            guard let context else { return nil }
            let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
            start.shared.work(thread: start.thread)
            return nil
        }
    #endif
}

extension ThreadPool {
    /// What caller and workers share. Workers join a round while it is open; the caller closes it when no piece is left
    /// and waits for those that joined.
    fileprivate final class Shared: @unchecked Sendable {  // Plain fields are written only while no round is open.
        /// Round in the upper half, then the flags and the count of workers that have joined.
        private let state = Atomic<UInt64>(0)
        private let padding = Padding()
        private let nextChunk = Atomic<Int>(0)
        private let morePadding = Padding()
        private let sleepers = Atomic<Int>(0)

        private var chunks = 0
        private var context: UnsafeRawPointer?
        private var body: (UnsafeRawPointer, Int, Int) -> Void = { _, _, _ in }

        let callers = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

        private static let open: UInt64 = 1 << 16
        private static let stopped: UInt64 = 1 << 17
        private static let joined: UInt64 = 0xffff
        private static let round: UInt64 = 1 << 32
        /// Loops before a thread sleeps: some 50 microseconds.
        private static let patience = 2000

        /// Keeps its neighbours in different cache lines.
        private struct Padding {
            private let bytes: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) =
                (0, 0, 0, 0, 0, 0, 0, 0)
        }

        init() {
            pthread_mutex_init(callers, nil)
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(condition, nil)
        }

        deinit {
            pthread_mutex_destroy(callers)
            pthread_mutex_destroy(mutex)
            pthread_cond_destroy(condition)
            callers.deallocate()
            mutex.deallocate()
            condition.deallocate()
        }

        func run(
            chunks: Int, context: UnsafeRawPointer, _ body: @escaping (UnsafeRawPointer, Int, Int) -> Void
        ) {
            self.chunks = chunks
            self.context = context
            self.body = body
            nextChunk.store(0, ordering: .relaxed)
            let round = (state.load(ordering: .relaxed) & ~(Self.round - 1)) &+ Self.round
            state.store(round | Self.open, ordering: .sequentiallyConsistent)
            if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wake() }
            takeChunks(thread: 0)
            var now = state.bitwiseAnd(~Self.open, ordering: .acquiringAndReleasing).newValue
            var turns = 0
            while now & Self.joined != 0 {
                turns += 1
                if turns < Self.patience {
                    corvid_spin_hint()
                } else {
                    sched_yield()
                }
                now = state.load(ordering: .acquiring)
            }
        }

        func stop() {
            state.bitwiseOr(Self.stopped, ordering: .sequentiallyConsistent)
            wake()
        }

        /// The life of a worker.
        func work(thread: Int) {
            var lastRound: UInt64 = 0
            var turns = 0
            while true {
                let now = state.load(ordering: .sequentiallyConsistent)
                if now & Self.stopped != 0 { return }
                guard isNews(now, since: lastRound) else {
                    turns += 1
                    if turns < Self.patience {
                        corvid_spin_hint()
                    } else {
                        sleep(since: lastRound)
                        turns = 0
                    }
                    continue
                }
                turns = 0
                let (hasJoined, _) = state.compareExchange(
                    expected: now, desired: now + 1, ordering: .acquiringAndReleasing)
                guard hasJoined else { continue }
                lastRound = now / Self.round
                takeChunks(thread: thread)
                state.subtract(1, ordering: .acquiringAndReleasing)
            }
        }

        private func takeChunks(thread: Int) {
            guard let context else { return }
            while true {
                let chunk = nextChunk.add(1, ordering: .relaxed).oldValue
                guard chunk < chunks else { return }
                body(context, chunk, thread)
            }
        }

        private func isNews(_ now: UInt64, since lastRound: UInt64) -> Bool {
            now & Self.open != 0 && now / Self.round != lastRound
        }

        private func sleep(since lastRound: UInt64) {
            pthread_mutex_lock(mutex)
            sleepers.add(1, ordering: .sequentiallyConsistent)
            while true {
                let now = state.load(ordering: .sequentiallyConsistent)
                if now & Self.stopped != 0 || isNews(now, since: lastRound) { break }
                pthread_cond_wait(condition, mutex)
            }
            sleepers.subtract(1, ordering: .sequentiallyConsistent)
            pthread_mutex_unlock(mutex)
        }

        private func wake() {
            pthread_mutex_lock(mutex)
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
    }
}
