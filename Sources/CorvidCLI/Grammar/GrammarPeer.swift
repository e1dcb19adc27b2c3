import CorvidGrammar

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
