import Foundation

/// A PostgreSQL server of the tests' own, on a Unix socket and a free loopback port in a folder that is deleted afterwards.
final class PostgresServer: Sendable {
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    let folder: String
    let port: Int
    private let binaries: String

    /// The server that all tests share; nil when PostgreSQL is not installed.
    static let shared: PostgresServer? = {
        guard let binaries = binaryFolder else {
            print("PostgreSQL is not installed (Debian package postgresql): its tests are skipped")
            return nil
        }
        do {
            let server = try PostgresServer(binaries)
            atexit { PostgresServer.shared?.stop() }
            return server
        } catch {
            print("PostgreSQL did not start: \(error)")
            return nil
        }
    }()

    static var binaryFolder: String? {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).compactMap { Int($0) }
        return versions.sorted().reversed().map { "\(root)/\($0)/bin" }.first {
            FileManager.default.isExecutableFile(atPath: $0 + "/initdb")
        }
    }

    func url(user: String = "owner", password: String? = "owner secret", database: String = "postgres") -> String {
        let secret = password.map { ":" + $0.replacingOccurrences(of: " ", with: "%20") } ?? ""
        return "postgres://\(user)\(secret)@127.0.0.1:\(port)/\(database)"
    }

    private init(_ binaries: String) throws {
        self.binaries = binaries
        folder = "/tmp/corvid-pg-\(getpid())"
        port = try Self.freePort()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if getuid() == 0 { try Self.run("/usr/bin/chown", ["nobody", folder]) }
        try "owner secret\n".write(toFile: folder + "/password", atomically: true, encoding: .utf8)
        if getuid() == 0 { try Self.run("/usr/bin/chown", ["nobody", folder + "/password"]) }
        try Self.runUnprivileged(
            binaries + "/initdb",
            [
                "-D", folder + "/data", "-U", "owner", "--pwfile", folder + "/password", "-A", "scram-sha-256", "-E",
                "UTF8", "--no-locale", "--no-sync",
            ], in: folder)
        try Self.runUnprivileged(
            binaries + "/pg_ctl",
            [
                "-D", folder + "/data", "-w", "-t", "60", "-l", folder + "/log", "-o",
                "-p \(port) -c listen_addresses=127.0.0.1 -c unix_socket_directories='\(folder)' -c fsync=off", "start",
            ], in: folder)
    }

    func stop() {
        try? Self.runUnprivileged(binaries + "/pg_ctl", ["-D", folder + "/data", "-m", "immediate", "stop"], in: folder)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Runs SQL as the superuser, with psql: not by what is tested.
    @discardableResult
    func execute(_ sql: String, database: String = "postgres") throws -> String {
        try Self.run(
            binaries + "/psql",
            ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url(database: database), "-c", sql])
    }

    // MARK: - Processes

    /// The server refuses to run as root.
    private static func runUnprivileged(_ program: String, _ arguments: [String], in folder: String) throws {
        guard getuid() == 0 else {
            try run(program, arguments, in: folder)
            return
        }
        try run("/usr/bin/setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program] + arguments, in: folder)
    }

    @discardableResult
    private static func run(_ program: String, _ arguments: [String], in folder: String = "/tmp") throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        // A file and not a pipe: the server that is started keeps what it inherits.
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("corvid-\(UUID().uuidString)").path
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard let output = FileHandle(forWritingAtPath: path) else { throw Missing(description: "no file \(path)") }
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        guard process.terminationStatus == 0 else { throw Missing(description: "\(program): \(text)") }
        return text
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw Missing(description: "there is no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
