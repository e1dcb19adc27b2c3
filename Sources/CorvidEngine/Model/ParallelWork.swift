/// Work in pieces that are independent of one another, for ``ThreadPool/run(_:chunks:)``.
protocol ParallelWork {
    /// Does piece `chunk`. Called on any thread, in any order; `thread` counts from 0 and names a thread's own scratch
    /// memory.
    func run(chunk: Int, thread: Int)
}
