/// What is left of the bounds of one fetch over all its hops.
struct FetchSession {
    private let policy: FetchPolicy
    let deadline: ContinuousClock.Instant
    var wireBytes = 0
    private(set) var redirects: [String] = []

    init(policy: FetchPolicy) {
        self.policy = policy
        deadline = .now + policy.limits.totalTime
    }

    func timeError(at address: WebAddress) -> FetchError {
        FetchError(.exceeded(.totalTime, limit: policy.limits.totalTime.milliseconds), url: address.description)
    }

    func timeLeft(at address: WebAddress) throws(FetchError) -> Duration {
        let left = deadline - .now
        guard left > .zero else { throw timeError(at: address) }
        return left
    }

    func bytesLeft(at address: WebAddress) throws(FetchError) -> Int {
        guard wireBytes <= policy.limits.wireBytes else {
            throw FetchError(.exceeded(.wireBytes, limit: policy.limits.wireBytes), url: address.description)
        }
        return policy.limits.wireBytes - wireBytes
    }

    mutating func countRedirect(from address: WebAddress) throws(FetchError) {
        redirects.append(address.description)
        guard redirects.count <= policy.limits.redirects else {
            throw FetchError(.exceeded(.redirects, limit: policy.limits.redirects), url: address.description)
        }
    }
}
