/// Spaces out the requests to each host.
actor HostGate {
    private var next: [String: ContinuousClock.Instant] = [:]

    /// Waits for this host's turn.
    ///
    /// - Throws: `error` at once when the turn would come after `deadline`; `CancellationError`.
    func wait(
        for origin: String, interval: Duration, until deadline: ContinuousClock.Instant,
        or error: @autoclosure () -> FetchError
    ) async throws {
        guard interval > .zero else { return }
        let now = ContinuousClock.now
        let turn = max(next[origin] ?? now, now)
        guard turn < deadline else { throw error() }
        if next.count > 1000 { next = next.filter { $0.value > now } }
        next[origin] = turn + interval
        if turn > now { try await Task.sleep(until: turn, clock: .continuous) }
    }
}
