/// The rules of the hosts that were asked lately.
actor RobotsStore {
    /// RFC 9309, 2.4: no longer than a day.
    private static let lifetime = Duration.seconds(24 * 3600)
    /// What could not be had is asked for again sooner.
    private static let retry = Duration.seconds(60)

    private var known: [String: (rules: RobotsRules, until: ContinuousClock.Instant)] = [:]

    func rules(for origin: String) -> RobotsRules? {
        guard let entry = known[origin], entry.until > .now else { return nil }
        return entry.rules
    }

    func keep(_ rules: RobotsRules, for origin: String) {
        if known.count >= 1000 { known = [:] }
        known[origin] = (rules, .now + (rules.isUnavailable ? Self.retry : Self.lifetime))
    }
}
