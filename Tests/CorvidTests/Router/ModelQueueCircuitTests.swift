import Testing

@testable import Corvid

/// What opens a queue's circuit, what that does to those who wait, and how it closes again.
extension ModelQueueTests {
    /// When a circuit ends that opens now for the first time.
    var firstEnd: ManualClock.Instant { clock.now.advanced(by: .seconds(5)) }

    @Test func refusalsBecauseFullOpenTheCircuitAndTheWaitingStay() async throws {
        let queue = queue(capacity: 1)
        let slot = try await queue.acquire()
        let waiting = await wait(queue)
        for _ in 1...3 {
            #expect(queue.status.circuit == .closed)
            await #expect(throws: ModelQueueError.full(waiting: 1)) { try await queue.acquire() }
        }
        #expect(queue.status == Queue.Status(running: 1, waiting: 1, circuit: .open(until: firstEnd)))
        await #expect(throws: ModelQueueError.open(retryAfter: .seconds(5))) { try await queue.acquire() }
        slot.release(.succeeded)
        try await waiting.value.release(.succeeded)
        #expect(queue.status.circuit == .open(until: firstEnd))
    }

    @Test func latenessOpensTheCircuitAndDisplacementDoesNot() async throws {
        let queue = queue(capacity: 1, patience: .seconds(1), threshold: 1)
        let slot = try await queue.acquire()
        let batch = await wait(queue, .batch)
        let interactive = Task { try await queue.acquire() }
        await #expect(throws: ModelQueueError.displaced) { try await batch.value }
        #expect(queue.status.circuit == .closed)
        clock.advance(by: .seconds(1))
        await #expect(throws: ModelQueueError.late(waited: .seconds(1))) { try await interactive.value }
        #expect(queue.status.circuit == .open(until: firstEnd))
        slot.release(.succeeded)
    }

    @Test func failedWorkThatOpensTheCircuitRefusesTheWaiting() async throws {
        let queue = queue(threshold: 1)
        let slot = try await queue.acquire()
        let waiting = [await wait(queue), await wait(queue, .batch, within: 100)]
        slot.release(.failed)
        for wait in waiting {
            await #expect(throws: ModelQueueError.open(retryAfter: .seconds(5))) { try await wait.value }
        }
        #expect(queue.status == Queue.Status(running: 0, waiting: 0, circuit: .open(until: firstEnd)))
        await reach { clock.sleeping == 0 }
    }

    @Test func oneProbeDecides() async throws {
        let queue = queue(concurrency: 4, threshold: 1)
        try await queue.acquire().release(.failed)
        clock.advance(by: .seconds(5))
        let failing = try await queue.acquire()
        #expect(queue.status.circuit == .halfOpen)
        await #expect(throws: ModelQueueError.open(retryAfter: nil)) { try await queue.acquire() }
        failing.release(.failed)
        #expect(queue.status.circuit == .open(until: clock.now.advanced(by: .seconds(10))))
        clock.advance(by: .seconds(10))
        let succeeding = try await queue.acquire()
        await #expect(throws: ModelQueueError.open(retryAfter: nil)) { try await queue.acquire() }
        succeeding.release(.succeeded)
        #expect(queue.status.circuit == .closed)
        try await queue.acquire().release(.failed)
        #expect(queue.status.circuit == .open(until: firstEnd))
    }

    @Test func cancelledProbeLetsTheNextOneProbe() async throws {
        let queue = queue(concurrency: 2, threshold: 1)
        let slow = [try await queue.acquire(), try await queue.acquire()]
        slow[0].release(.failed)
        #expect(queue.status.circuit == .open(until: firstEnd))
        clock.advance(by: .seconds(5))
        try await queue.acquire().release(.cancelled)
        let probe = try await queue.acquire()
        #expect(queue.status == Queue.Status(running: 2, waiting: 0, circuit: .halfOpen))
        probe.release(.cancelled)
        slow[1].release(.succeeded)
        #expect(queue.status == Queue.Status(running: 0, waiting: 0, circuit: .open(until: clock.now)))
    }

    @Test func probeMayWaitAndBeCancelledOrLateThere() async throws {
        let queue = queue(capacity: 2, threshold: 1)
        let slow = try await queue.acquire()
        let stays = [await wait(queue), await wait(queue, .batch)]
        await #expect(throws: ModelQueueError.full(waiting: 2)) { try await queue.acquire(priority: .batch) }
        clock.advance(by: .seconds(5))
        stays[1].cancel()
        await #expect(throws: CancellationError.self) { try await stays[1].value }
        let cancelled = await wait(queue)
        #expect(queue.status == Queue.Status(running: 1, waiting: 2, circuit: .halfOpen))
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(queue.status.circuit == .open(until: clock.now))
        let late = await wait(queue, within: 1)
        clock.advance(by: .seconds(1))
        await #expect(throws: ModelQueueError.late(waited: .seconds(1))) { try await late.value }
        #expect(queue.status.circuit == .open(until: clock.now.advanced(by: .seconds(10))))
        slow.release(.succeeded)
        try await stays[0].value.release(.succeeded)
    }
}
