extension NumberSpecification {
    /// Whether no number belongs to the set. A set whose bounds or divisors have too many digits to tell is not empty.
    package var isEmpty: Bool { cardinality(upTo: 1) == 0 }

    /// The number of members, or `bound` when there are at least that many (or too many digits to tell).
    package func cardinality(upTo bound: Int) -> Int {
        if let members { return min(members.count, bound) }
        if let lower, let upper {
            if lower.value > upper.value { return 0 }
            if lower.value == upper.value { return contains(lower.value) ? min(1, bound) : 0 }
        }
        // Without a divisor a range of some width has numbers beyond any count; exceptions are finite or thin.
        if !integerOnly, divisors.isEmpty { return bound }
        let lattice: NumberLattice
        do {
            lattice = try NumberLattice(self, fractionDigits: 0)
        } catch {
            return bound
        }
        var count = 0
        for (side, isNegative) in [(lattice.positive, false), (lattice.negative, true)] {
            guard let side else { continue }
            if side.highest == nil { return bound }
            var low = side.lowest
            while count < bound,
                let member = lattice.firstMember(from: low, through: side.highest, isNegative: isNegative)
            {
                count += 1
                low = member + .one
            }
        }
        return count
    }
}
