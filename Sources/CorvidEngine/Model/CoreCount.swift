#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// How many threads are worth having.
enum CoreCount {
    /// Physical cores that this process may use: of the processors in its affinity mask, those that share a core count
    /// once, and a control group's quota bounds them. At least 1.
    static func available() -> Int {
        let online = max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1)
        #if canImport(Darwin)
            return online
        #else
            guard let allowed = affinity() else { return min(online, quota() ?? online) }
            var cores: Set<[UInt8]> = []
            for processor in allowed {
                let path = "/sys/devices/system/cpu/cpu\(processor)/topology/thread_siblings_list"
                guard let siblings = contents(of: path) else { return min(allowed.count, quota() ?? allowed.count) }
                cores.insert(siblings)
            }
            return max(min(cores.count, quota() ?? cores.count), 1)
        #endif
    }

    #if !canImport(Darwin)
        /// The processors that this process may run on.
        private static func affinity() -> [Int]? {
            guard let status = contents(of: "/proc/self/status", limit: 8192) else { return nil }
            let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
            guard let line = lines.first(where: { $0.hasPrefix("Cpus_allowed_list:") }) else { return nil }
            var processors: [Int] = []
            for item in line.dropFirst("Cpus_allowed_list:".count).split(whereSeparator: { ", \t".contains($0) }) {
                let ends = item.split(separator: "-").compactMap { Int($0) }
                guard let first = ends.first, let last = ends.last, first <= last, last < 1 << 16 else { return nil }
                processors.append(contentsOf: first...last)
            }
            return processors.isEmpty ? nil : processors
        }

        /// Processors' worth of time that the control group grants, rounded up.
        private static func quota() -> Int? {
            guard let bytes = contents(of: "/sys/fs/cgroup/cpu.max") else { return nil }
            let fields = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
            guard fields.count == 2, let quota = Int(fields[0]), let period = Int(fields[1]), period > 0, quota > 0
            else { return nil }
            return max((quota - 1) / period + 1, 1)
        }

        /// The beginning of a small file.
        private static func contents(of path: String, limit: Int = 256) -> [UInt8]? {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            var buffer = [UInt8](repeating: 0, count: limit)
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            return count > 0 ? Array(buffer[..<count]) : nil
        }
    #endif
}
