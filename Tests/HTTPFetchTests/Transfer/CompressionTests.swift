import HTTPFetch
import Testing

struct CompressionTests {
    private static let text = String(repeating: "The quick brown fox. ", count: 500)

    private func fetch(_ encoding: String, _ body: [UInt8]) async throws -> FetchResponse {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Encoding: \(encoding)"], body)
        }
        return try await HTTPFetcher(policy: .local).fetch(server.base)
    }

    @Test func gzip() async throws {
        let body = try Shell.gzip(Array(Self.text.utf8))
        let response = try await fetch("gzip", body)
        #expect(response.text == Self.text)
        #expect(response.wireBytes == body.count)
    }

    @Test func gzipTwice() async throws {
        let body = try Shell.gzip(Shell.gzip(Array(Self.text.utf8)))
        #expect(try await fetch("gzip, gzip", body).text == Self.text)
    }

    @Test(.enabled(if: Shell.has("/usr/bin/brotli"), "needs the Debian package brotli"))
    func brotli() async throws {
        let body = try Shell.run("/usr/bin/brotli", ["-c"], input: Array(Self.text.utf8))
        #expect(try await fetch("br", body).text == Self.text)
    }

    @Test(.enabled(if: Shell.has("/usr/bin/brotli"), "needs the Debian package brotli"))
    func brotliBomb() async throws {
        let body = try Shell.run("/usr/bin/brotli", ["-c"], input: [UInt8](repeating: 0, count: 12 << 20))
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Encoding: br"], body)
        }
        #expect(await HTTPFetcher(policy: .local).failure(server.base) == .exceeded(.expansion, limit: 100))
    }

    @Test(arguments: ["gzip", "deflate", "br"])
    func mislabelled(encoding: String) async throws {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Encoding: \(encoding)"], "\u{7}this is no compressed text")
        }
        guard case .malformedResponse = await HTTPFetcher(policy: .local).failure(server.base) else {
            Issue.record("\(encoding) was believed")
            return
        }
    }

    @Test func brokenOff() async throws {
        let body = try Shell.gzip(Array(Self.text.utf8))
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Encoding: gzip"], Array(body.prefix(body.count / 2)))
        }
        // libcurl hands on what could be decompressed; nothing invented may come with it.
        do {
            let response = try await HTTPFetcher(policy: .local).fetch(server.base)
            #expect(Self.text.utf8.starts(with: response.body))
        } catch {
            #expect(error is FetchError)
        }
    }

    @Test func unknownEncodingsAreAnError() async throws {
        let server = try LoopbackServer { _, connection in
            connection.answer("200 OK", ["Content-Encoding: zebra"], "stripes")
        }
        guard case .malformedResponse = await HTTPFetcher(policy: .local).failure(server.base) else {
            Issue.record("an unknown encoding was taken for text")
            return
        }
    }
}
