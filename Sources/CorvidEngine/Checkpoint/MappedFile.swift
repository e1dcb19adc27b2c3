#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file mapped into memory, read-only, for as long as the object lives.
package final class MappedFile: Sendable {
    package let path: String
    /// The whole file.
    package var bytes: MappedBytes { MappedBytes(buffer: buffer, owner: self) }
    /// Modification time in nanoseconds since 1970.
    let modified: Int64
    // Immutable memory that this object alone unmaps.
    private nonisolated(unsafe) let buffer: UnsafeRawBufferPointer

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
        guard status.st_size > 0 else {
            buffer = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let size = Int(exactly: status.st_size),
            let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED
        else { throw Self.failure(path, "cannot be mapped into memory") }
        buffer = UnsafeRawBufferPointer(start: memory, count: size)
    }

    deinit {
        if let base = buffer.baseAddress {
            munmap(UnsafeMutableRawPointer(mutating: base), buffer.count)
        }
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
