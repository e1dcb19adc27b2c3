import Foundation

/// Fetches over HTTP within a policy.
///
/// ```swift
/// let fetcher = HTTPFetcher()
/// let response = try await fetcher.fetch("https://example.org/")
/// let page = try response.page()
/// print(page.title ?? "", page.text)
/// ```
/// Any number of fetches may run at once; they share connections, the cache, and what is known of each host. Cancelling
/// the task that fetches closes its connection at once.
public final class HTTPFetcher: Sendable {
    public let policy: FetchPolicy
    let cache: FetchCache?
    private let loop = TransferLoop()
    private let gate = HostGate()
    private let robots = RobotsStore()
    /// Answers of the name server as `CURLOPT_RESOLVE` takes them.
    private let resolutions: [String]

    /// - Parameters:
    ///   - policy: What may be fetched, and how.
    ///   - cache: Where responses are kept, as far as their servers allow it; nil to keep none.
    public convenience init(policy: FetchPolicy = FetchPolicy(), cache: FetchCache? = nil) {
        self.init(policy: policy, cache: cache, resolutions: [])
    }

    /// - Parameter resolutions: `NAME:PORT:ADDRESS,…`: what names are taken to lead to.
    package init(policy: FetchPolicy, cache: FetchCache? = nil, resolutions: [String]) {
        self.policy = policy
        self.cache = cache
        self.resolutions = resolutions
    }

    deinit { loop.close() }

    /// Cancels what is under way and lets go of all connections. Later fetches are cancelled at once.
    public func close() { loop.close() }

    /// Fetches a URL.
    ///
    /// - Throws: ``FetchError``; `CancellationError` when the task is cancelled.
    public func fetch(_ url: String) async throws -> FetchResponse {
        try await fetch(FetchRequest(url: url))
    }

    /// Fetches what a request says, following redirects. Every hop is judged as if it had been asked for.
    ///
    /// - Throws: ``FetchError``; `CancellationError` when the task is cancelled.
    public func fetch(_ request: FetchRequest) async throws -> FetchResponse {
        try await fetch(request, limits: policy.limits)
    }

    /// Fetches within narrower bounds than the policy's.
    func fetch(_ request: FetchRequest, limits: FetchLimits) async throws -> FetchResponse {
        var policy = policy
        policy.limits = limits
        var session = FetchSession(policy: policy)
        var hop = try FetchHop(request, policy: policy)
        while true {
            try policy.check(hop.address)
            if policy.obeysRobots { try await obeyRobots(hop.address, policy, in: &session) }
            let response = try await exchange(hop, policy, in: &session)
            guard let target = response.wire.redirectTarget else {
                return FetchResponse(
                    url: hop.address.description, status: response.wire.status, headers: response.wire.fields,
                    body: response.wire.body, isTruncated: response.wire.isTruncated, wireBytes: session.wireBytes,
                    redirects: session.redirects, httpVersion: response.wire.httpVersion, origin: response.origin)
            }
            try session.countRedirect(from: hop.address)
            hop = try hop.following(target, status: response.wire.status, policy: policy)
        }
    }

    /// One hop: out of the cache where it may be, else from the server.
    private func exchange(
        _ hop: FetchHop, _ policy: FetchPolicy, in session: inout FetchSession
    ) async throws -> (wire: WireResponse, origin: FetchResponse.Origin) {
        guard let cache, hop.isCacheable else { return (try await send(hop, policy, in: &session), .network) }
        let stored = cache.entry(for: hop).flatMap { isAllowed($0, policy) ? $0 : nil }
        if let stored, stored.isFresh(at: Date(), heuristics: cache.usesHeuristics) { return (stored.wire, .cache) }
        let asked = Date()
        let response = try await send(hop, policy, validating: stored, in: &session)
        guard let stored, response.status == 304 else {
            cache.store(response, for: hop, requested: asked)
            return (response, .network)
        }
        let renewed = stored.revalidated(by: response, requested: asked)
        cache.keep(renewed)
        return (renewed.wire, .revalidated)
    }

    /// What another policy put into the cache must be allowed by this one.
    private func isAllowed(_ entry: CacheEntry, _ policy: FetchPolicy) -> Bool {
        guard !policy.usesEnvironmentProxy, let remote = entry.remoteAddress else { return policy.usesEnvironmentProxy }
        return policy.refusal(of: remote) == nil && entry.wire.body.count <= policy.limits.bodyBytes
    }

    private func send(
        _ hop: FetchHop, _ policy: FetchPolicy, validating stored: CacheEntry? = nil, in session: inout FetchSession
    ) async throws -> WireResponse {
        try await gate.wait(
            for: hop.address.origin, interval: policy.hostInterval, until: session.deadline,
            or: session.timeError(at: hop.address))
        var wire = WireRequest(
            address: hop.address, method: hop.method, fields: hop.fields, body: hop.body,
            timeout: try session.timeLeft(at: hop.address), totalTime: policy.limits.totalTime.milliseconds,
            wireLimit: try session.bytesLeft(at: hop.address), resolutions: resolutions)
        wire.fields += stored?.conditions ?? []
        let response = try await loop.perform(wire, policy: policy)
        session.wireBytes += response.wireBytes
        return response
    }

    // MARK: robots.txt

    private func obeyRobots(_ address: WebAddress, _ policy: FetchPolicy, in session: inout FetchSession) async throws {
        let origin = address.origin
        var rules = await robots.rules(for: origin)
        if rules == nil {
            let fetched = try await fetchRobots(address, policy, in: &session)
            await robots.keep(fetched, for: origin)
            rules = fetched
        }
        if let rule = rules?.disallowing(address.target) {
            throw FetchError(.disallowedByRobots(rule), url: address.description)
        }
    }

    /// RFC 9309, 2.3.1: up to five redirects; what is missing allows all; what cannot be had forbids all.
    private func fetchRobots(
        _ address: WebAddress, _ policy: FetchPolicy, in session: inout FetchSession
    ) async throws -> RobotsRules {
        let agent = String(policy.userAgent.prefix { $0 != "/" && $0 != " " })
        let file = WebAddress(scheme: address.scheme, host: address.host, port: address.port, target: "/robots.txt")
        var hop = FetchHop(file, policy: policy)
        var lenient = policy
        lenient.truncates = true
        lenient.limits.bodyBytes = RobotsRules.maximumLength
        for _ in 0...5 {
            try policy.check(hop.address)
            let wire = WireRequest(
                address: hop.address, method: "GET", fields: [], body: nil,
                timeout: try session.timeLeft(at: hop.address), totalTime: policy.limits.totalTime.milliseconds,
                wireLimit: min(try session.bytesLeft(at: hop.address), RobotsRules.maximumLength),
                resolutions: resolutions)
            let response = try await loop.perform(wire, policy: lenient)
            session.wireBytes += response.wireBytes
            switch response.status {
            case 200..<300: return RobotsRules(response.body, agent: agent)
            case 300..<400:
                guard let target = response.redirectTarget else { return .everything }
                hop = try hop.following(target, status: response.status, policy: policy)
            case 400..<500: return .everything
            default: return .nothing(because: "robots.txt answers \(response.status)")
            }
        }
        return .everything
    }
}
