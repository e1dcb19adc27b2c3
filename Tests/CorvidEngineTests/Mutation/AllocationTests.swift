import CorvidEngine
import Testing

#if canImport(Glibc)
    import Glibc

    /// Measures, each in a process of its own, how much memory hostile files make a reader take.
    @Suite(.disabled(if: getenv("ASAN_OPTIONS") != nil, "AddressSanitizer keeps books of its own"))
    struct AllocationTests {
        /// Megabytes of memory that the process has ever used, or may ever have reserved.
        private static func megabytes(_ field: String) -> Int {
            let status = String(decoding: TemporaryFolder.read("/proc/self/status"), as: UTF8.self)
            let line = status.split(separator: "\n").first { $0.hasPrefix("\(field):") }
            return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) / 1024
        }

        /// Forbids the process to reserve more than so many megabytes beyond what it has.
        private static func limitAddressSpace(headroom: Int) {
            // The first allocation of a thread reserves an arena, which shall not count.
            _ = [UInt8](repeating: 1, count: 100_000)
            let bytes = rlim_t((megabytes("VmSize") + headroom) << 20)
            var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
            precondition(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
        }

        @Test("Spoilt files of a kilobyte never make the reader reserve megabytes")
        func mutations() async {
            await #expect(processExitsWith: .success) {
                let folder = TemporaryFolder()
                let seed = GGUFBytes.valid()
                let fields = seed.marks.values.sorted()
                Self.limitAddressSpace(headroom: 16)
                for iteration in 0..<2000 {
                    var mutator = Mutator(seed: 99, iteration: iteration)
                    var bytes = seed.bytes
                    mutator.mutate(&bytes, header: bytes.count, fields: fields, other: bytes)
                    _ = try? Checkpoint.open(folder.write("x.gguf", bytes))
                }
            }
        }

        /// A file of about eight megabytes of one kind of content.
        private static func hostile(_ kind: String) -> [UInt8] {
            var file = GGUFBytes()
            let count = 8 << 20
            file.header(tensors: 0, keys: kind == "keys" ? UInt64(count / 20) : 1)
            switch kind {
            case "bytes":
                file.key("k", type: 9)
                file.integer(UInt32(0))
                file.integer(UInt64(count))
                file.raw(repeatElement(1, count: count))
            case "booleans":
                file.key("k", type: 9)
                file.integer(UInt32(7))
                file.integer(UInt64(count))
                file.raw(repeatElement(1, count: count))
            case "strings":
                file.key("k", type: 9)
                file.integer(UInt32(8))
                file.integer(UInt64(count / 8))
                file.raw(repeatElement(0, count: count))
            case "arrays":
                file.key("k", type: 9)
                file.integer(UInt32(9))
                file.integer(UInt64(count / 12))
                file.raw(repeatElement(0, count: count))
            default:
                for index in 0..<count / 20 {
                    file.key(String(index, radix: 36), type: 0)
                    file.raw([0])
                }
            }
            return file.bytes
        }

        @Test(
            "Memory stays below a small multiple of the file",
            arguments: [
                "bytes", "booleans", "strings", "arrays", "keys",
            ])
        func multiples(kind: String) async {
            await #expect(processExitsWith: .success) { [kind] in
                let folder = TemporaryFolder()
                let bytes = Self.hostile(kind)
                let path = folder.write("x.gguf", bytes)
                let before = Self.megabytes("VmHWM")
                _ = try? Checkpoint.open(path)
                let growth = Self.megabytes("VmHWM") - before
                precondition(growth <= 12 * bytes.count >> 20, "\(kind): \(growth) MB for \(bytes.count >> 20)")
            }
        }

        @Test("The same holds for a configuration")
        func configuration() async {
            await #expect(processExitsWith: .success) {
                let folder = TemporaryFolder()
                let text = Array("[".utf8) + Array(repeatElement(Array("[],".utf8), count: 2 << 20).joined()) + [0x5D]
                folder.write("config.json", text)
                let before = Self.megabytes("VmHWM")
                _ = try? Checkpoint.open(folder.path)
                let growth = Self.megabytes("VmHWM") - before
                precondition(growth <= 24 * text.count >> 20, "\(growth) MB for \(text.count >> 20)")
            }
        }
    }
#endif
