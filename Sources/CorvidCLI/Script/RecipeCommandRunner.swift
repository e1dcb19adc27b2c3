import Corvid
import Foundation

/// Runs the programs of checks, where `--allow-commands` allows them: no shell, the recipe's folder, one minute.
enum RecipeCommandRunner {
    static let timeout = Duration.seconds(60)

    static func make(folder: String) -> RecipeRunner.CommandRunner {
        { words, input in try await run(words, input: input, folder: folder) }
    }

    private static func run(_ words: [String], input: String, folder: String) async throws -> Int32 {
        guard words.first?.contains("=") == false else {
            throw CommandFailure(ExitStatus.usage, "'\(words.first ?? "")' is no program for a check")
        }
        // A file and no pipe: a program may end without reading it.
        let file = FileManager.default.temporaryDirectory.appending(path: "corvid-check-\(UUID().uuidString)")
        try Data(input.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["--"] + words
        process.currentDirectoryURL = URL(filePath: folder.isEmpty ? "." : folder)
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let (ends, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { process in
            end.yield(process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus)
            end.finish()
        }
        try process.run()
        let watch = Task {
            try await Task.sleep(for: timeout)
            process.terminate()
            try await Task.sleep(for: .seconds(2))
            if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        }
        defer { watch.cancel() }
        return try await withTaskCancellationHandler {
            for await status in ends { return status }
            throw CancellationError()
        } onCancel: {
            process.terminate()
        }
    }
}
