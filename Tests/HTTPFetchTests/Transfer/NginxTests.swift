import HTTPFetch
import Testing

/// Against a real web server: TLS, HTTP/2, compression, ranges, validators.
@Suite(.enabled(if: NginxServer.isInstalled, "needs the Debian packages nginx-light and openssl"))
struct NginxTests {
    private func server() async throws -> NginxServer { try await NginxServer.shared.value }

    private func trusting(_ server: NginxServer) -> FetchPolicy {
        .local.with { $0.certificateFile = server.certificate }
    }

    @Test func gzipOverHTTP1() async throws {
        let server = try await server()
        let response = try await HTTPFetcher(policy: .local).fetch("http://127.0.0.1:\(server.plainPort)/plain.txt")
        #expect(response.text == NginxServer.text && response.httpVersion == "1.1")
        #expect(response.headers["content-encoding"] == "gzip" && response.wireBytes < 2000)
    }

    @Test func http2OverTLS() async throws {
        let server = try await server()
        let fetcher = HTTPFetcher(policy: trusting(server))
        let response = try await fetcher.fetch("https://127.0.0.1:\(server.tlsPort)/plain.txt")
        #expect(response.httpVersion == "2" && response.text == NginxServer.text)
        let older = HTTPFetcher(policy: trusting(server).with { $0.httpVersion = .http1 })
        #expect(try await older.fetch("https://127.0.0.1:\(server.tlsPort)/plain.txt").httpVersion == "1.1")
    }

    @Test func manyOverHTTP2WithAndWithoutTLS() async throws {
        let server = try await server()
        let fetcher = HTTPFetcher(policy: trusting(server).with { $0.httpVersion = .http2 })
        for base in ["http://127.0.0.1:\(server.clearPort)", "https://127.0.0.1:\(server.tlsPort)"] {
            let responses = try await withThrowingTaskGroup(of: FetchResponse.self) { group in
                for _ in 0..<20 { group.addTask { try await fetcher.fetch("\(base)/plain.txt") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(
                responses.count == 20 && responses.allSatisfy { $0.httpVersion == "2" && $0.text == NginxServer.text })
        }
    }

    @Test func certificatesAreChecked() async throws {
        let server = try await server()
        guard case .tls = await HTTPFetcher(policy: .local).failure("https://127.0.0.1:\(server.tlsPort)/") else {
            Issue.record("a certificate that nobody vouches for was taken")
            return
        }
        let fetcher = HTTPFetcher(
            policy: trusting(server), resolutions: ["other.example:\(server.tlsPort):127.0.0.1"])
        guard case .tls = await fetcher.failure("https://other.example:\(server.tlsPort)/") else {
            Issue.record("a certificate of another name was taken")
            return
        }
    }

    @Test func aNameThatLeadsInsideIsRefusedOverTLSToo() async throws {
        let server = try await server()
        let fetcher = HTTPFetcher(
            policy: trusting(server).with { $0.allowsLoopback = false },
            resolutions: ["site.example:\(server.tlsPort):127.0.0.1"])
        #expect(
            await fetcher.failure("https://site.example:\(server.tlsPort)/plain.txt")
                == .refusedAddress("127.0.0.1", .loopback))
    }

    @Test func fromHTTPSToHTTP() async throws {
        let server = try await server()
        let url = "https://127.0.0.1:\(server.tlsPort)/down"
        #expect(
            await HTTPFetcher(policy: trusting(server)).failure(url)
                == .insecureRedirect(to: "http://127.0.0.1:\(server.plainPort)/plain.txt"))
        let policy = trusting(server).with { $0.allowsInsecureRedirects = true }
        #expect(try await HTTPFetcher(policy: policy).fetch(url).text == NginxServer.text)
    }

    @Test func rangesHeadAndStatuses() async throws {
        let server = try await server()
        let base = "http://127.0.0.1:\(server.plainPort)"
        let fetcher = HTTPFetcher(policy: .local)
        let part = try await fetcher.fetch(FetchRequest(url: "\(base)/plain.txt", headers: ["Range": "bytes=4-7"]))
        #expect(part.status == 206 && part.text == "work" && part.headers["content-range"] == "bytes 4-7/22000")
        let head = try await fetcher.fetch(FetchRequest(url: "\(base)/plain.txt", method: "HEAD"))
        #expect(head.status == 200 && head.body.isEmpty)
        #expect(try await fetcher.fetch("\(base)/denied").status == 403)
        #expect(try await fetcher.fetch("\(base)/none").status == 404)
        #expect(try await fetcher.fetch("\(base)/moved").url == "\(base)/plain.txt")
    }

    @Test func validatorsAndExpiry() async throws {
        let server = try await server()
        let folder = try TemporaryFolder()
        let fetcher = HTTPFetcher(policy: .local, cache: try FetchCache(folder: folder.path))
        let base = "http://127.0.0.1:\(server.plainPort)"
        _ = try await fetcher.fetch("\(base)/page.html")
        let second = try await fetcher.fetch("\(base)/page.html")
        #expect(second.origin == .revalidated && second.wireBytes == 0)
        #expect(try second.page().text == "Hello x [1]")
        _ = try await fetcher.fetch("\(base)/cached")
        #expect(try await fetcher.fetch("\(base)/cached").origin == .cache)
    }
}
