import HTTPFetch
import Testing

struct RedirectTests {
    @Test func aChainIsFollowed() async throws {
        let server = try LoopbackServer { request, connection in
            switch request.target {
            case "/a": connection.redirect("301 Moved", to: "/b?x=1")
            case "/b?x=1": connection.redirect("308 Moved", to: "c/../d")
            default: connection.answer("200 OK", [], "end")
            }
        }
        let response = try await HTTPFetcher(policy: .local).fetch("\(server.base)/a")
        #expect(response.text == "end")
        #expect(response.url == "\(server.base)/d")
        #expect(response.redirects == ["\(server.base)/a", "\(server.base)/b?x=1"])
    }

    @Test func aLoopEnds() async throws {
        let server = try LoopbackServer { request, connection in connection.redirect(to: request.target) }
        let policy = FetchPolicy.local.with { $0.limits.redirects = 5 }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.redirects, limit: 5))
        #expect(server.requests.count == 6)
    }

    @Test(arguments: [
        ("http://10.0.0.1/", AddressKind.private), ("http://[::ffff:10.0.0.1]/", .private),
        ("http://169.254.169.254/latest/meta-data/", .metadata), ("//0xa9fea9fe/", .metadata),
        ("http://[fd00::1]/", .uniqueLocal), ("http://100.64.0.1/", .carrierGradeNAT), ("http://0/", .unspecified),
        ("http://192.168.257/", .private),
    ])
    func toAPrivateAddress(target: String, kind: AddressKind) async throws {
        let server = try LoopbackServer { _, connection in connection.redirect(to: target) }
        guard case .refusedAddress(_, kind) = await HTTPFetcher(policy: .local).failure(server.base) else {
            Issue.record("\(target) was not refused")
            return
        }
    }

    @Test func toANameThatLeadsInside() async throws {
        let inside = try LoopbackServer { _, connection in connection.answer("200 OK", [], "secret") }
        let outside = try LoopbackServer { _, connection in
            connection.redirect(to: "http://inside.example:\(inside.port)/")
        }
        let policy = try FetchPolicy.local.with {
            $0.allowsLoopback = false
            $0.allowedNetworks = [try AddressBlock("127.0.0.1")]
        }
        let fetcher = HTTPFetcher(policy: policy, resolutions: ["inside.example:\(inside.port):127.0.0.2"])
        #expect(await fetcher.failure(outside.base) == .refusedAddress("127.0.0.2", .loopback))
        #expect(inside.connections == 0)
    }

    @Test(arguments: ["file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "ftp://127.0.0.1/", "dict://127.0.0.1/"])
    func toAnotherScheme(target: String) async throws {
        let server = try LoopbackServer { _, connection in connection.redirect(to: target) }
        let scheme = String(target.prefix { $0 != ":" })
        #expect(await HTTPFetcher(policy: .local).failure(server.base) == .refusedScheme(scheme))
    }

    @Test func toCredentials() async throws {
        let server = try LoopbackServer { _, connection in connection.redirect(to: "http://user:key@127.0.0.1/") }
        #expect(await HTTPFetcher(policy: .local).failure(server.base) == .credentialsInURL)
    }

    @Test func toAHostOrPortThatIsNotAllowed() async throws {
        let server = try LoopbackServer { request, connection in
            connection.redirect(to: request.target == "/host" ? "http://other.example/" : "http://127.0.0.1:22/")
        }
        let policy = FetchPolicy.local.with {
            $0.allowedHosts = ["127.0.0.1"]
            $0.deniedPorts = [22]
        }
        let fetcher = HTTPFetcher(policy: policy)
        #expect(await fetcher.failure("\(server.base)/host") == .refusedHost("other.example"))
        #expect(await fetcher.failure("\(server.base)/port") == .refusedPort(22))
    }

    /// RFC 9110, 15.4.
    @Test(arguments: [
        (301, "GET", "GET"), (302, "HEAD", "HEAD"), (301, "POST", "GET"), (302, "POST", "GET"), (303, "POST", "GET"),
        (303, "HEAD", "HEAD"), (307, "POST", "POST"), (308, "POST", "POST"), (307, "GET", "GET"),
    ])
    func methods(status: Int, method: String, expected: String) async throws {
        let server = try LoopbackServer { request, connection in
            if request.target == "/" {
                connection.redirect("\(status) Moved", to: "/next")
            } else {
                connection.answer("200 OK", [], request.method == "HEAD" ? [] : Array(request.method.utf8))
            }
        }
        let policy = FetchPolicy.local.with { $0.methods = ["GET", "HEAD", "POST"] }
        let request = FetchRequest(
            url: server.base, method: method, headers: method == "POST" ? ["content-type": "text/plain"] : [:],
            body: method == "POST" ? Array("data".utf8) : nil)
        _ = try await HTTPFetcher(policy: policy).fetch(request)
        let last = try #require(server.requests.last)
        #expect(last.method == expected)
        #expect(last.body == (expected == "POST" ? Array("data".utf8) : []))
        #expect(last.fields["content-type"] == (expected == "POST" ? "text/plain" : nil))
    }

    @Test func secretsStayWithTheirOrigin() async throws {
        let other = try LoopbackServer { _, connection in connection.answer("200 OK", [], "x") }
        let server = try LoopbackServer { request, connection in
            connection.redirect(to: request.target == "/a" ? "/b" : other.base)
        }
        let request = FetchRequest(
            url: "\(server.base)/a", headers: ["Authorization": "secret", "X-Key": "secret", "Accept": "text/html"])
        _ = try await HTTPFetcher(policy: .local).fetch(request)
        #expect(server.requests.map { $0.fields["authorization"] } == ["secret", "secret"])
        let last = try #require(other.requests.first)
        #expect(last.fields["authorization"] == nil && last.fields["x-key"] == nil)
        #expect(last.fields["accept"] == "text/html")
    }

    @Test func withoutALocationItIsAnAnswer() async throws {
        let server = try LoopbackServer { _, connection in connection.answer("302 Found", [], "no way on") }
        let response = try await HTTPFetcher(policy: .local).fetch(server.base)
        #expect(response.status == 302 && response.text == "no way on")
    }

    @Test func anEndlessBodyOfARedirectIsNotRead() async throws {
        let server = try LoopbackServer { request, connection in
            guard request.target == "/" else { return connection.answer("200 OK", [], "end") }
            connection.send("HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n")
            while connection.send([UInt8](repeating: 65, count: 16384)) {}
            connection.close()
        }
        #expect(try await HTTPFetcher(policy: .local).fetch(server.base).text == "end")
    }
}
