import ArgumentParser
import CorvidGrammar

/// `corvid grammar check`: whether a grammar can be used, and whether a document matches it.
struct GrammarCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Tell whether a schema or grammar is supported, and where a document breaks it.",
        usage: """
            corvid grammar check GRAMMAR [DOCUMENT] [--mode MODE] [--json]
            corvid grammar check --regex PATTERN [DOCUMENT] [--json]
            """,
        discussion: """
            GRAMMAR is a JSON Schema (.json: draft 2020-12, or draft-07 where its $schema says so) or a grammar in GBNF \
            (.gbnf); a file with another name is judged by how it begins. Every keyword of a schema is enforced, or \
            refused with the JSON pointer where it stands.

            DOCUMENT is a file; "-" reads standard input. A document that is no JSON for a schema fails where it stops \
            being JSON. A line end at the end of the document is part of it; in validation it is white space as any other.

              corvid grammar check schema.json
              corvid grammar check schema.json order.json
              corvid grammar check --regex '^[a-z]+$' - < word.txt

            Exit codes: 0 supported, and the document matches; 1 the document does not match; 64 wrong usage; 65 the \
            schema, grammar or pattern is malformed or not supported; 66 no such input.
            """)

    @Argument(help: ArgumentHelp("A schema or grammar, then a document.", valueName: "file"))
    var files: [String] = []

    @Option(help: ArgumentHelp("A regular expression (ECMA-262) in the grammar's place.", valueName: "pattern"))
    var regex: String?

    @Option(
        help: """
            Which documents a schema takes: validation (any legal form) or generation (the compact form that models are \
            made to write).
            """)
    var mode = GrammarMode.validation

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        let most = regex == nil ? 2 : 1
        if regex == nil, files.isEmpty { throw ValidationError("give a schema, a grammar or --regex") }
        if files.count > most { throw ValidationError("more than one document: '\(files[most])'") }
    }

    func run() throws {
        let source = try regex.map { GrammarSource(pattern: $0) } ?? GrammarSource(path: files[0])
        let document = regex == nil ? files.dropFirst().first : files.first
        let text = try document.map { try $0 == "-" ? Console.readInputBytes() : Console.readBytes($0) }
        let grammar: CompiledGrammar
        do {
            grammar = try source.compiled(mode)
        } catch {
            if json { Console.write(GrammarReport.json(source, error).serialized + [0x0A]) }
            throw json
                ? CommandFailure(ExitStatus.badData, "\(source.name): not supported")
                : CommandFailure(ExitStatus.badData, "\(source.name): \(error)")
        }
        let mismatch = text.flatMap { DocumentMismatch($0, grammar, isJSON: source.kind == .schema) }
        let name = document.map { $0 == "-" ? "standard input" : $0 }
        let report = GrammarReport(source: source, mode: mode, grammar: grammar, document: name, mismatch: mismatch)
        Console.write(json ? report.json.serialized + [0x0A] : Array(report.text.utf8))
        if mismatch != nil { throw ExitCode(ExitStatus.mismatch) }
    }
}
