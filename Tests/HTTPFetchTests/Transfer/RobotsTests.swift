import HTTPFetch
import Testing

struct RobotsTests {
    private static let policy = FetchPolicy.local.with { $0.obeysRobots = true }

    private static func server(_ robots: String, status: String = "200 OK") throws -> LoopbackServer {
        try LoopbackServer { request, connection in
            request.target == "/robots.txt"
                ? connection.answer(status, ["Content-Type: text/plain"], robots)
                : connection.answer("200 OK", [], "page")
        }
    }

    /// The examples and rules of RFC 9309, 2.2.
    @Test(arguments: [
        ("User-agent: *\nDisallow: /", "/", false), ("User-agent: *\nDisallow:", "/", true),
        ("User-agent: *\nDisallow: /a", "/ab", false), ("User-agent: *\nDisallow: /a/", "/a", true),
        ("User-agent: *\nDisallow: /\nAllow: /pub", "/pub/x", true),
        ("User-agent: *\nAllow: /x\nDisallow: /x", "/x", true),
        ("User-agent: *\nDisallow: /x\nAllow: /x", "/x", true),
        ("User-agent: *\nDisallow: *.gif$", "/a/b.gif", false), ("User-agent: *\nDisallow: *.gif$", "/b.gif?x", true),
        ("User-agent: *\nDisallow: /*/c", "/a/b/c", false), ("User-agent: *\nDisallow: /a*b*c$", "/aXbXc", false),
        ("User-agent: *\nDisallow: /a*b*c$", "/aXbXcX", true), ("User-agent: *\nDisallow: /a$", "/a", false),
        ("User-agent: *\nDisallow: /a$", "/ab", true), ("user-AGENT: corvid\nDISALLOW: /", "/", false),
        ("User-agent: Corvid/2.0\nDisallow: /", "/", false), ("User-agent: CorvidNot\nDisallow: /", "/", true),
        ("User-agent: other\nDisallow: /", "/", true),
        ("User-agent: corvid\nAllow: /\nUser-agent: *\nDisallow: /", "/", true),
        ("User-agent: *\nDisallow: /\nUser-agent: corvid\nDisallow: /x", "/y", true),
        ("User-agent: a\nUser-agent: corvid\nDisallow: /x", "/x", false),
        ("User-agent: corvid\nDisallow: /a\n\nUser-agent: corvid\nDisallow: /b", "/b", false),
        ("User-agent: *\nDisallow: /%7Ea", "/~a", false), ("User-agent: *\nDisallow: /ä", "/%C3%A4", false),
        ("User-agent: *\nDisallow: /a # comment", "/a", false),
        ("# x\r\nUser-agent: *\r\nDisallow: /a\r\n", "/a", false),
        ("Disallow: /", "/", true), ("User-agent: *\nSitemap: x\nDisallow: /a", "/a", false),
        ("\u{FEFF}User-agent: *\nDisallow: /", "/", false), ("User-agent: *\nDisallow: /?q=", "/?q=1", false),
        ("<html>no</html>", "/", true), ("", "/", true), ("User-agent: *\nDisallow: /", "/robots.txt", true),
        (":::\n\u{0}\u{1}\nUser-agent\nDisallow", "/", true),
    ])
    func rules(file: String, target: String, isAllowed: Bool) {
        #expect((RobotsRules(Array(file.utf8), agent: "Corvid").disallowing(target) == nil) == isAllowed)
    }

    @Test func aDisallowedPageIsNotAskedFor() async throws {
        let server = try Self.server("User-agent: *\nDisallow: /private")
        let fetcher = HTTPFetcher(policy: Self.policy)
        #expect(
            await fetcher.failure("\(server.base)/private/x") == .disallowedByRobots("Disallow: /private"))
        #expect(try await fetcher.fetch("\(server.base)/open").text == "page")
        #expect(server.requests.map(\.target) == ["/robots.txt", "/open"])
    }

    @Test func aRedirectIsJudgedToo() async throws {
        let server = try LoopbackServer { request, connection in
            switch request.target {
            case "/robots.txt": connection.answer("200 OK", [], "User-agent: *\nDisallow: /private")
            default: connection.redirect(to: "/private")
            }
        }
        #expect(
            await HTTPFetcher(policy: Self.policy).failure("\(server.base)/open")
                == .disallowedByRobots("Disallow: /private"))
    }

    @Test func missingAllowsAll() async throws {
        let server = try Self.server("User-agent: *\nDisallow: /", status: "404 Not Found")
        #expect(try await HTTPFetcher(policy: Self.policy).fetch(server.base).text == "page")
    }

    @Test func anOutageForbidsAll() async throws {
        let server = try Self.server("", status: "503 Busy")
        #expect(
            await HTTPFetcher(policy: Self.policy).failure(server.base)
                == .disallowedByRobots("robots.txt answers 503"))
    }

    @Test func redirectsOfRobotsAreFollowedAndJudged() async throws {
        let server = try LoopbackServer { request, connection in
            switch request.target {
            case "/robots.txt": connection.redirect(to: "/moved.txt")
            case "/moved.txt": connection.answer("200 OK", [], "User-agent: *\nDisallow: /x")
            default: connection.answer("200 OK", [], "page")
            }
        }
        #expect(
            await HTTPFetcher(policy: Self.policy).failure("\(server.base)/x") == .disallowedByRobots("Disallow: /x"))
        let inside = try LoopbackServer { _, connection in connection.redirect(to: "http://10.0.0.1/") }
        #expect(await HTTPFetcher(policy: Self.policy).failure(inside.base) == .refusedAddress("10.0.0.1", .private))
    }

    @Test func anEndlessFileIsReadUpToItsBound() async throws {
        let server = try LoopbackServer { request, connection in
            guard request.target == "/robots.txt" else { return connection.answer("200 OK", [], "page") }
            connection.send("HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /x\n")
            while connection.send(String(repeating: "# more\n", count: 1000)) {}
            connection.close()
        }
        let fetcher = HTTPFetcher(policy: Self.policy)
        #expect(await fetcher.failure("\(server.base)/x") == .disallowedByRobots("Disallow: /x"))
        #expect(try await fetcher.fetch("\(server.base)/y").text == "page")
    }

    @Test func intricatePatternsEnd() {
        let pattern = "*" + String(repeating: "a", count: 3000) + "b"
        let file = String(repeating: "Disallow: /\(pattern)\n", count: 100)
        let rules = RobotsRules(Array("User-agent: *\n\(file)".utf8), agent: "Corvid")
        #expect(rules.disallowing("/" + String(repeating: "a", count: 8000)) != nil)
    }

    @Test func requestsToOneHostAreSpacedOut() async throws {
        let server = try Self.server("")
        let fetcher = HTTPFetcher(policy: .local.with { $0.hostInterval = .milliseconds(150) })
        let begin = ContinuousClock.now
        for _ in 0..<4 { _ = try await fetcher.fetch(server.base) }
        #expect(ContinuousClock.now - begin >= .milliseconds(450))
        let slow = FetchPolicy.local.with {
            $0.hostInterval = .seconds(60)
            $0.limits.totalTime = .seconds(5)
        }
        let other = HTTPFetcher(policy: slow)
        _ = try await other.fetch(server.base)
        #expect(await other.failure(server.base) == .exceeded(.totalTime, limit: 5000))
    }
}
