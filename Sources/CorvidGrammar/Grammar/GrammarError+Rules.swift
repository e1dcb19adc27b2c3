extension GrammarError {
    /// The error for a reference to a rule that does not exist; names the rule that was perhaps meant.
    static func undefinedRule(
        _ name: String, among names: some Sequence<String>, at location: Location, from rule: String? = nil
    ) -> GrammarError {
        var reason = rule.map { "rule '\($0)' refers to rule '\(name)', which" } ?? "rule '\(name)'"
        reason += " is not defined"
        if let nearest = NearestName.of(name, in: names) { reason += "; '\(nearest)' is" }
        return GrammarError(.undefinedReference, at: location, reason)
    }
}
