#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file mapped into memory, read-only, for as long as the object lives.
///
/// With `CORVID_NO_MMAP=1` in the environment the file is read into memory instead: for storage where others may
/// truncate a file in use, and so that AddressSanitizer notices a read beyond its end.
package final class MappedFile: Sendable {
    package let path: String
    /// The whole file.
    package var bytes: MappedBytes { MappedBytes(buffer: buffer, owner: self) }
    /// Modification time in nanoseconds since 1970.
    let modified: Int64
    // Immutable memory that this object alone frees.
    private nonisolated(unsafe) let buffer: UnsafeRawBufferPointer
    private let isMapped: Bool

    private static let mapsFiles = getenv("CORVID_NO_MMAP").map { strcmp($0, "1") != 0 } ?? true

    /// Maps the regular file at `path`.
    /// - Throws: `.unreadable` when it cannot be opened, is no regular file, or cannot be mapped.
    package init(path: String) throws(CheckpointError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(path, "cannot be opened") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, "cannot be examined") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw CheckpointError(.unreadable, file: path, reason: "is not a regular file")
        }
        self.path = path
        #if canImport(Darwin)
            modified = Int64(status.st_mtimespec.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtimespec.tv_nsec)
        #else
            modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
        #endif
        guard let size = Int(exactly: status.st_size), size > 0 else {
            isMapped = false
            buffer = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        isMapped = Self.mapsFiles
        if isMapped {
            guard let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else {
                throw Self.failure(path, "cannot be mapped into memory")
            }
            buffer = UnsafeRawBufferPointer(start: memory, count: size)
        } else {
            buffer = try Self.readAll(descriptor, size: size, path: path)
        }
    }

    deinit {
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count)
        } else {
            buffer.deallocate()
        }
    }

    private static func readAll(
        _ descriptor: Int32, size: Int, path: String
    ) throws(CheckpointError) -> UnsafeRawBufferPointer {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        var count = 0
        while count < size {
            let step = read(descriptor, memory.baseAddress?.advanced(by: count), size - count)
            if step < 0 && errno == EINTR { continue }
            guard step > 0 else {
                memory.deallocate()
                throw Self.failure(path, "cannot be read")
            }
            count += step
        }
        return UnsafeRawBufferPointer(memory)
    }

    /// Whether `path` is a directory (symbolic links followed).
    package static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether something that is not a directory exists at `path`.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
    }

    private static func failure(_ path: String, _ what: String) -> CheckpointError {
        CheckpointError(.unreadable, file: path, reason: "\(what): \(String(cString: strerror(errno)))")
    }
}
