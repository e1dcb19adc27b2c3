internal import CKernels

/// How fast this machine's memory can be read: the bound of token generation.
public enum MemoryBandwidth {
    /// Bytes a second that `threads` threads read together from memory larger than any cache: the best of `rounds`.
    ///
    /// - Parameter threads: nil for one on each physical core.
    public static func measure(threads: Int? = nil, bytes: Int = 768 << 20, rounds: Int = 5) async -> Double {
        let threads = max(threads ?? CoreCount.available(), 1)
        let share = bytes / threads & ~4095
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: share * threads, alignment: 4096)
        defer { memory.deallocate() }
        // Written once, so that every page is there.
        memory.initializeMemory(as: UInt8.self, repeating: 1)
        let isa = corvid_isa_best()
        let base = UInt(bitPattern: memory.baseAddress)
        var best = 0.0
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            await withTaskGroup(of: Void.self) { group in
                for thread in 0..<threads {
                    group.addTask {
                        let part = UnsafeRawPointer(bitPattern: base + UInt(thread * share))
                        blackHole(corvid_read_stream(isa, part, Int64(share)))
                    }
                }
            }
            best = max(best, Double(share * threads) / (start.duration(to: .now) / .seconds(1)))
        }
        return best
    }

    @inline(never)
    private static func blackHole(_ value: UInt64) {}
}
