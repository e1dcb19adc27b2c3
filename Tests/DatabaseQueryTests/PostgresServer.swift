import Foundation

/// A PostgreSQL server of the tests' own, on a Unix socket and a free loopback port in a folder that is deleted afterwards.
// Sendable: the process is only started and stopped.
final class PostgresServer: @unchecked Sendable {
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    let folder: String
    let port: Int
    private let binaries: String
    private let server: Process

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
        try Self.run(
            as: .unprivileged, binaries + "/initdb",
            [
                "-D", folder + "/data", "-U", "owner", "--pwfile", folder + "/password", "-A", "scram-sha-256", "-E",
                "UTF8", "--no-locale", "--no-sync",
            ], in: folder)
        server = try Self.process(
            as: .unprivileged, binaries + "/postgres",
            [
                "-D", folder + "/data", "-p", "\(port)", "-c", "listen_addresses=127.0.0.1", "-c",
                "unix_socket_directories=\(folder)", "-c", "fsync=off", "-c", "log_min_messages=fatal",
            ], in: folder)
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
        for _ in 0..<300 {
            if (try? execute("SELECT 1")) != nil { return }
            guard server.isRunning else { throw Missing(description: "the server ended") }
            usleep(100_000)
        }
        throw Missing(description: "the server does not answer")
    }

    func stop() {
        // Immediate shutdown; what it held is deleted.
        kill(server.processIdentifier, SIGQUIT)
        server.waitUntilExit()
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

    private enum User { case own, unprivileged }

    private static func process(
        as user: User, _ program: String, _ arguments: [String], in folder: String
    ) throws -> Process {
        let process = Process()
        // The server refuses to run as root.
        let prefix =
            user == .unprivileged && getuid() == 0
            ? ["/usr/bin/setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : []
        let words = prefix + [program] + arguments
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        return process
    }

    @discardableResult
    private static func run(
        as user: User = .own, _ program: String, _ arguments: [String], in folder: String = "/tmp"
    ) throws -> String {
        let process = try process(as: user, program, arguments, in: folder)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(output.fileHandleForReading.fileDescriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            bytes += buffer[..<count]
        }
        let text = String(decoding: bytes, as: UTF8.self)
        process.waitUntilExit()
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
