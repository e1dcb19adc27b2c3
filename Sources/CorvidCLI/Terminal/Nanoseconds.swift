#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Clocks for what takes microseconds.
enum Nanoseconds {
    /// Of a clock that never goes back.
    @inline(__always)
    static func now() -> Double { read(CLOCK_MONOTONIC) }

    /// Of the processor time that this process has used: what else the machine does is not in it.
    static func processorTime() -> Double { read(CLOCK_PROCESS_CPUTIME_ID) }

    @inline(__always)
    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }
}
