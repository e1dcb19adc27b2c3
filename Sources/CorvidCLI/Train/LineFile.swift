import CorvidGrammar

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that grows by lines of JSON; each is there as soon as it was written.
final class LineFile {
    private let path: String
    private let descriptor: Int32

    /// Begins a new file.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be written.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure() }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// - Throws: ``CommandFailure`` when it cannot be written.
    func append(_ value: JSONValue) throws(CommandFailure) {
        var rest = (value.serialized + [UInt8(ascii: "\n")])[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                #if canImport(Glibc)
                    Glibc.write(descriptor, bytes.baseAddress, bytes.count)
                #else
                    Darwin.write(descriptor, bytes.baseAddress, bytes.count)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            rest = rest.dropFirst(count)
        }
    }

    private func failure() -> CommandFailure {
        CommandFailure(ExitStatus.cannotCreate, "\(path): cannot be written (\(String(cString: strerror(errno))))")
    }
}
