import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Standard output and standard error, unbuffered: what is written is there.
enum Console {
    /// Whether a person watches standard error.
    static let showsProgress = isatty(2) == 1

    /// Whether a line of progress is on the terminal. Without one, nothing must be cleared: the line may be the answer's.
    private static let hasProgress = Atomic<Bool>(false)

    /// Whether standard output is a terminal.
    static let isTerminal = isatty(1) == 1

    /// Writes to standard output. When the reader is gone, the process ends quietly.
    static func write(_ text: String) {
        write(Array(text.utf8), to: 1)
    }

    /// Writes bytes to standard output.
    static func write(_ bytes: [UInt8]) {
        write(bytes, to: 1)
    }

    /// Writes a line to standard error.
    static func report(_ line: String) {
        clearProgress()
        write(Array((line + "\n").utf8), to: 2)
    }

    /// Writes a question to standard error, without ending its line.
    static func ask(_ question: String) {
        clearProgress()
        write(Array(question.utf8), to: 2)
    }

    /// Writes to a terminal's standard error, control sequences included.
    static func steer(_ text: String) { write(Array(text.utf8), to: 2) }

    /// Replaces the line of progress on a terminal; does nothing in a pipe.
    static func progress(_ line: @autoclosure () -> String) {
        guard showsProgress else { return }
        hasProgress.store(true, ordering: .relaxed)
        write(Array("\r\u{1B}[K\(line())".utf8), to: 2)
    }

    /// Takes the line of progress away.
    static func clearProgress() {
        guard hasProgress.exchange(false, ordering: .relaxed) else { return }
        write(Array("\r\u{1B}[K".utf8), to: 2)
    }

    /// All of standard input as text.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be read or is not UTF-8.
    static func readInput() throws -> String {
        try text(of: try readAll(0, name: "standard input"), name: "standard input")
    }

    /// A file's contents as text.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be read or is not UTF-8.
    static func readFile(_ path: String) throws -> String {
        try text(of: try readBytes(path), name: path)
    }

    /// A file's contents.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be read.
    static func readBytes(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else {
            throw CommandFailure(ExitStatus.noInput, "\(path): cannot be opened (\(String(cString: strerror(errno))))")
        }
        defer { close(descriptor) }
        return try readAll(descriptor, name: path)
    }

    /// All of standard input.
    ///
    /// - Throws: ``CommandFailure`` when it cannot be read.
    static func readInputBytes() throws -> [UInt8] { try readAll(0, name: "standard input") }

    private static func text(of bytes: [UInt8], name: String) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(ExitStatus.badData, "\(name): not UTF-8 text")
        }
        return text
    }

    private static func readAll(_ descriptor: Int32, name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(
                    ExitStatus.noInput, "\(name): cannot be read (\(String(cString: strerror(errno))))")
            }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                #if canImport(Glibc)
                    let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #else
                    let count = Darwin.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #endif
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { exit(descriptor == 1 ? ExitStatus.cannotCreate : ExitStatus.internalError) }
                rest = rest.dropFirst(count)
            }
        }
    }
}
