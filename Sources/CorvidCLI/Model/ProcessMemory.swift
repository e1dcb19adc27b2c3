#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What this process holds in memory, in bytes.
struct ProcessMemory {
    /// The most that was resident at once, mapped files included.
    var peak: Int
    /// What is resident of mapped files now; 0 where the system does not tell.
    var mapped: Int

    /// - Returns: nil where the system does not tell.
    static func current() -> ProcessMemory? {
        #if canImport(Glibc)
            guard let status = try? Console.readFile("/proc/self/status") else { return nil }
            func field(_ name: String) -> Int? {
                for line in status.split(separator: "\n") where line.hasPrefix(name + ":") {
                    return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
                        .flatMap { Int($0) }.map { $0 * 1024 }
                }
                return nil
            }
            guard let peak = field("VmHWM") else { return nil }
            return ProcessMemory(peak: peak, mapped: field("RssFile") ?? 0)
        #else
            var usage = rusage()
            guard getrusage(RUSAGE_SELF, &usage) == 0 else { return nil }
            return ProcessMemory(peak: usage.ru_maxrss, mapped: 0)
        #endif
    }

    /// Starts the measurement of ``peak`` over, where the system can (Linux).
    static func resetPeak() {
        #if canImport(Glibc)
            let descriptor = open("/proc/self/clear_refs", O_WRONLY)
            guard descriptor >= 0 else { return }
            _ = write(descriptor, "5", 1)
            close(descriptor)
        #endif
    }
}
