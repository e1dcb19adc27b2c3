import CorvidGrammar

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that measures other engines on the same job: a shell's words, to which the job's file is added.
struct GrammarPeer {
    let command: String
    /// Where the job is, as long as this lives.
    private let file: TemporaryFile

    /// Writes the job for the program.
    init(command: String, job: GrammarJob) throws {
        self.command = command
        file = try TemporaryFile(job.serialized(repetitions: 1))
    }

    /// One round.
    ///
    /// - Throws: ``CommandFailure`` when the program does not run, fails, or says what cannot be read.
    func run() throws -> [GrammarFigures] {
        let (status, output) = try PeerBenchmark.output(ofShell: "\(command) \(PeerBenchmark.quoted(file.path))")
        try InterruptFlag.check()
        guard status == 0 else {
            // What the shell says where a program is missing or is none.
            let isMissing = status == 126 || status == 127
            throw CommandFailure(
                isMissing ? ExitStatus.noInput : ExitStatus.badData,
                isMissing ? "\(command): the peer cannot be run" : "\(command): the peer ended with status \(status)")
        }
        guard let engines = GrammarFigures.engines(in: output) else {
            throw CommandFailure(ExitStatus.badData, "\(command): the peer's output has no figures of engines")
        }
        return engines
    }
}

/// A file that is there as long as this is.
private final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8]) throws {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array("\(folder)/corvid-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else {
            throw CommandFailure(ExitStatus.cannotCreate, "\(folder): no file for the peer's job can be made")
        }
        defer { close(descriptor) }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                throw CommandFailure(ExitStatus.cannotCreate, "\(path): the peer's job cannot be written")
            }
            written += count
        }
    }

    deinit { unlink(path) }
}
