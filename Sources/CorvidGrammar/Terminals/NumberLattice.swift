/// The numbers of a specification as whole multiples of one small unit, `10^-scale`.
///
/// Every question about divisors, exceptions and bounds becomes one about naturals: which multiples of `step` between two
/// ends are not multiples of others and not left out.
struct NumberLattice {
    /// Numbers of one sign, by their magnitude in units.
    struct Side {
        var lowest: Natural
        /// nil: no end.
        var highest: Natural?
    }

    /// Digits behind the point that a number can have.
    let scale: Int
    /// What every number is a multiple of, in units.
    let step: Natural
    /// What no number is a multiple of, in units; multiples of the step, other than it.
    let forbidden: [Natural]
    /// Whether any decimal was allowed by the divisors, so that the unit is a choice and not a consequence.
    let isDense: Bool
    /// Zero and the numbers above.
    private(set) var positive: Side?
    /// The numbers below 0 (magnitudes from one on).
    private(set) var negative: Side?
    /// Magnitudes left out, by sign, within the sides.
    private(set) var excludedPositive: Set<Natural> = []
    private(set) var excludedNegative: Set<Natural> = []

    /// - Parameter fractionDigits: the digits behind the point where no divisor says how many there can be.
    init(_ specification: NumberSpecification, fractionDigits: Int) throws(NumberSpecificationError) {
        for list in [specification.divisors, specification.forbiddenDivisors] {
            let length = list.reduce(0) { $0 + $1.integerDigits + $1.fractionDigits }
            guard length <= 2 * NumberSpecification.largestPrecision else {
                throw NumberSpecificationError(
                    reason: "the divisors have more than \(2 * NumberSpecification.largestPrecision) digits together")
            }
        }
        var divisor = specification.integerOnly ? ExactDecimal.one : nil
        for next in specification.divisors.sorted() { divisor = try Self.commonMultiple(divisor, next) }
        isDense = divisor == nil
        let scale = divisor?.fractionDigits ?? fractionDigits
        let step = divisor.map { Self.units($0, scale: scale) } ?? .one
        var others: [Natural] = []
        var isImpossible = false
        var banned = specification.forbiddenDivisors.sorted()
        if specification.mustNotBeInteger { banned.append(.one) }
        for next in banned {
            // A multiple of both has no finer digits than the step itself; without a step, the unit stands for it.
            let unit = divisor ?? ExactDecimal(isNegative: false, digits: [1], exponent: -scale)
            let multiple = Self.units(try Self.commonMultiple(unit, next), scale: scale)
            if multiple == step { isImpossible = true }
            others.append(multiple)
        }
        others.sort()
        var kept: [Natural] = []
        for other in others where !kept.contains(where: { (other % $0).isZero }) { kept.append(other) }
        self.scale = scale
        self.step = step
        forbidden = kept
        guard !isImpossible else { return }
        try setSides(specification)
        for value in specification.excluded where value.fractionDigits <= scale {
            guard value.integerDigits <= 2 * NumberSpecification.largestPrecision else { continue }
            let magnitude = Self.units(value, scale: scale)
            if value.isNegative { excludedNegative.insert(magnitude) } else { excludedPositive.insert(magnitude) }
        }
    }

    private static func commonMultiple(
        _ a: ExactDecimal?, _ b: ExactDecimal
    ) throws(NumberSpecificationError) -> ExactDecimal {
        guard let a else { return b }
        let scale = max(a.fractionDigits, b.fractionDigits)
        let multiple = Natural.leastCommonMultiple(units(a, scale: scale), units(b, scale: scale))
        let result = ExactDecimal(isNegative: false, magnitude: multiple, exponent: -scale)
        guard result.integerDigits + result.fractionDigits <= 2 * NumberSpecification.largestPrecision else {
            throw NumberSpecificationError(reason: "the common multiple of the divisors has too many digits")
        }
        return result
    }

    /// The magnitude in units; it must have no digits finer than the unit.
    private static func units(_ value: ExactDecimal, scale: Int) -> Natural {
        Natural(digits: value.digits) * Natural.powerOfTen(value.exponent + scale)
    }

    // MARK: Bounds

