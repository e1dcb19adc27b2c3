import Testing

@testable import Corvid

@Suite struct CircuitBreakerTests {
    typealias Breaker = CircuitBreaker<ManualClock.Instant>

    func at(_ seconds: Int) -> ManualClock.Instant { ManualClock.Instant(sinceStart: .seconds(seconds)) }

    /// Fails the breaker's probes at the times that it gives and returns the pauses between.
    func pauses(_ breaker: inout Breaker, from start: Int, count: Int) throws -> [Duration] {
        var now = at(start)
        var pauses: [Duration] = []
        for _ in 0..<count {
            guard case .open(let end) = breaker.state else { break }
            pauses.append(now.duration(to: end))
            now = end
            let pass = try breaker.admit(at: now)
            breaker.record(.failed, of: pass, at: now)
        }
        return pauses
    }

    @Test func opensAfterThreeFailuresInARow() throws {
        var breaker = Breaker(options: ModelQueueOptions())
        for failures in 1...3 {
            #expect(breaker.state == .closed)
            let pass = try breaker.admit(at: at(1))
            #expect(breaker.record(.failed, of: pass, at: at(1)) == (failures == 3))
        }
        #expect(breaker.state == .open(until: at(6)))
        #expect(throws: ModelQueueError.open(retryAfter: .seconds(2))) { try breaker.admit(at: at(4)) }
        #expect(breaker.state == .open(until: at(6)))
    }

    @Test func successForgetsFailuresAndCancellationDoesNot() throws {
        var breaker = Breaker(options: ModelQueueOptions())
        for outcome: ModelSlot.Outcome in [.failed, .failed, .succeeded, .failed, .cancelled, .failed] {
            breaker.record(outcome, of: try breaker.admit(at: at(0)), at: at(0))
            #expect(breaker.state == .closed)
        }
        #expect(breaker.record(.failed, of: try breaker.admit(at: at(0)), at: at(0)))
    }

    @Test func letsOneProbeThrough() throws {
        var breaker = Breaker(options: ModelQueueOptions(threshold: 1))
        breaker.record(.failed, of: try breaker.admit(at: at(0)), at: at(0))
        let probe = try breaker.admit(at: at(5))
        #expect(breaker.state == .halfOpen)
        #expect(throws: ModelQueueError.open(retryAfter: nil)) { try breaker.admit(at: at(500)) }
        #expect(breaker.record(.succeeded, of: probe, at: at(6)) == false)
        #expect(breaker.state == .closed)
        _ = try breaker.admit(at: at(6))
    }

    @Test func cancelledProbeLeavesItToTheNext() throws {
        var breaker = Breaker(options: ModelQueueOptions(threshold: 1))
        breaker.record(.failed, of: try breaker.admit(at: at(0)), at: at(0))
        breaker.record(.cancelled, of: try breaker.admit(at: at(5)), at: at(7))
        let probe = try breaker.admit(at: at(7))
        #expect(throws: ModelQueueError.open(retryAfter: nil)) { try breaker.admit(at: at(7)) }
        // The pause has not doubled for the cancelled one.
        breaker.record(.failed, of: probe, at: at(8))
        #expect(breaker.state == .open(until: at(18)))
    }

    @Test func pauseDoublesUpToTheLongestAndStartsAnew() throws {
        var breaker = Breaker(options: ModelQueueOptions(threshold: 1))
        breaker.record(.failed, of: try breaker.admit(at: at(0)), at: at(0))
        #expect(try pauses(&breaker, from: 0, count: 6) == [5, 10, 20, 40, 60, 60].map(Duration.seconds))
        let probe = try breaker.admit(at: at(1000))
        breaker.record(.succeeded, of: probe, at: at(1000))
        breaker.record(.failed, of: try breaker.admit(at: at(1000)), at: at(1000))
        #expect(try pauses(&breaker, from: 1000, count: 2) == [5, 10].map(Duration.seconds))
    }

    @Test func oldNewsCountsNeitherWay() throws {
        var breaker = Breaker(options: ModelQueueOptions(threshold: 1))
        let old = try (0..<4).map { _ in try breaker.admit(at: at(0)) }
        breaker.record(.failed, of: old[0], at: at(0))
        breaker.record(.succeeded, of: old[1], at: at(1))
        #expect(breaker.state == .open(until: at(5)))
        let probe = try breaker.admit(at: at(5))
        #expect(breaker.record(.failed, of: old[2], at: at(5)) == false)
        #expect(breaker.state == .halfOpen)
        breaker.record(.succeeded, of: probe, at: at(5))
        #expect(breaker.record(.failed, of: old[3], at: at(6)) == false)
        #expect(breaker.state == .closed)
    }
}
