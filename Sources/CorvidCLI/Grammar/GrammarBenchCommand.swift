import ArgumentParser
import CorvidEngine
import CorvidGrammar

/// `corvid grammar bench`: how fast schemas become token masks.
struct GrammarBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure schemas to masks: time, memory, and tokens that no model is asked for.",
        discussion: """
            CORPUS has one JSON object a line: name, schema, valid (texts of documents) and invalid (objects with a \
            document). Each valid document becomes tokens; the mask before each of them and the one after the last are \
            timed, one thread, all tokens of the vocabulary.

              fresh   the schema is compiled for the document, so that nothing is known of it
              known   a new matcher of a schema that has seen the document
              first   from the schema's text to the first mask, in processor time

            A time is the shortest of the rounds: what else the machine does only ever adds. The clock's own time is \
            taken off. Memory is that of a compiled schema with its automaton after all its documents. Forced are \
            tokens that lie wholly in bytes that had to follow.

            With --peer each round of Corvid's is followed by one of the peer's: a command that gets the name of a job \
            file as its last argument and prints JSON (Tests/CorvidGrammarTests/Fixtures/Schemas/peer_benchmark.py \
            measures llguidance and xgrammar). Ratios are Corvid's time over the peer's, over the documents that both \
            take.

            Exit codes: 0 done; 64 wrong usage; 65 CORPUS or the vocabulary is damaged, or the peer fails; 66 no such \
            input; 130 interrupted.
            """)

    @Argument(help: "A file of JSON lines.")
    var corpus: String

    @Option(
        help: ArgumentHelp("The vocabulary: a GGUF file, a Hugging Face folder or a tokenizer.json.", valueName: "path")
    )
    var tokenizer: String

    @Option(help: ArgumentHelp("A command that measures other engines in turn with Corvid.", valueName: "command"))
    var peer: String?

    @Option(help: ArgumentHelp("Times that everything is measured.", valueName: "n"))
    var rounds = 3

    @Option(help: ArgumentHelp("Only schemas whose name has this in it.", valueName: "text"))
    var only: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard (1...1000).contains(rounds) else {
            throw ValidationError("--rounds is \(rounds); it must be in 1...1000")
        }
    }

    func run() throws {
        InterruptFlag.watch()
        let job = try makeJob()
        let benchmark: GrammarBenchmark
        do {
            benchmark = try GrammarBenchmark(job)
        } catch {
            throw CommandFailure(ExitStatus.badData, "\(tokenizer): \(error)")
        }
        let peer = try peer.map { try GrammarPeer(command: $0, job: job) }
        var report: GrammarBenchReport?
        for round in 1...rounds {
            let (own, extent) = try benchmark.run { index in
                try InterruptFlag.check()
                Console.progress("round \(round) of \(rounds): \(job.schemas[index].name)")
            }
            Console.progress("round \(round) of \(rounds): \(self.peer ?? "")")
            let peers = try peer?.run() ?? []
            if report == nil {
                report = GrammarBenchReport(job: job, own: own, extent: extent, peers: peers, rounds: rounds)
            } else {
                report?.formMinimum(own, peers)
            }
        }
        Console.clearProgress()
        guard let report else { return }
        Console.write(json ? report.json.serialized + [0x0A] : Array(report.text.utf8))
    }

    private func makeJob() throws -> GrammarJob {
        var entries = try GrammarCorpus(path: corpus).entries
        if let only { entries = entries.filter { $0.name.contains(only) } }
        if entries.isEmpty {
            throw CommandFailure(ExitStatus.badData, "\(corpus): no schema has '\(only ?? "")' in its name")
        }
        let vocabulary = try Tokenizer(path: tokenizer)
        func tokens(_ text: [UInt8]) -> [Int] {
            text.withUnsafeBufferPointer {
                vocabulary.encode(utf8: $0, addSpecialTokens: false, parseSpecialTokens: false).map { Int($0) }
            }
        }
        let ids = 0..<vocabulary.vocabularySize
        return GrammarJob(
            tokens: ids.map { vocabulary.bytes(of: TokenID($0)) },
            special: ids.filter { vocabulary.isSpecial(TokenID($0)) },
            ends: vocabulary.endOfSequence.map { Int($0) }.sorted(),
            schemas: entries.map { entry in
                GrammarJob.Schema(
                    name: entry.name, text: entry.schema, valid: entry.valid.map(tokens),
                    invalid: entry.invalid.map(tokens))
            })
    }
}
