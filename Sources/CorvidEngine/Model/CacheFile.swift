#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A file that gets its name when it is complete; without ``commit()`` nothing stays.
///
/// Nothing waits for the disk: a reader finds out by hashes when the machine stopped between.
final class CacheFile {
    private let path: String
    private let temporary: String
    private var descriptor: Int32

    init(path: String) throws(EngineError) {
        self.path = path
        temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).partial"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be created") }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporary)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(EngineError) {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let written = unistdWrite(descriptor, start, min(rest.count, 1 << 30))
            if written < 0 {
                if errno == EINTR { continue }
                throw failure("cannot be written")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    func write(_ bytes: [UInt8]) throws(EngineError) {
        let result = bytes.withUnsafeBytes { raw in
            Result { () throws(EngineError) in try write(raw) }
        }
        try result.get()
    }

    func commit() throws(EngineError) {
        guard rename(temporary, path) == 0 else { throw failure("cannot be created") }
        close(descriptor)
        descriptor = -1
    }

    private func unistdWrite(_ file: Int32, _ start: UnsafeRawPointer, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(file, start, count)
        #elseif canImport(Musl)
            Musl.write(file, start, count)
        #else
            Darwin.write(file, start, count)
        #endif
    }

    private func failure(_ what: String) -> EngineError {
        EngineError(.unreadable, "\(path): \(what): \(String(cString: strerror(errno)))")
    }
}
