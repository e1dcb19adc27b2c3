#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A thread that runs an actor's jobs one after the other, so that long computations stay off the cooperative pool.
///
/// The thread keeps its executor alive until ``stop()``.
final class SerialThread: SerialExecutor, @unchecked Sendable {  // `jobs` and `isStopping` are read under `mutex`.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [UnownedJob] = []
    private var isStopping = false

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        start()
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        jobs.append(job)
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Ends the thread once the jobs that wait are done.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopping = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    private func start() {
        let context = Unmanaged.passRetained(self).toOpaque()
        #if canImport(Glibc)
            var thread = pthread_t()
            let failure = pthread_create(
                &thread, nil,
                { context in
                    if let context { SerialThread.run(context) }
                    return nil
                }, context)
            if failure == 0 { pthread_detach(thread) }
        #else
            var thread: pthread_t?
            let failure = pthread_create(
                &thread, nil,
                { context in
                    SerialThread.run(context)
                    return nil
                }, context)
            if failure == 0, let thread { pthread_detach(thread) }
        #endif
        precondition(failure == 0, "the system starts no thread (error \(failure))")
    }

    private static func run(_ context: UnsafeMutableRawPointer) {
        let executor = Unmanaged<SerialThread>.fromOpaque(context).takeRetainedValue()
        while let job = executor.next() { job.runSynchronously(on: executor.asUnownedSerialExecutor()) }
    }

    private func next() -> UnownedJob? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty {
            if isStopping { return nil }
            pthread_cond_wait(condition, mutex)
        }
        return jobs.removeFirst()
    }
}
