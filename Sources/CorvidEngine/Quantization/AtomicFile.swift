#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that appears under its name only when it is complete.
///
/// Bytes go to a hidden file in the same folder, which ``commit()`` flushes to the disk and renames. When writing fails
/// or the object is dropped before that, the hidden file is removed and nothing has changed under the final name.
package final class AtomicFile {
    /// The final path.
    package let path: String
    private let temporaryPath: String
    private var descriptor: Int32

    /// Creates the hidden file.
    /// - Throws: `.unwritable` when the folder does not take it or `path` is a folder.
    package init(path: String) throws(CheckpointError) {
        if MappedFile.isDirectory(path) {
            throw CheckpointError(.unwritable, file: path, reason: "is a folder; expected the name of a file to write")
        }
        self.path = path
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) }
        let start = slash ?? path.startIndex
        temporaryPath = "\(path[..<start]).\(path[start...]).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).partial"
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure("cannot be created") }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(temporaryPath)
        }
    }

    /// Throws when the disk has not room for `byteCount` bytes; where that cannot be told, does nothing.
    package func requireSpace(_ byteCount: UInt64) throws(CheckpointError) {
        var status = statvfs()
        guard fstatvfs(descriptor, &status) == 0 else { return }
        let blocks = UInt64(geteuid() == 0 ? status.f_bfree : status.f_bavail)
        let (available, overflow) = blocks.multipliedReportingOverflow(by: UInt64(status.f_frsize))
        guard overflow || available >= byteCount else {
            throw CheckpointError(
                .unwritable, file: path,
                reason: "needs \(Self.megabytes(byteCount)), but only \(Self.megabytes(available)) are free on its disk"
            )
        }
    }

    /// Appends bytes.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            #if canImport(Darwin)
                let written = Darwin.write(descriptor, start, min(rest.count, 1 << 30))
            #elseif canImport(Musl)
                let written = Musl.write(descriptor, start, min(rest.count, 1 << 30))
            #else
                let written = Glibc.write(descriptor, start, min(rest.count, 1 << 30))
            #endif
            if written < 0 {
                if errno == EINTR { continue }
                throw failure("cannot be written")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    /// Flushes everything to the disk and gives the file its name, replacing what had it.
    package func commit() throws(CheckpointError) {
        guard fsync(descriptor) == 0 else { throw failure("cannot be written") }
        guard close(descriptor) == 0 else {
            descriptor = -1
            let error = failure("cannot be written")
            unlink(temporaryPath)
            throw error
        }
        descriptor = -1
        guard rename(temporaryPath, path) == 0 else {
            let error = failure("cannot be created")
            unlink(temporaryPath)
            throw error
        }
    }

    private func failure(_ what: String) -> CheckpointError {
        CheckpointError(.unwritable, file: path, reason: "\(what): \(String(cString: strerror(errno)))")
    }

    private static func megabytes(_ count: UInt64) -> String { "\(count / 1_000_000) MB" }
}

extension CheckpointError.Code {
    /// The file cannot be created or written.
    public static let unwritable = Self(rawValue: "unwritable")
}
