import Foundation

/// A real web server of the Debian package nginx-light, on free ports of this machine.
final class NginxServer: Sendable {
    static var isInstalled: Bool { Shell.has("/usr/sbin/nginx") && Shell.has("/usr/bin/openssl") }

    let plainPort: Int
    let tlsPort: Int
    /// HTTP/2 without TLS.
    let clearPort: Int
    let certificate: String
    /// Closed when this process ends in whatever way, which ends the server.
    private let lifeline: Pipe

    /// One for all tests.
    static let shared = Task {
        try await NginxServer(files: [
            "plain.txt": Array(text.utf8),
            "page.html": Array("<title>T</title><p>Hello <a href=plain.txt>x</a>".utf8),
        ])
    }

    /// What `plain.txt` holds.
    static let text = String(repeating: "All work and no play. ", count: 1000)

    /// - Parameter files: What it serves, by path.
    private init(files: [String: [UInt8]]) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "corvid-nginx-\(UUID().uuidString)").path
        (plainPort, tlsPort, clearPort) = (try Self.freePort(), try Self.freePort(), try Self.freePort())
        certificate = "\(folder)/certificate.pem"
        try FileManager.default.createDirectory(
            atPath: "\(folder)/files", withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(folder)/files/\(name)")) }
        _ = try Shell.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=site.example", "-addext", "subjectAltName=DNS:site.example,IP:127.0.0.1", "-keyout",
                "\(folder)/key.pem", "-out", certificate,
            ])
        try Self.configuration(folder, plainPort, tlsPort, clearPort)
            .write(toFile: "\(folder)/nginx.conf", atomically: true, encoding: .utf8)
        lifeline = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        let script = #"nginx -p "$0" -c "$0/nginx.conf" -e "$0/error.log" & cat; kill -9 $!; rm -rf "$0""#
        process.arguments = ["-c", script, folder]
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/bin"]
        process.standardInput = lifeline
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<400 where !Self.answers(plainPort) { try await Task.sleep(for: .milliseconds(10)) }
    }

    private static func configuration(_ path: String, _ plain: Int, _ tls: Int, _ clear: Int) -> String {
        let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(path)/\($0);" }
        return """
            daemon off; master_process off; pid \(path)/nginx.pid; error_log \(path)/error.log;
            events { worker_connections 64; }
            http {
                \(folders.joined(separator: " "))
                access_log off; gzip on; gzip_min_length 1; gzip_types text/plain; default_type text/plain;
                server {
                    listen 127.0.0.1:\(plain); listen 127.0.0.1:\(tls) ssl http2; listen 127.0.0.1:\(clear) http2;
                    ssl_certificate \(path)/certificate.pem; ssl_certificate_key \(path)/key.pem;
                    root \(path)/files;
                    location /moved { return 301 /plain.txt; }
                    location /down { return 302 http://127.0.0.1:\(plain)/plain.txt; }
                    location /cached { expires 1h; try_files /plain.txt =404; }
                    location /denied { return 403; }
                }
            }
            """
    }

    /// Below the range from which the system takes ports for servers that ask for any.
    private static func freePort() throws -> Int {
        for _ in 0..<100 {
            let port = Int.random(in: 20_000..<32_000)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            if withAddress(port, { bind(descriptor, $0, $1) }) == 0 { return port }
        }
        throw POSIXError(.EADDRINUSE)
    }

    private static func answers(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return withAddress(port) { connect(descriptor, $0, $1) } == 0
    }

    private static func withAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
