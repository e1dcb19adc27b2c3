import ArgumentParser
import Corvid
import CorvidGrammar

/// `corvid diff`: shows two runs side by side.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show two runs side by side and where they part.",
        discussion: """
            Events of one kind stand side by side: equal ones, changed ones (|), and those of one run alone (< and >). \
            Below come the first difference in full, the answers if they differ, and what each run took. Names of runs, \
            times and what was in the cache are not compared.

            Exit codes: 0 the runs are alike; 1 they differ; 64 wrong usage; 65 a log is damaged; 66 no such log.
            """)

    @Argument(help: "A log's file, a run's identifier, or last.")
    var first: String

    @Argument(help: "The other one.")
    var second: String

    @Flag(help: "Show only what differs.")
    var brief = false

    @Option(help: ArgumentHelp("Columns of the table (default: the terminal's, or 120).", valueName: "n"))
    var width: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if let width, !(40...1000).contains(width) {
            throw ValidationError("--width is \(width); it must be in 40...1000")
        }
    }

    func run() throws {
        let left = try RecordedRun(try RunLogFolder.find(first))
        let right = try RecordedRun(try RunLogFolder.find(second))
        let alignment = try RunAlignment(left.records, right.records)
        let report = RunComparison(left: left, right: right, alignment: alignment)
        if json {
            Console.write(report.json.serialized + [UInt8(ascii: "\n")])
        } else {
            Console.write(report.text(width: width ?? TerminalText.width(of: 1, fallback: 120), isBrief: brief))
        }
        if !alignment.isIdentical { throw ExitCode(ExitStatus.mismatch) }
    }
}
