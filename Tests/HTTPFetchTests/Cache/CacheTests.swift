import Foundation
import HTTPFetch
import Testing

struct CacheTests {
    /// A server whose every answer is different, so that a repeated one must have come from the cache.
    private static func server(_ fields: [String], status: String = "200 OK") throws -> LoopbackServer {
        let counter = Counter()
        return try LoopbackServer { request, connection in
            if let tag = request.fields["if-none-match"], tag == "\"same\"" {
                connection.send("HTTP/1.1 304 Not Modified\r\nX-New: \(counter.next())\r\n\r\n")
            } else if request.fields["if-modified-since"] == "Sun, 06 Nov 1994 08:49:37 GMT" {
                connection.send("HTTP/1.1 304 Not Modified\r\n\r\n")
            } else {
                connection.answer(status, fields, "\(counter.next())")
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let fields: [String]
        let origin: FetchResponse.Origin
        var status = "200 OK"
        var testDescription: String { fields.joined(separator: "; ") }
    }

    private static func date(_ offset: Double) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: Date().addingTimeInterval(offset))
    }

    static let cases = [
        Case(fields: ["Cache-Control: max-age=60"], origin: .cache),
        Case(fields: ["Cache-Control: private, max-age=\"60\""], origin: .cache),
        Case(fields: ["Cache-Control: MAX-AGE=60, must-revalidate"], origin: .cache),
        Case(fields: ["Cache-Control: max-age=99999999999999999999"], origin: .cache),
        Case(fields: ["Cache-Control: max-age=60", "Age: 30"], origin: .cache),
        Case(fields: ["Cache-Control: max-age=60", "Age: 61"], origin: .network),
        Case(fields: ["Cache-Control: max-age=60, no-store"], origin: .network),
        Case(fields: ["Cache-Control: no-store", "ETag: \"same\""], origin: .network),
        Case(fields: ["Cache-Control: max-age=0"], origin: .network),
        Case(fields: ["Cache-Control: max-age=abc"], origin: .network),
        Case(fields: ["Cache-Control: max-age=60, max-age=0"], origin: .network),
        Case(fields: ["Cache-Control: s-maxage=60"], origin: .network),
        Case(fields: [], origin: .network),
        Case(fields: ["Expires: \(date(60))"], origin: .cache),
        Case(fields: ["Expires: \(date(60))", "Date: \(date(0))"], origin: .cache),
        Case(fields: ["Expires: \(date(-60))"], origin: .network),
        Case(fields: ["Expires: 0"], origin: .network),
        Case(fields: ["Expires: \(date(60))", "Cache-Control: max-age=0"], origin: .network),
        Case(fields: ["Date: \(date(-120))", "Cache-Control: max-age=60"], origin: .network),
        Case(fields: ["Last-Modified: \(date(-1_000_000))"], origin: .network),
        Case(fields: ["ETag: \"same\""], origin: .revalidated),
        Case(fields: ["ETag: \"other\""], origin: .network),
        Case(fields: ["ETag: \"same\"", "Cache-Control: no-cache, max-age=60"], origin: .revalidated),
        Case(fields: ["ETag: \"same\"", "Pragma: no-cache", "Expires: \(date(60))"], origin: .revalidated),
        Case(fields: ["Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT"], origin: .revalidated),
        Case(fields: ["Cache-Control: max-age=60", "Vary: *"], origin: .network),
        Case(fields: ["Cache-Control: max-age=60", "Vary: Accept-Encoding, User-Agent"], origin: .cache),
        Case(fields: ["Cache-Control: max-age=60"], origin: .cache, status: "404 Not Found"),
        Case(fields: ["Cache-Control: max-age=60"], origin: .network, status: "500 Oops"),
        Case(fields: ["Cache-Control: max-age=60"], origin: .network, status: "206 Partial"),
    ]

    @Test(arguments: cases)
    func directives(test: Case) async throws {
        let folder = try TemporaryFolder()
        let server = try Self.server(test.fields, status: test.status)
        let fetcher = HTTPFetcher(policy: .local, cache: try FetchCache(folder: folder.path("cache")))
        let first = try await fetcher.fetch(server.base)
        #expect(first.origin == .network && first.text == "1")
        let second = try await fetcher.fetch(server.base)
        #expect(second.origin == test.origin)
        #expect(second.text == (test.origin == .network ? "2" : "1"))
        #expect(second.status == first.status)
        #expect(server.requests.count == (test.origin == .cache ? 1 : 2))
    }

    @Test func revalidationRenewsTheFields() async throws {
        let folder = try TemporaryFolder()
        let server = try Self.server(["ETag: \"same\"", "X-New: 0", "X-Old: 1"])
        let fetcher = HTTPFetcher(policy: .local, cache: try FetchCache(folder: folder.path))
        _ = try await fetcher.fetch(server.base)
        let second = try await fetcher.fetch(server.base)
        #expect(second.headers["x-new"] == "2" && second.headers["x-old"] == "1" && second.status == 200)
        #expect(server.requests.last?.fields["if-none-match"] == "\"same\"")
    }

    @Test func varyingFieldsAreCompared() async throws {
        let folder = try TemporaryFolder()
        let server = try Self.server(["Cache-Control: max-age=60", "Vary: Accept-Language"])
        let fetcher = HTTPFetcher(policy: .local, cache: try FetchCache(folder: folder.path))
        func fetch(_ language: String) async throws -> String {
            try await fetcher.fetch(FetchRequest(url: server.base, headers: ["Accept-Language": language])).text
        }
        #expect(try await fetch("de") == "1")
        #expect(try await fetch("de") == "1")
        #expect(try await fetch("en") == "2")
        #expect(try await fetch("en") == "2")
    }

