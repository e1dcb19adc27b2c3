#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file of the user's alone that is there as long as this is, in `TMPDIR` or `/tmp`.
final class TemporaryFile: Sendable {
    let path: String

    /// - Parameters:
    ///   - bytes: what it holds.
    ///   - suffix: what its name ends with, `.sql`.
    /// - Throws: ``CommandFailure`` when it cannot be made or written; nothing is left then.
    init(_ bytes: [UInt8], suffix: String = "") throws(CommandFailure) {
        let folder = FilePlace.environment("TMPDIR") ?? "/tmp"
        // The capitals are what mkstemps replaces.
        var name = Array("\(folder)/corvid-XXXXXX\(suffix)".utf8CString)
        let descriptor = mkstemps(&name, CInt(suffix.utf8.count))
        guard descriptor >= 0 else {
            throw CommandFailure(ExitStatus.cannotCreate, "\(folder): no file can be made there; set TMPDIR")
        }
        defer { close(descriptor) }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                throw CommandFailure(ExitStatus.cannotCreate, "\(path): cannot be written")
            }
            written += count
        }
    }

    deinit { unlink(path) }
}
