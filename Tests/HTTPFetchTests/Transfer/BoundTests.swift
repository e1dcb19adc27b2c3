import HTTPFetch
import Testing

struct BoundTests {
    private static func endless(_ header: String, _ chunk: [UInt8]) throws -> LoopbackServer {
        try LoopbackServer { _, connection in
            connection.send(header)
            while connection.send(chunk) {}
            connection.close()
        }
    }

    @Test func endlessBody() async throws {
        let server = try Self.endless("HTTP/1.1 200 OK\r\n\r\n", [UInt8](repeating: 65, count: 8192))
        let policy = FetchPolicy.local.with { $0.limits.bodyBytes = 100_000 }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.bodyBytes, limit: 100_000))
    }

    @Test func endlessChunks() async throws {
        let chunk = Array("1000\r\n".utf8) + [UInt8](repeating: 65, count: 4096) + Array("\r\n".utf8)
        let server = try Self.endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk)
        let policy = FetchPolicy.local.with { $0.limits.wireBytes = 50_000 }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.wireBytes, limit: 50_000))
    }

    @Test func truncationByOption() async throws {
        let server = try Self.endless("HTTP/1.1 200 OK\r\n\r\n", [UInt8](repeating: 65, count: 8192))
        let policy = FetchPolicy.local.with {
            $0.limits.bodyBytes = 100_000
            $0.truncates = true
        }
        let response = try await HTTPFetcher(policy: policy).fetch(server.base)
        #expect(response.isTruncated)
        #expect(response.body.count == 100_000)
    }

    @Test func exactlyTheBoundIsAllowed() async throws {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", [], [UInt8](repeating: 65, count: 1000))
        }
        let policy = FetchPolicy.local.with {
            $0.limits.bodyBytes = 1000
            $0.limits.wireBytes = 1000
        }
        #expect(try await HTTPFetcher(policy: policy).fetch(server.base).body.count == 1000)
        let less = policy.with { $0.limits.bodyBytes = 999 }
        #expect(await HTTPFetcher(policy: less).failure(server.base) == .exceeded(.bodyBytes, limit: 999))
    }

    @Test func anAnnouncedLengthIsBelieved() async throws {
        let server = try LoopbackServer { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
            _ = connection.waitForClose()
            connection.close()
        }
        let limit = FetchPolicy.local.limits.wireBytes
        #expect(await HTTPFetcher(policy: .local).failure(server.base) == .exceeded(.wireBytes, limit: limit))
    }

    @Test func endlessHeader() async throws {
        let server = try Self.endless(
            "HTTP/1.1 200 OK\r\n", Array("X-More: \(String(repeating: "a", count: 80))\r\n".utf8))
        let policy = FetchPolicy.local.with { $0.limits.headerBytes = 20_000 }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.headerBytes, limit: 20_000))
    }

    @Test func endlessInterimAnswers() async throws {
        let server = try Self.endless("", Array("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".utf8))
        let policy = FetchPolicy.local.with { $0.limits.headerBytes = 20_000 }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.headerBytes, limit: 20_000))
    }

    @Test func oneHugeField() async throws {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["X-Huge: \(String(repeating: "a", count: 90_000))"], "x")
        }
        #expect(await HTTPFetcher(policy: .local).failure(server.base) == .exceeded(.headerBytes, limit: 64 << 10))
        // libcurl has a bound of its own for a single line.
        let larger = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["X-Huge: \(String(repeating: "a", count: 300_000))"], "x")
        }
        let policy = FetchPolicy.local.with { $0.limits.headerBytes = 1 << 20 }
        #expect(await HTTPFetcher(policy: policy).failure(larger.base) != nil)
    }

    @Test func trailersCountToo() async throws {
        let server = try LoopbackServer { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
            while connection.send("X-Trailer: \(String(repeating: "a", count: 80))\r\n") {}
            connection.close()
        }
        let policy = FetchPolicy.local.with { $0.limits.headerBytes = 20_000 }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.headerBytes, limit: 20_000))
    }

    @Test func gzipBombByRatio() async throws {
        let bomb = try Shell.gzip([UInt8](repeating: 0, count: 12 << 20))
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Encoding: gzip"], bomb)
        }
        #expect(await HTTPFetcher(policy: .local).failure(server.base) == .exceeded(.expansion, limit: 100))
    }

    @Test func gzipBombBySize() async throws {
        let bomb = try Shell.gzip([UInt8](repeating: 0, count: 12 << 20))
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Encoding: gzip"], bomb)
        }
        let policy = FetchPolicy.local.with {
            $0.limits.expansion = 100_000
            $0.limits.bodyBytes = 1 << 20
        }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.bodyBytes, limit: 1 << 20))
    }

    @Test func bombWithinABomb() async throws {
        let bomb = try Shell.gzip(Shell.gzip([UInt8](repeating: 0, count: 40 << 20)))
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Encoding: gzip, gzip"], bomb)
        }
        #expect(await HTTPFetcher(policy: .local).failure(server.base) == .exceeded(.expansion, limit: 100))
    }

    @Test func compressedDataThatComesToNothing() async throws {
        // A gzip header whose name never ends.
        let server = try Self.endless(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\u{1F}", [UInt8](repeating: 65, count: 8192))
        let named = try LoopbackServer { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
            connection.send([0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3])
            while connection.send([UInt8](repeating: 65, count: 8192)) {}
            connection.close()
        }
        let policy = FetchPolicy.local.with { $0.limits.wireBytes = 200_000 }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) != nil)
        #expect(await HTTPFetcher(policy: policy).failure(named.base) == .exceeded(.wireBytes, limit: 200_000))
    }

    @Test func slowDrip() async throws {
        let server = try LoopbackServer { _, connection in
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while connection.send("x") { connection.pause(milliseconds: 100) }
            connection.close()
        }
        let policy = FetchPolicy.local.with {
            $0.limits.slowTime = .milliseconds(700)
            $0.limits.minimumSpeed = 500
        }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.speed, limit: 500))
    }

    @Test func slowDripOfHeaderBytes() async throws {
        let server = try LoopbackServer { _, connection in
            connection.send("HTTP/1.1 200 OK\r\n")
            while connection.send("X: y\r\n") { connection.pause(milliseconds: 100) }
            connection.close()
        }
        let policy = FetchPolicy.local.with {
            $0.limits.slowTime = .milliseconds(700)
            $0.limits.minimumSpeed = 500
        }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.speed, limit: 500))
    }

    @Test func aFloodOfChunkExtensionsIsNoProgress() async throws {
        let server = try Self.endless(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n1;", [UInt8](repeating: 65, count: 8192))
        let policy = FetchPolicy.local.with {
            $0.limits.slowTime = .milliseconds(700)
            $0.limits.totalTime = .seconds(8)
        }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.speed, limit: 32))
    }

    @Test func totalTime() async throws {
        let server = try LoopbackServer { _, connection in
            _ = connection.waitForClose()
            connection.close()
        }
        let policy = FetchPolicy.local.with { $0.limits.totalTime = .milliseconds(500) }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.totalTime, limit: 500))
    }

    @Test func totalTimeIsThatOfAllHops() async throws {
        let server = try LoopbackServer { request, connection in
            connection.pause(milliseconds: 200)
            connection.redirect(to: request.target + "x")
        }
        let policy = FetchPolicy.local.with {
            $0.limits.totalTime = .milliseconds(700)
            $0.limits.redirects = 50
        }
        #expect(await HTTPFetcher(policy: policy).failure(server.base) == .exceeded(.totalTime, limit: 700))
    }

    @Test func connectTime() async throws {
        // A listener whose queue is full neither takes nor refuses a connection.
        let full = try FullListener()
        let policy = FetchPolicy.local.with { $0.limits.connectTime = .milliseconds(400) }
        #expect(
            await HTTPFetcher(policy: policy).failure("http://127.0.0.1:\(full.port)/")
                == .exceeded(.connectTime, limit: 400))
    }
}
