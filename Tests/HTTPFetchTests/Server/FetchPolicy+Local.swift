import HTTPFetch

extension FetchPolicy {
    /// May reach this machine on any port, and waits for nothing.
    static var local: FetchPolicy {
        var policy = FetchPolicy()
        policy.allowsLoopback = true
        policy.allowedPorts = nil
        policy.obeysRobots = false
        policy.hostInterval = .zero
        policy.limits.totalTime = .seconds(20)
        return policy
    }

    func with(_ change: (inout FetchPolicy) throws -> Void) rethrows -> FetchPolicy {
        var copy = self
        try change(&copy)
        return copy
    }
}

extension HTTPFetcher {
    /// Why a fetch failed; nil when it did not.
    func failure(_ url: String) async -> FetchError.Reason? { await failure(FetchRequest(url: url)) }

    func failure(_ request: FetchRequest) async -> FetchError.Reason? {
        do {
            _ = try await fetch(request)
            return nil
        } catch {
            return (error as? FetchError)?.reason
        }
    }
}

extension FetchResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
