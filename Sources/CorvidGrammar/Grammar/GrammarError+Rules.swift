extension GrammarError {
    /// The error for a reference to a rule that does not exist; names the rule that was perhaps meant.
    static func undefinedRule(
        _ name: String, among names: some Sequence<String>, at location: Location, from rule: String? = nil
    ) -> GrammarError {
        let word = Array(name.utf8)
        var nearest: String?
        var least = min(name.utf8.count / 3 + 1, 3) + 1
        for candidate in names {
            let distance = editDistance(word, Array(candidate.utf8), limit: least)
            if distance < least { (nearest, least) = (candidate, distance) }
        }
        var reason = rule.map { "rule '\($0)' refers to rule '\(name)', which" } ?? "rule '\(name)'"
        reason += " is not defined"
        if let nearest { reason += "; '\(nearest)' is" }
        return GrammarError(.undefinedReference, at: location, reason)
    }

    /// Insertions, deletions and replacements that make one word of the other (Levenshtein), or `limit` if that is less.
    private static func editDistance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int {
        guard abs(a.count - b.count) < limit, a.count <= 64 else { return limit }
        var row = Array(0...b.count)
        for (index, byte) in a.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for other in b.indices {
                let replaced = diagonal + (byte == b[other] ? 0 : 1)
                diagonal = row[other + 1]
                row[other + 1] = min(replaced, row[other] + 1, diagonal + 1)
            }
        }
        return min(row[b.count], limit)
    }
}
