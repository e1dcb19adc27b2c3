import Synchronization
import Testing

@testable import Corvid

/// Many tasks at once on a queue: all rules that must hold however they interleave.
@Suite(.timeLimit(.minutes(5))) struct ModelQueueStressTests {
    struct Broken: Error {}

    /// How the requests of a run ended, and how many ran at once at most.
    final class Tally: Sendable {
        private let counts = Mutex<[String: Int]>([:])
        private let running = Mutex((now: 0, most: 0))

        func count(_ name: String) { counts.withLock { $0[name, default: 0] += 1 } }
        subscript(name: String) -> Int { counts.withLock { $0[name, default: 0] } }
        var total: Int { counts.withLock { $0.values.reduce(0, +) } }
        var most: Int { running.withLock { $0.most } }

        func enter() {
            running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
            }
        }
        func leave() { running.withLock { $0.now -= 1 } }
    }

    @Test(arguments: [1, 2]) func everyRequestEndsOnce(seed: Int) async throws {
        let clock = ManualClock()
        let options = ModelQueueOptions(
            concurrency: 3, capacity: 10, patience: .seconds(6), threshold: 4, pause: .milliseconds(1),
            longestPause: .milliseconds(4))
        let queue = ModelQueue(options: options, clock: clock)
        let tally = Tally()
        let requests = 10_000
        await withTaskGroup(of: Void.self) { group in
            for number in 1...requests {
                var random = SeededRandom(state: UInt64(seed * 1_000_000 + number))
                let task = Task { [random] in await request(queue, clock, tally, random) }
                group.addTask { await task.value }
                if Int.random(in: 0..<5, using: &random) == 0 {
                    let yields = Int.random(in: 0..<4, using: &random)
                    group.addTask {
                        for _ in 0..<yields { await Task.yield() }
                        task.cancel()
                    }
                }
                let status = queue.status
                #expect(status.running <= 3 && status.waiting <= 10)
                #expect(status.waiting == 0 || status.running == 3)
                if number.isMultiple(of: 7) {
                    clock.advance(by: .milliseconds(Int.random(in: 0..<900, using: &random)))
                }
                if number.isMultiple(of: 3) { await Task.yield() }
            }
            // The last ones run out of time if nothing frees their slots.
            while tally.total < requests {
                clock.advance(by: .milliseconds(100))
                await Task.yield()
            }
        }
        #expect(tally.total == requests)
        #expect(tally.most <= 3)
        #expect(queue.status.running == 0 && queue.status.waiting == 0)
        while clock.sleeping > 0 { await Task.yield() }
        for name in ["succeeded", "failed", "cancelled", "full", "open", "dropped"] {
            #expect(tally[name] > 0, "no request ended as \(name)")
        }
    }

    private func request(
        _ queue: ModelQueue<ManualClock>, _ clock: ManualClock, _ tally: Tally, _ random: SeededRandom
    ) async {
        var random = random
        let priority: RequestPriority = Bool.random(using: &random) ? .interactive : .batch
        let deadline =
            Bool.random(using: &random)
            ? clock.now.advanced(by: .milliseconds(Int.random(in: 1..<3000, using: &random))) : nil
        let end = Int.random(in: 0..<20, using: &random)
        let yields = Int.random(in: 0..<6, using: &random)
        do {
            if end < 3 {
                let slot = try await queue.acquire(priority: priority, deadline: deadline)
                tally.enter()
                for _ in 0..<yields { await Task.yield() }
                tally.leave()
                // Dropped here, without release.
                withExtendedLifetime(slot) {}
                tally.count("dropped")
            } else {
                try await queue.withSlot(priority: priority, deadline: deadline) {
                    tally.enter()
                    defer { tally.leave() }
                    for _ in 0..<yields { await Task.yield() }
                    if end < 6 { throw Broken() }
                }
                tally.count("succeeded")
            }
        } catch let error as ModelQueueError {
            switch error {
            case .full: tally.count("full")
            case .displaced: tally.count("displaced")
            case .late: tally.count("late")
            case .open: tally.count("open")
            }
        } catch is Broken {
            tally.count("failed")
        } catch {
            tally.count("cancelled")
        }
    }

    @Test func realClockAndCallersActor() async throws {
        let queue = ModelQueue(options: ModelQueueOptions(concurrency: 1, patience: .milliseconds(1)))
        let counter = Counter(queue: queue)
        try await counter.count()
        #expect(await counter.value == 1)
        let slot = try await queue.acquire()
        await #expect(throws: ModelQueueError.self) { try await queue.acquire() }
        slot.release(.succeeded)
    }

    /// Its work changes its own state inside the slot, without a hop.
    private actor Counter {
        let queue: ModelQueue<ContinuousClock>
        var value = 0

        init(queue: ModelQueue<ContinuousClock>) { self.queue = queue }

        func count() async throws { try await queue.withSlot { value += 1 } }
    }
}
