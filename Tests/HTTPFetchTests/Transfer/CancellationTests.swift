import Foundation
import HTTPFetch
import Synchronization
import Testing

@Suite(.serialized)
struct CancellationTests {
    /// Cancels a fetch once the server is at it, and waits until both sides have let go.
    private func cancelled(_ behaviour: @escaping @Sendable (LoopbackConnection) -> Void) async throws {
        let flags = Flags()
        let server = try LoopbackServer { _, connection in
            flags.started.store(true, ordering: .releasing)
            behaviour(connection)
            flags.ended.store(true, ordering: .releasing)
            connection.close()
        }
        let fetcher = HTTPFetcher(
            policy: .local.with {
                $0.limits.wireBytes = 1 << 40
                $0.limits.bodyBytes = 1 << 30
            })
        let task = Task { try await fetcher.fetch(server.base) }
        try await flags.wait { $0.started.load(ordering: .acquiring) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await flags.wait { $0.ended.load(ordering: .acquiring) }
        // The fetcher goes on as if nothing had happened.
        let other = try LoopbackServer { _, connection in connection.answer("200 OK", [], "alive") }
        #expect(try await fetcher.fetch(other.base).text == "alive")
    }

    private final class Flags: Sendable {
        let started = Atomic(false)
        let ended = Atomic(false)

        func wait(_ condition: (Flags) -> Bool) async throws {
            for _ in 0..<1000 where !condition(self) { try await Task.sleep(for: .milliseconds(5)) }
            #expect(condition(self), "the server saw nothing within five seconds")
        }
    }

    @Test func anEndlessBody() async throws {
        try await cancelled { connection in
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            while connection.send([UInt8](repeating: 65, count: 4096)) { connection.pause(milliseconds: 1) }
        }
    }

    @Test func aServerThatSaysNothing() async throws {
        try await cancelled { connection in _ = connection.waitForClose() }
    }

    @Test func halfAHeader() async throws {
        try await cancelled { connection in
            connection.send("HTTP/1.1 200 OK\r\nX-")
            _ = connection.waitForClose()
        }
    }

    @Test func beforeItBegins() async throws {
        let server = try LoopbackServer { _, connection in connection.answer() }
        let fetcher = HTTPFetcher(policy: .local)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await fetcher.fetch(server.base)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.connections == 0)
    }

    @Test func whileWaitingForTheHostsTurn() async throws {
        let server = try LoopbackServer { _, connection in connection.answer() }
        let fetcher = HTTPFetcher(policy: .local.with { $0.hostInterval = .seconds(15) })
        _ = try await fetcher.fetch(server.base)
        let task = Task { try await fetcher.fetch(server.base) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.requests.count == 1)
    }

    @Test func manyAtOnceLeaveNoThreads() async throws {
        let server = try LoopbackServer { _, connection in
            _ = connection.waitForClose()
            connection.close()
        }
        for _ in 0..<20 {
            let fetcher = HTTPFetcher(policy: .local)
            let task = Task { try await fetcher.fetch(server.base) }
            try await Task.sleep(for: .milliseconds(5))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        var names: [String] = []
        for _ in 0..<100 {
            names = Self.threads().filter { $0 == "corvid.fetch" }
            // Fetchers of other tests have threads too, but not twenty.
            if names.count < 12 { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(names.count < 12)
    }

    private static func threads() -> [String] {
        let folder = "/proc/self/task"
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return tasks.compactMap { try? String(contentsOfFile: "\(folder)/\($0)/comm", encoding: .utf8) }
            .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }
}
