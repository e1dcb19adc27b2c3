import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What this process has taken since the meter was made: CPU time, and energy where the machine reports it.
package struct ResourceMeter: Sendable {
    /// The counters of processor packages, in microjoules, as Linux's power capping framework shows them; only root may
    /// read them on most machines. Source: Linux, `Documentation/power/powercap/powercap.rst`.
    private static let counters: [String] = {
        let folder = "/sys/class/powercap"
        let zones = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // `intel-rapl:0` is a package; `intel-rapl:0:1` is a part of it.
        return zones.sorted().filter { $0.hasPrefix("intel-rapl:") && $0.split(separator: ":").count == 2 }
            .map { "\(folder)/\($0)/energy_uj" }
            .filter { FileManager.default.isReadableFile(atPath: $0) }
    }()

    private let seconds: Double
    private let microjoules: [Double]

    package init() {
        seconds = Self.cpuSeconds
        microjoules = Self.counters.map(Self.read)
    }

    package static var cpuSeconds: Double {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    package var cpuSeconds: Double { Self.cpuSeconds - seconds }

    package var joules: Double? {
        guard !microjoules.isEmpty else { return nil }
        // A counter that ran over tells nothing of this stretch.
        return zip(Self.counters, microjoules).reduce(0) { $0 + max(0, Self.read($1.0) - $1.1) } / 1e6
    }

    private static func read(_ path: String) -> Double {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
            Double($0.trimmingCharacters(in: .whitespacesAndNewlines))
        }
            ?? 0
    }
}
