import CorvidGrammar
import Foundation
import Testing

/// The built `corvid`, run as a user runs it.
enum CommandLineTool {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String

        /// Standard output as JSON.
        func json() throws -> JSONValue { try JSONValue(parsing: output) }
    }

    /// The executable beside the test bundle.
    static var executable: URL { executable("corvid") }

    static func executable(_ name: String) -> URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        let path = bundle?.bundlePath ?? CommandLine.arguments[0]
        return URL(filePath: path).deletingLastPathComponent().appending(path: name)
    }

    /// A tiny checkpoint among the engine's fixtures.
    static func fixture(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "CorvidEngineTests/Fixtures/checkpoints/\(name)").path
    }

    /// A folder for one test, removed afterwards.
    static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "corvid-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder.path)
    }

    /// Runs the tool to its end.
    ///
    /// - Parameter interruptAfter: Sends Ctrl-C's signal once so many bytes of output are there.
    @discardableResult
    static func run(
        _ arguments: [String], program: String = "corvid", environment: [String: String] = [:], input: String = "",
        interruptAfter bytes: Int? = nil
    ) throws -> Outcome {
        try withFolder { folder in
            let files = ["input", "output", "errors"].map { URL(filePath: folder).appending(path: $0) }
            try Data(input.utf8).write(to: files[0])
            for file in files[1...] { try Data().write(to: file) }
            let process = Process()
            process.executableURL = executable(program)
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.arguments = arguments
            process.standardInput = try FileHandle(forReadingFrom: files[0])
            process.standardOutput = try FileHandle(forWritingTo: files[1])
            process.standardError = try FileHandle(forWritingTo: files[2])
            try process.run()
            if let bytes {
                while process.isRunning, try Data(contentsOf: files[1]).count < bytes { usleep(1000) }
                process.interrupt()
            }
            process.waitUntilExit()
            return Outcome(
                status: process.terminationStatus,
                output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
                errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
        }
    }
}