    @Test func guessesOnlyByOption() async throws {
        let folder = try TemporaryFolder()
        let server = try Self.server(["Last-Modified: \(Self.date(-1_000_000))"])
        let cache = try FetchCache(folder: folder.path, usesHeuristics: true)
        let fetcher = HTTPFetcher(policy: .local, cache: cache)
        _ = try await fetcher.fetch(server.base)
        #expect(try await fetcher.fetch(server.base).origin == .cache)
    }

    @Test func survivesItsProcessAndForgetsOnDemand() async throws {
        let folder = try TemporaryFolder()
        let server = try Self.server(["Cache-Control: max-age=60"])
        _ = try await HTTPFetcher(policy: .local, cache: FetchCache(folder: folder.path)).fetch(server.base)
        let cache = try FetchCache(folder: folder.path)
        let fetcher = HTTPFetcher(policy: .local, cache: cache)
        #expect(try await fetcher.fetch(server.base).origin == .cache)
        cache.removeAll()
        #expect(try await fetcher.fetch(server.base).origin == .network)
    }

    @Test func damagedEntriesAreRemoved() async throws {
        let folder = try TemporaryFolder()
        let server = try Self.server(["Cache-Control: max-age=60"])
        let cache = try FetchCache(folder: folder.path)
        let fetcher = HTTPFetcher(policy: .local, cache: cache)
        _ = try await fetcher.fetch(server.base)
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: folder.path).first)
        let whole = try #require(FileManager.default.contents(atPath: folder.path(name)))
        var damages: [Data] = [Data(), whole.prefix(10), whole.dropLast(), whole + [0]]
        for index in stride(from: 0, to: whole.count, by: 7) {
            var damaged = whole
            damaged[index] ^= 0x10
            damages.append(damaged)
        }
        for damage in damages {
            try damage.write(to: URL(filePath: folder.path(name)))
            #expect(try await fetcher.fetch(server.base).origin == .network)
        }
        try Data("x".utf8).write(to: URL(filePath: folder.path(name)))
        server.stop()
        _ = await HTTPFetcher(policy: .local, cache: cache).failure(server.base)
        #expect(!FileManager.default.fileExists(atPath: folder.path(name)))
    }

    @Test func sizeIsBoundedAndTheLeastRecentlyUsedGo() async throws {
        let folder = try TemporaryFolder()
        let server = try LoopbackServer { request, connection in
            let size = request.target == "/huge" ? 30_000 : 10_000
            connection.answer("200 OK", ["Cache-Control: max-age=60"], [UInt8](repeating: 65, count: size))
        }
        let cache = try FetchCache(folder: folder.path, maximumBytes: 60_000)
        let fetcher = HTTPFetcher(policy: .local, cache: cache)
        for index in 0..<12 {
            _ = try await fetcher.fetch("\(server.base)/\(index)")
            _ = try await fetcher.fetch("\(server.base)/0")
            try await Task.sleep(for: .milliseconds(12))
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let sizes = try names.map { name in
            try #require(FileManager.default.contents(atPath: folder.path(name))).count
        }
        #expect(sizes.reduce(0, +) <= 60_000 && names.count >= 4)
        #expect(try await fetcher.fetch("\(server.base)/0").origin == .cache)
        #expect(try await fetcher.fetch("\(server.base)/11").origin == .cache)
        #expect(try await fetcher.fetch("\(server.base)/1").origin == .network)
        _ = try await fetcher.fetch("\(server.base)/huge")
        #expect(try await fetcher.fetch("\(server.base)/huge").origin == .network)
    }

    @Test func redirectsAreCachedAndJudgedAgain() async throws {
        let folder = try TemporaryFolder()
        let server = try LoopbackServer { request, connection in
            request.target == "/a"
                ? connection.answer("301 Moved", ["Location: /b", "Cache-Control: max-age=60"])
                : connection.answer("200 OK", ["Cache-Control: max-age=60"], "b")
        }
        let cache = try FetchCache(folder: folder.path)
        let fetcher = HTTPFetcher(policy: .local, cache: cache)
        for _ in 0..<3 { #expect(try await fetcher.fetch("\(server.base)/a").text == "b") }
        #expect(server.requests.count == 2)
    }

    @Test func anotherPolicysEntriesAreJudged() async throws {
        let folder = try TemporaryFolder()
        let server = try Self.server(["Cache-Control: max-age=60"])
        let cache = try FetchCache(folder: folder.path)
        let names = ["inside.example:\(server.port):127.0.0.1"]
        let url = "http://inside.example:\(server.port)/"
        #expect(try await HTTPFetcher(policy: .local, cache: cache, resolutions: names).fetch(url).text == "1")
        let strict = FetchPolicy.local.with { $0.allowsLoopback = false }
        #expect(
            await HTTPFetcher(policy: strict, cache: cache, resolutions: names).failure(url)
                == .refusedAddress("127.0.0.1", .loopback))
    }

    @Test func cookiesAreNotKept() async throws {
        let folder = try TemporaryFolder()
        let server = try Self.server(["Cache-Control: max-age=60", "Set-Cookie: secret=1"])
        let fetcher = HTTPFetcher(policy: .local, cache: try FetchCache(folder: folder.path))
        _ = try await fetcher.fetch(server.base)
        #expect(try await fetcher.fetch(server.base).headers["set-cookie"] == nil)
    }

    @Test func filesAreTheirOwnersAlone() async throws {
        let folder = try TemporaryFolder()
        let server = try Self.server(["Cache-Control: max-age=60"])
        _ = try await HTTPFetcher(policy: .local, cache: FetchCache(folder: folder.path("c"))).fetch(server.base)
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: folder.path("c")).first)
        for (path, mode) in [("c", 0o700), ("c/\(name)", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(path))
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode)
        }
    }
}