    private mutating func setSides(_ specification: NumberSpecification) throws(NumberSpecificationError) {
        let (lower, upper) = (specification.lower, specification.upper)
        // Above 0 the lower bound is the near end, below 0 the upper one.
        if upper.map({ !$0.value.isNegative && !($0.value.isZero && $0.isExclusive) }) ?? true {
            var near = Natural.zero
            if let lower, !lower.value.isNegative { near = try end(lower, isNear: true) ?? .zero }
            positive = try side(near: near, far: upper)
        }
        if lower.map({ $0.value.isNegative }) ?? true {
            var near = Natural.one
            if let upper, upper.value.isNegative { near = try end(upper, isNear: true) ?? .one }
            negative = try side(near: near, far: lower)
        }
    }

    private func side(near: Natural, far: NumberBound?) throws(NumberSpecificationError) -> Side? {
        guard let far else { return Side(lowest: near, highest: nil) }
        guard let end = try end(far, isNear: false) else { return nil }
        return end < near ? nil : Side(lowest: near, highest: end)
    }

    /// The first or last magnitude in units within a bound; nil when there is none.
    private func end(_ bound: NumberBound, isNear: Bool) throws(NumberSpecificationError) -> Natural? {
        let value = bound.value
        if value.isZero {
            if isNear { return bound.isExclusive ? .one : .zero }
            return bound.isExclusive ? nil : .zero
        }
        let shift = value.exponent + scale
        // What lies below the unit counts for no more than that it is not 0.
        let height = value.digits.count + shift
        if height > 2 * NumberSpecification.largestPrecision + scale {
            throw NumberSpecificationError(
                reason: "a bound has more than \(2 * NumberSpecification.largestPrecision) digits")
        }
        let whole: Natural
        let isExact: Bool
        if shift >= 0 {
            whole = Natural(digits: value.digits) * Natural.powerOfTen(shift)
            isExact = true
        } else {
            whole = height <= 0 ? .zero : Natural(digits: value.digits[..<height])
            isExact = false
        }
        if isNear { return isExact && !bound.isExclusive ? whole : whole + .one }
        guard isExact, bound.isExclusive else { return whole }
        return whole.isZero ? nil : whole - .one
    }

    /// Gives the open ends an end: the largest number of so many digits before the point, or of as many more as it takes
    /// for some number to be left.
    mutating func limit(integerDigits: Int) {
        let exceptions = excludedPositive.count + excludedNegative.count + forbidden.count
        let slack = 1 + Natural(UInt128(exceptions)).digitCount
        func limited(_ side: Side?) -> Side? {
            guard let side, side.highest == nil else { return side }
            let needed = max(side.lowest.digitCount, step.digitCount) - scale + slack
            let highest = Natural.powerOfTen(max(integerDigits, needed, 1) + scale) - .one
            return Side(lowest: side.lowest, highest: highest)
        }
        positive = limited(positive)
        negative = limited(negative)
    }

    // MARK: Members

    /// The least member of one sign whose magnitude lies between two ends (within the sides), and is a multiple of
    /// `grid` beside; nil when there is none.
    func firstMember(from low: Natural, through high: Natural?, isNegative: Bool, grid: Natural = .one) -> Natural? {
        let step = grid.isOne ? self.step : Natural.leastCommonMultiple(self.step, grid)
        // Where every point of the grid is forbidden, no end would ever be met.
        if forbidden.contains(where: { (step % $0).isZero }) {
            return nil
        }
        var (quotient, remainder) = low.dividedBy(step)
        if !remainder.isZero { quotient = quotient + .one }
        var value = quotient * step
        while high.map({ value <= $0 }) ?? true {
            if !isLeftOut(value, isNegative: isNegative) { return value }
            value = value + step
        }
        return nil
    }

    /// Whether the magnitude belongs to a member.
    func isMember(_ value: Natural, isNegative: Bool) -> Bool {
        guard let side = isNegative ? negative : positive, value >= side.lowest else { return false }
        if let highest = side.highest, value > highest { return false }
        return (step.isOne || (value % step).isZero) && !isLeftOut(value, isNegative: isNegative)
    }

    private func isLeftOut(_ value: Natural, isNegative: Bool) -> Bool {
        for other in forbidden where (value % other).isZero { return true }
        let excluded = isNegative ? excludedNegative : excludedPositive
        return !excluded.isEmpty && excluded.contains(value)
    }
}
