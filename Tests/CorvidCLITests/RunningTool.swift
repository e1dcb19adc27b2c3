import Foundation
import Testing

/// The test's command line while it runs, to be watched and stopped.
final class RunningTool {
    private let box: AgentSandbox
    private let process = Process()
    private let errorFile: String

    init(_ box: AgentSandbox, _ arguments: [String], delay: Int) throws {
        self.box = box
        errorFile = "\(box.folder)/errors"
        try Data().write(to: URL(filePath: errorFile))
        process.executableURL = CommandLineTool.executable("CorvidTestTool")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(box.environment(delay: delay)) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errorFile))
        try process.run()
    }

    /// Waits until the run's log has so many whole lines, and gives its path.
    func log(atLeast count: Int) throws -> String {
        let deadline = Date(timeIntervalSinceNow: 20)
        while Date() < deadline {
            if let log = (try? box.logFiles)?.first, AgentSandbox.lines(of: log).count >= count { return log }
            usleep(200)
        }
        process.terminate()
        throw NeverCame(what: "\(count) lines of the log")
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// The exit code, or the signal that ended it.
    func wait() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    var errors: String { (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "" }
}

/// Something that a test waited for.
struct NeverCame: Error {
    var what: String
}
