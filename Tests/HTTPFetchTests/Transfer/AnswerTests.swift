import Foundation
import HTTPFetch
import Testing

/// What servers say, well-formed or not.
struct AnswerTests {
    private func failure(_ answer: String) async throws -> FetchError.Reason? {
        let server = try LoopbackServer(answer: answer)
        return await HTTPFetcher(policy: .local).failure(server.base)
    }

    private func fetch(_ answer: String, method: String = "GET") async throws -> FetchResponse {
        let server = try LoopbackServer(answer: answer)
        return try await HTTPFetcher(policy: .local).fetch(FetchRequest(url: server.base, method: method))
    }

    @Test func aPlainAnswer() async throws {
        let response = try await fetch("HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A:  2 \r\nContent-Length: 5\r\n\r\nhello")
        #expect(response.status == 200 && response.isSuccess && response.text == "hello")
        #expect(response.headers["x-a"] == "1, 2")
        #expect(response.httpVersion == "1.1" && response.origin == .network && response.wireBytes == 5)
    }

    @Test func theUserAgentIsNamed() async throws {
        let server = try LoopbackServer { _, connection in connection.answer() }
        _ = try await HTTPFetcher(policy: .local).fetch("\(server.base)/a?b=c")
        let request = try #require(server.requests.first)
        #expect(request.fields["user-agent"] == "Corvid/1.0")
        #expect(request.target == "/a?b=c" && request.method == "GET")
        #expect(request.fields["accept-encoding"]?.contains("gzip") == true)
    }

    @Test func head() async throws {
        let response = try await fetch("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", method: "HEAD")
        #expect(response.status == 200 && response.body.isEmpty)
    }

    @Test(arguments: [
        (204, "HTTP/1.1 204 No Content\r\n\r\n"), (304, "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"),
        (205, "HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n"),
    ])
    func withoutABody(status: Int, answer: String) async throws {
        let response = try await fetch(answer)
        #expect(response.status == status && response.body.isEmpty)
    }

    @Test func aPart() async throws {
        let server = try LoopbackServer { _, connection in
            connection.answer("206 Partial Content", ["Content-Range: bytes 2-4/10"], "cde")
        }
        let request = FetchRequest(url: server.base, headers: ["Range": "bytes=2-4"])
        let response = try await HTTPFetcher(policy: .local).fetch(request)
        #expect(response.status == 206 && response.text == "cde")
        #expect(server.requests.first?.fields["range"] == "bytes=2-4")
        #expect(server.requests.first?.fields["accept-encoding"] == "identity")
    }

    @Test(arguments: [400, 401, 403, 404, 410, 429, 451, 500, 503])
    func errorStatusesAreAnswers(status: Int) async throws {
        let response = try await fetch("HTTP/1.1 \(status) No\r\nContent-Length: 3\r\n\r\nwhy")
        #expect(response.status == status && !response.isSuccess && response.text == "why")
    }

