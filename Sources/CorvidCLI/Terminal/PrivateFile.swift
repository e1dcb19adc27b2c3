#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files that are there as a whole or not at all; only their owner can read them unless they are to be shared.
enum PrivateFile {
    /// Writes the whole file, or leaves the old one: what was written goes to a file beside it first.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be written.
    static func write(
        _ bytes: [UInt8], to path: String, permissions: mode_t = 0o600
    ) throws(CommandFailure) {
        let draft = "\(path).\(getpid())"
        func failure() -> CommandFailure {
            CommandFailure(ExitStatus.cannotCreate, "\(path): cannot be written (\(String(cString: strerror(errno))))")
        }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions)
        guard descriptor >= 0 else { throw failure() }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                #if canImport(Glibc)
                    Glibc.write(descriptor, bytes.baseAddress, bytes.count)
                #else
                    Darwin.write(descriptor, bytes.baseAddress, bytes.count)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = failure()
                close(descriptor)
                unlink(draft)
                throw error
            }
            rest = rest.dropFirst(count)
        }
        close(descriptor)
        guard rename(draft, path) == 0 else {
            let error = failure()
            unlink(draft)
            throw error
        }
    }
}
