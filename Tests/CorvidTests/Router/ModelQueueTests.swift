import Testing

@testable import Corvid

@Suite(.timeLimit(.minutes(5))) struct ModelQueueTests {
    typealias Queue = ModelQueue<ManualClock>
    typealias Wait = Task<ModelSlot, any Error>

    struct Broken: Error {}

    let clock = ManualClock()

    func queue(
        concurrency: Int = 1, capacity: Int = 8, patience: Duration? = nil, threshold: Int = 3
    ) -> Queue {
        let options = ModelQueueOptions(
            concurrency: concurrency, capacity: capacity, patience: patience, threshold: threshold)
        return Queue(options: options, clock: clock)
    }

    func reach(_ condition: @Sendable () -> Bool) async {
        while !condition() { await Task.yield() }
    }

    /// A request that comes while all slots are taken, and waits.
    func wait(
        _ queue: Queue, _ priority: RequestPriority = .interactive, within seconds: Int? = nil
    ) async -> Wait {
        let waiting = queue.status.waiting
        let deadline = seconds.map { clock.now.advanced(by: .seconds($0)) }
        let task = Task { try await queue.acquire(priority: priority, deadline: deadline) }
        await reach { queue.status.waiting > waiting }
        return task
    }

    @Test func runsSoManyAtOnceAndTheNextWhenOneEnds() async throws {
        let queue = queue(concurrency: 2)
        let first = try await queue.acquire()
        let second = try await queue.acquire()
        let third = await wait(queue)
        #expect(queue.status == Queue.Status(running: 2, waiting: 1, circuit: .closed))
        first.release(.succeeded)
        let slot = try await third.value
        #expect(queue.status == Queue.Status(running: 2, waiting: 0, circuit: .closed))
        slot.release(.succeeded)
        second.release(.succeeded)
        #expect(queue.status.running == 0)
    }

    @Test func refusesWhenFull() async throws {
        let queue = queue(capacity: 2)
        let slot = try await queue.acquire()
        let waiting = [await wait(queue), await wait(queue)]
        await #expect(throws: ModelQueueError.full(waiting: 2)) { try await queue.acquire() }
        await #expect(throws: ModelQueueError.full(waiting: 2)) { try await queue.acquire(priority: .batch) }
        slot.release(.succeeded)
        for wait in waiting { try await wait.value.release(.succeeded) }
    }

    @Test func interactiveDisplacesTheYoungestBatchRequest() async throws {
        let queue = queue(capacity: 3)
        let slot = try await queue.acquire()
        let oldBatch = await wait(queue, .batch)
        let youngBatch = await wait(queue, .batch)
        let interactive = await wait(queue)
        let displacing = Task { try await queue.acquire() }
        await #expect(throws: ModelQueueError.displaced) { try await youngBatch.value }
        #expect(queue.status.waiting == 3)
        slot.release(.succeeded)
        try await interactive.value.release(.succeeded)
        try await displacing.value.release(.succeeded)
        try await oldBatch.value.release(.succeeded)
    }

    @Test func throwsLateAtTheDeadline() async throws {
        let queue = queue()
        let slot = try await queue.acquire()
        let late = await wait(queue, within: 3)
        let later = await wait(queue, within: 10)
        clock.advance(by: .seconds(2))
        #expect(queue.status.waiting == 2)
        clock.advance(by: .seconds(1))
        await #expect(throws: ModelQueueError.late(waited: .seconds(3))) { try await late.value }
        slot.release(.succeeded)
        try await later.value.release(.succeeded)
        // Its timer ends with the waiting.
        await reach { clock.sleeping == 0 }
    }

    @Test func throwsLateWhenThePatienceEnds() async throws {
        let queue = queue(patience: .seconds(4))
        let slot = try await queue.acquire()
        let patient = await wait(queue, within: 9)
        let hurried = await wait(queue, within: 1)
        clock.advance(by: .seconds(4))
        await #expect(throws: ModelQueueError.late(waited: .seconds(4))) { try await patient.value }
        await #expect(throws: ModelQueueError.late(waited: .seconds(4))) { try await hurried.value }
        // Time spent running is not waiting.
        #expect(queue.status.running == 1)
        slot.release(.succeeded)
    }

    @Test func deadlineThatHasPassedIsLateAtOnceAndNotTheModelsFault() async throws {
        let queue = queue(threshold: 1)
        await #expect(throws: ModelQueueError.late(waited: .zero)) { try await queue.acquire(deadline: clock.now) }
        #expect(queue.status.circuit == .closed)
        let impatient = self.queue(patience: .zero)
        let slot = try await impatient.acquire()
        await #expect(throws: ModelQueueError.late(waited: .zero)) { try await impatient.acquire() }
        slot.release(.succeeded)
    }

    @Test func cancellationLeavesThePlaceToOthers() async throws {
        let queue = queue(capacity: 1, patience: .seconds(5))
        let slot = try await queue.acquire()
        let cancelled = await wait(queue)
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        #expect(queue.status.waiting == 0)
        let next = await wait(queue)
        slot.release(.succeeded)
        try await next.value.release(.succeeded)
        await reach { clock.sleeping == 0 }
        #expect(queue.status == Queue.Status(running: 0, waiting: 0, circuit: .closed))
    }

    @Test func taskCancelledBeforehandNeverEnters() async throws {
        let queue = queue()
        let slot = try await queue.acquire()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await queue.acquire()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(queue.status == Queue.Status(running: 1, waiting: 0, circuit: .closed))
        slot.release(.succeeded)
    }

    @Test @MainActor func cancellationJustAfterTheGrantHandsTheSlotBack() async throws {
        let queue = queue(threshold: 1)
        let slot = try await queue.acquire()
        let waiting = Task { try await queue.acquire() }
        await reach { queue.status.waiting == 1 }
        // The task resumes on this actor, so not between these two.
        slot.release(.succeeded)
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(queue.status == Queue.Status(running: 0, waiting: 0, circuit: .closed))
    }

    @Test func droppedSlotFreesItselfAndReleaseCountsOnce() async throws {
        let queue = queue(threshold: 1)
        do { _ = try await queue.acquire() }
        #expect(queue.status == Queue.Status(running: 0, waiting: 0, circuit: .closed))
        let first = try await queue.acquire()
        let next = await wait(queue)
        first.release(.succeeded)
        first.release(.failed)
        let second = try await next.value
        #expect(queue.status == Queue.Status(running: 1, waiting: 0, circuit: .closed))
        second.release(.succeeded)
    }

    @Test func withSlotReturnsWhatTheWorkDoesAndJudgesIt() async throws {
        let queue = queue(threshold: 2)
        let answer = try await queue.withSlot {
            #expect(queue.status.running == 1)
            return 42
        }
        #expect(answer == 42)
        await #expect(throws: Broken.self) { try await queue.withSlot { throw Broken() } }
        await #expect(throws: CancellationError.self) { try await queue.withSlot { throw CancellationError() } }
        let cancelled = Task {
            try await queue.withSlot {
                withUnsafeCurrentTask { $0?.cancel() }
                throw Broken()
            }
        }
        await #expect(throws: Broken.self) { try await cancelled.value }
        #expect(queue.status == Queue.Status(running: 0, waiting: 0, circuit: .closed))
        await #expect(throws: Broken.self) { try await queue.withSlot { throw Broken() } }
        let end = clock.now.advanced(by: .seconds(5))
        #expect(queue.status == Queue.Status(running: 0, waiting: 0, circuit: .open(until: end)))
        await #expect(throws: ModelQueueError.open(retryAfter: .seconds(5))) { try await queue.withSlot {} }
    }
}
