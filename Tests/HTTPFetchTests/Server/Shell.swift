import Foundation

/// Programs of Debian packages that tests use.
enum Shell {
    static func has(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// What a program makes of its input.
    static func run(_ path: String, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let file = folder.path("input")
        guard FileManager.default.createFile(atPath: file, contents: Data(input)) else { throw POSIXError(.EIO) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardInput = FileHandle(forReadingAtPath: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        // Process.waitUntilExit() needs a run loop, which the threads of tests have none of.
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        ended.wait()
        guard process.terminationStatus == 0 else { throw POSIXError(.ENOEXEC) }
        return Array(data)
    }

    static func gzip(_ bytes: [UInt8]) throws -> [UInt8] { try run("/bin/gzip", ["-9", "-c"], input: bytes) }
}

/// A folder that goes with the value that holds it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "corvid-fetch-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func path(_ name: String) -> String { "\(path)/\(name)" }
}
