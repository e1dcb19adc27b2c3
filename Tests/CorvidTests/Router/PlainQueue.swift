@testable import Corvid

/// The rules of `ModelQueue` written as plainly as can be, with time in whole seconds: one list of requests in the
/// order they came, searched anew for each decision.
struct PlainQueue {
    enum Verdict: Hashable {
        case granted, displaced
        case full(Int)
        case late(Int64)
        case open(Int64?)

        init(_ answer: ModelQueueState<ManualClock.Instant>.Answer) {
            self =
                switch answer {
                case .granted: .granted
                case .refused(.displaced): .displaced
                case .refused(.full(let waiting)): .full(waiting)
                case .refused(.late(let waited)): .late(waited.components.seconds)
                case .refused(.open(let wait)): .open(wait?.components.seconds)
                }
        }
    }

    struct Request {
        let id: Int
        let priority: RequestPriority
        let arrival: Int
        let limit: Int
        /// How often the circuit had opened when the request came.
        let openings: Int
        var runs = false
    }

    let options: ModelQueueOptions
    var now = 0
    private var requests: [Request] = []
    private var openings = 0
    private var failuresInARow = 0
    private var failedProbes = 0
    private var openUntil: Int?
    private var probe: Int?

    init(options: ModelQueueOptions) { self.options = options }

    var running: [Int] { requests.filter(\.runs).map(\.id) }
    var waiting: [Request] { requests.filter { !$0.runs } }

    var circuit: CircuitBreaker<ManualClock.Instant>.State {
        if probe != nil { return .halfOpen }
        return openUntil.map { .open(until: ManualClock.Instant(sinceStart: .seconds($0))) } ?? .closed
    }

    mutating func enter(_ id: Int, _ priority: RequestPriority, deadline: Int?) -> [Int: Verdict] {
        var verdicts = expire()
        if let deadline, deadline <= now { return verdicts.with(id, .late(0)) }
        if probe != nil { return verdicts.with(id, .open(nil)) }
        if let openUntil {
            if now < openUntil { return verdicts.with(id, .open(Int64(openUntil - now))) }
            probe = id
        }
        let patience = options.patience.map { now + Int($0.components.seconds) }
        var request = Request(
            id: id, priority: priority, arrival: now, limit: min(deadline ?? .max, patience ?? .max),
            openings: openings)
        if running.count < options.concurrency {
            request.runs = true
            verdicts[id] = .granted
        } else if request.limit <= now {
            judge(request, .failed)
            return verdicts.with(id, .late(0))
        } else if waiting.count >= options.capacity {
            guard priority == .interactive, let victim = waiting.last(where: { $0.priority == .batch }) else {
                judge(request, .failed)
                return verdicts.with(id, .full(waiting.count))
            }
            requests.removeAll { $0.id == victim.id }
            verdicts[victim.id] = .displaced
        }
        requests.append(request)
        return verdicts
    }

    mutating func expire() -> [Int: Verdict] {
        let late = waiting.filter { $0.limit <= now }
        requests.removeAll { request in late.contains { $0.id == request.id } }
        for request in late { judge(request, .failed) }
        return Dictionary(uniqueKeysWithValues: late.map { ($0.id, Verdict.late(Int64(now - $0.arrival))) })
    }

    mutating func cancel(_ id: Int) -> Bool {
        guard let request = waiting.first(where: { $0.id == id }) else { return false }
        requests.removeAll { $0.id == id }
        judge(request, .cancelled)
        return true
    }

    mutating func finish(_ id: Int, _ outcome: ModelSlot.Outcome) -> [Int: Verdict] {
        guard let request = requests.first(where: { $0.id == id }) else { return [:] }
        requests.removeAll { $0.id == id }
        let before = openings
        judge(request, outcome)
        let fails = openings > before
        var verdicts = expire()
        if fails, let openUntil {
            for other in waiting { verdicts[other.id] = .open(Int64(openUntil - now)) }
            requests.removeAll { !$0.runs }
        }
        let next = waiting.first { $0.priority == .interactive } ?? waiting.first
        if let next, let place = requests.firstIndex(where: { $0.id == next.id }) {
            requests[place].runs = true
            verdicts[next.id] = .granted
        }
        return verdicts
    }

    private mutating func judge(_ request: Request, _ outcome: ModelSlot.Outcome) {
        if request.id == probe {
            probe = nil
            switch outcome {
            case .succeeded: (openUntil, failedProbes, failuresInARow) = (nil, 0, 0)
            case .cancelled: openUntil = now
            case .failed:
                failedProbes += 1
                open()
            }
        } else if request.openings == openings, openUntil == nil {
            switch outcome {
            case .succeeded: failuresInARow = 0
            case .cancelled: break
            case .failed:
                failuresInARow += 1
                if failuresInARow == options.threshold { open() }
            }
        }
    }

    private mutating func open() {
        openings += 1
        openUntil = now + [5, 10, 20, 40, 60][min(failedProbes, 4)]
    }
}

extension [Int: PlainQueue.Verdict] {
    fileprivate func with(_ id: Int, _ verdict: PlainQueue.Verdict) -> Self { merging([id: verdict]) { $1 } }
}
