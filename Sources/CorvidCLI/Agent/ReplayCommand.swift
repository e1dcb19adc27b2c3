import ArgumentParser
import Corvid
import CorvidGrammar

/// `corvid replay`: runs a recorded run again, offline.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Run a recorded run again, offline, and compare it byte for byte.",
        discussion: """
            The model replies anew; no tool is run, each gives what it gave then. Every event must be the recorded one, \
            times excepted.

            Exit codes: 0 identical; 1 the replay diverges, and the first difference is named; 64 wrong usage; 65 the \
            log is damaged, or was made with another model; 66 no such log or model; 130 Ctrl-C.
            """)

    @Argument(help: "A log's file, a run's identifier, or last.")
    var log: String

    @Option(help: ArgumentHelp("Find the same model here, if it was moved.", valueName: "model"))
    var model: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let recorded = try RecordedRun(try RunLogFolder.find(log))
        let divergence = try await recorded.setup(model: model).makeAgent().use { agent -> ReplayDivergence? in
            InterruptFlag.watch()
            do {
                _ = try await RunOutput(style: .silent).follow(agent.replay(recorded.records))
                return nil
            } catch let error as ReplayDivergence {
                return error
            } catch {
                if InterruptFlag.isRequested { throw CommandFailure(ExitStatus.interrupted, "interrupted") }
                throw error
            }
        }
        if json {
            Console.write(report(recorded, divergence).serialized + [UInt8(ascii: "\n")])
        } else if let divergence {
            Console.write(TerminalText.safe(divergence.description) + "\n")
        } else {
            Console.write("\(recorded.records.count) events, identical\n")
        }
        if divergence != nil { throw ExitCode(ExitStatus.mismatch) }
    }

    private func report(_ recorded: RecordedRun, _ divergence: ReplayDivergence?) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init(key: "runID", value: .text(recorded.header.runID)),
            .init(key: "events", value: .integer(recorded.records.count)),
            .init(key: "identical", value: .bool(divergence == nil)),
        ]
        if let divergence {
            func encoded(_ event: AgentEvent?) -> JSONValue {
                event.flatMap { try? JSONValueEncoder().encode($0) } ?? .null
            }
            members += [
                .init(key: "event", value: .integer(divergence.number)),
                .init(key: "message", value: .text(divergence.description)),
                .init(key: "recorded", value: encoded(divergence.recorded)),
                .init(key: "replayed", value: encoded(divergence.replayed)),
            ]
        }
        return .object(members)
    }
}
