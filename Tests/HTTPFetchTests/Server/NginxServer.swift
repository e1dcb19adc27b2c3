import Foundation

/// A real web server of the Debian package nginx-light, on free ports of this machine.
final class NginxServer: Sendable {
    static var isInstalled: Bool { Shell.has("/usr/sbin/nginx") && Shell.has("/usr/bin/openssl") }

    let plainPort: Int
    let tlsPort: Int
    /// HTTP/2 without TLS.
    let clearPort: Int
    let certificate: String
    private let folder: TemporaryFolder
    private let process: Process

    /// - Parameter files: What it serves, by path.
    init(files: [String: [UInt8]]) async throws {
        folder = try TemporaryFolder()
        (plainPort, tlsPort, clearPort) = (try Self.freePort(), try Self.freePort(), try Self.freePort())
        certificate = folder.path("certificate.pem")
        try FileManager.default.createDirectory(
            atPath: folder.path("files"), withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: folder.path("files/\(name)"))) }
        _ = try Shell.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=site.example", "-addext", "subjectAltName=DNS:site.example,IP:127.0.0.1", "-keyout",
                folder.path("key.pem"), "-out", certificate,
            ])
        try Self.configuration(folder.path, plainPort, tlsPort, clearPort)
            .write(toFile: folder.path("nginx.conf"), atomically: true, encoding: .utf8)
        process = Process()
        process.executableURL = URL(filePath: "/usr/sbin/nginx")
        process.arguments = ["-p", folder.path, "-c", folder.path("nginx.conf"), "-e", folder.path("error.log")]
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<400 where !Self.answers(plainPort) { try await Task.sleep(for: .milliseconds(10)) }
    }

    deinit {
        // The child may have inherited a mask that holds back gentler signals.
        kill(process.processIdentifier, SIGKILL)
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

    private static func freePort() throws -> Int {
        let server = try LoopbackServer(answer: "")
        server.stop()
        return server.port
    }

    private static func answers(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