    @Test func interimAnswersAreSkipped() async throws {
        let response = try await fetch(
            "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(response.status == 200 && response.text == "ok")
        #expect(response.headers["x-early"] == nil && response.headers["link"] == nil)
    }

    @Test func untilTheConnectionCloses() async throws {
        #expect(try await fetch("HTTP/1.0 200 OK\r\n\r\nold style").text == "old style")
    }

    @Test func chunksAndTrailers() async throws {
        let response = try await fetch(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n")
        #expect(response.text == "abcde")
        #expect(response.headers["x-trailer"] == nil)
    }

    @Test func aBodyThatIsTooShort() async throws {
        #expect(try await failure("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc") == .incomplete(received: 3))
    }

    @Test func aBodyThatIsTooLong() async throws {
        #expect(try await fetch("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef").text == "abc")
    }

    @Test func chunksThatBreakOff() async throws {
        let failure = try await failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc")
        #expect(failure == .incomplete(received: 3))
    }

    @Test(arguments: [
        "zz\r\nabc\r\n", "-1\r\nabc\r\n", "ffffffffffffffffff\r\nabc\r\n", "3\r\nabcdef\r\n0\r\n\r\n",
    ])
    func malformedChunks(chunks: String) async throws {
        let failure = try await failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(chunks)")
        switch failure {
        case .malformedResponse, .connection, .incomplete: break
        default: Issue.record("\(String(describing: failure))")
        }
    }

    @Test(arguments: [
        "", "garbage\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\u{0}\u{0}\u{0}\u{0}", "HTTP/1.1 abc\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\nx", "220 ftp ready\r\n", "<html>no header</html>",
    ])
    func noAnswerAtAll(answer: String) async throws {
        switch try await failure(answer) {
        case .malformedResponse, .connection: break
        case let other: Issue.record("\(String(describing: other))")
        }
    }

    @Test(arguments: ["-5", "abc", "1e3", "18446744073709551617", "5, 7"])
    func malformedLengths(length: String) async throws {
        switch try await failure("HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\nhello") {
        case .malformedResponse, .connection, .incomplete, .exceeded(.wireBytes, _), nil: break
        case let other: Issue.record("\(String(describing: other))")
        }
    }

    @Test func nulBytesInAField() async throws {
        switch try await failure("HTTP/1.1 200 OK\r\nX-A: a\u{0}b\r\nContent-Length: 0\r\n\r\n") {
        case .malformedResponse, .connection: break
        case let other: Issue.record("\(String(describing: other))")
        }
    }

    @Test func nulBytesInTheBody() async throws {
        #expect(try await fetch("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\u{0}b").body == [97, 0, 98])
    }

    @Test func aReset() async throws {
        let server = try LoopbackServer { request, connection in
            if request.target == "/body" { connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc") }
            connection.pause(milliseconds: 50)
            connection.reset()
        }
        let fetcher = HTTPFetcher(policy: .local)
        for path in ["/", "/body"] {
            guard case .connection = await fetcher.failure(server.base + path) else {
                Issue.record("\(path) did not fail as a connection")
                continue
            }
        }
    }

    @Test func nobodyListens() async throws {
        let server = try LoopbackServer(answer: "")
        server.stop()
        guard case .connection = await HTTPFetcher(policy: .local).failure(server.base) else {
            Issue.record("no error of the connection")
            return
        }
    }

    @Test func anUnknownName() async {
        #expect(
            await HTTPFetcher(policy: .local).failure("http://nowhere.invalid/") == .unresolvedHost("nowhere.invalid"))
    }

    @Test func noTLSWhereItIsAskedFor() async throws {
        let server = try LoopbackServer(answer: "HTTP/1.1 200 OK\r\n\r\n")
        let policy = FetchPolicy.local.with { $0.limits.connectTime = .milliseconds(500) }
        switch await HTTPFetcher(policy: policy).failure("https://127.0.0.1:\(server.port)/") {
        case .tls, .connection, .exceeded: break
        case let other: Issue.record("\(String(describing: other))")
        }
    }

    @Test func cookiesAreNeitherKeptNorSent() async throws {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Set-Cookie: id=1; Path=/"], "x")
        }
        let fetcher = HTTPFetcher(policy: .local)
        for _ in 0..<3 { _ = try await fetcher.fetch(server.base) }
        #expect(server.requests.count == 3)
        #expect(server.requests.allSatisfy { $0.fields["cookie"] == nil })
    }

    @Test func connectionsAreUsedAgain() async throws {
        let server = try LoopbackServer { _, connection in connection.answer("200 OK", [], "x") }
        let fetcher = HTTPFetcher(policy: .local)
        for _ in 0..<5 { _ = try await fetcher.fetch(server.base) }
        #expect(server.connections == 1)
    }

    @Test func connectionsThatCloseAreMadeAnew() async throws {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Connection: close"], "x")
            connection.close()
        }
        let fetcher = HTTPFetcher(policy: .local)
        for _ in 0..<3 { _ = try await fetcher.fetch(server.base) }
        #expect(server.connections == 3)
    }

    @Test func overIPv6() async throws {
        let server = try LoopbackServer(isIPv6: true) { _, connection in connection.answer("200 OK", [], "six") }
        #expect(try await HTTPFetcher(policy: .local).fetch("http://[::1]:\(server.port)/").text == "six")
    }

    @Test func postWhereItIsAllowed() async throws {
        let server = try LoopbackServer { request, connection in connection.answer("200 OK", [], request.body) }
        let policy = FetchPolicy.local.with { $0.methods.insert("POST") }
        let body = Array("a\u{0}b=ü".utf8)
        let request = FetchRequest(
            url: server.base, method: "POST", headers: ["Content-Type": "text/plain"], body: body)
        #expect(try await HTTPFetcher(policy: policy).fetch(request).body == body)
        #expect(server.requests.first?.method == "POST")
    }

    @Test func fiftyAtOnce() async throws {
        let server = try LoopbackServer { request, connection in
            connection.pause(milliseconds: 5)
            connection.answer("200 OK", [], request.target)
        }
        let fetcher = HTTPFetcher(policy: .local)
        let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for index in 0..<50 {
                group.addTask { (index, try await fetcher.fetch("\(server.base)/\(index)").text) }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(answers == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, "/\($0)") }))
    }
}
