import Testing

@testable import Corvid

/// The queue's rules against `PlainQueue`, a second writing of them, under random events.
@Suite struct ModelQueueStateTests {
    typealias State = ModelQueueState<ManualClock.Instant>

    @Test(arguments: 1...12) func randomEvents(seed: Int) throws {
        var random = SeededRandom(state: UInt64(seed))
        let options = ModelQueueOptions(
            concurrency: .random(in: 1...4, using: &random), capacity: .random(in: 0...6, using: &random),
            patience: Bool.random(using: &random) ? .seconds(Int.random(in: 0...8, using: &random)) : nil,
            threshold: .random(in: 1...5, using: &random))
        // The share of failures decides how much of the run the circuit is open.
        let failing = Int.random(in: 0...40, using: &random)
        var state = State(options: options)
        var plain = PlainQueue(options: options)
        var passes: [Int: State.Pass] = [:]
        var clock = ManualClock.Instant()
        var answered: Set<Int> = []
        var verdicts: [String: Int] = [:]

        for step in 1...10_000 {
            var answers: [Int: State.Answer] = [:]
            let expected: [Int: PlainQueue.Verdict]
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<5:
                let priority = try #require(RequestPriority.allCases.randomElement(using: &random))
                let deadline = Bool.random(using: &random) ? plain.now + Int.random(in: 0...9, using: &random) : nil
                answers = state.enter(
                    step, priority: priority,
                    deadline: deadline.map { ManualClock.Instant(sinceStart: .seconds($0)) }, at: clock)
                expected = plain.enter(step, priority, deadline: deadline)
            case 5..<8:
                guard let id = plain.running.randomElement(using: &random), let pass = passes[id] else { continue }
                let outcome: ModelSlot.Outcome =
                    Int.random(in: 0..<100, using: &random) < failing
                    ? .failed : Int.random(in: 0..<10, using: &random) == 0 ? .cancelled : .succeeded
                answers = state.finish(pass, outcome, at: clock)
                expected = plain.finish(id, outcome)
            case 8:
                let id = Int.random(in: max(1, step - 20)...step, using: &random)
                let cancelled = state.cancel(id, at: clock)
                #expect(cancelled == plain.cancel(id))
                if cancelled { #expect(answered.insert(id).inserted) }
                expected = [:]
            default:
                plain.now += Int.random(in: 0...3, using: &random)
                clock = ManualClock.Instant(sinceStart: .seconds(plain.now))
                // Now and then the timers are slow and other events find the late requests.
                let onTime = Int.random(in: 0..<3, using: &random) > 0
                if onTime { answers = state.expire(at: clock) }
                expected = onTime ? plain.expire() : [:]
            }
            try #require(answers.mapValues(PlainQueue.Verdict.init) == expected, "step \(step)")
            for (id, answer) in answers {
                #expect(answered.insert(id).inserted, "request \(id) was answered twice")
                verdicts["\(PlainQueue.Verdict(answer))".prefix { $0 != "(" }.description, default: 0] += 1
                if case .granted(let pass) = answer { passes[id] = pass }
            }
            try #require(state.running == plain.running.count && state.waiting == plain.waiting.count)
            try #require(state.circuit == plain.circuit)
            #expect(state.running <= options.concurrency && state.waiting <= options.capacity)
            #expect(state.waiting == 0 || state.running == options.concurrency)
        }
        #expect(verdicts["granted", default: 0] > 100, "\(verdicts)")
    }

    @Test func interactiveGoesFirstAndEachInOrder() throws {
        var state = State(options: ModelQueueOptions(concurrency: 1))
        let now = ManualClock.Instant()
        var answer = try #require(state.enter(0, priority: .batch, deadline: nil, at: now)[0])
        for (index, priority) in [RequestPriority.batch, .interactive, .batch, .interactive, .interactive].enumerated()
        {
            #expect(state.enter(index + 1, priority: priority, deadline: nil, at: now).isEmpty)
        }
        var order: [Int] = []
        while case .granted(let pass) = answer, let next = state.finish(pass, .succeeded, at: now).first {
            order.append(next.key)
            answer = next.value
        }
        #expect(order == [2, 4, 5, 1, 3])
    }
}
