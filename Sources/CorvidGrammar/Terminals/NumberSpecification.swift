/// A set of numbers, as JSON Schema can say it of one: bounds, divisors, exceptions, or a list.
///
/// Two specifications meet in ``intersection(_:)``; a text is matched against one by a ``NumberMachine``.
package struct NumberSpecification: Hashable, Sendable {
    /// Whole numbers only (`1.0` is one).
    package var integerOnly = false
    /// No whole numbers (the complement of `integer` among numbers).
    package var mustNotBeInteger = false
    package var lower: NumberBound?
    package var upper: NumberBound?
    /// Positive numbers that the value is a multiple of, all of them.
    package private(set) var divisors: Set<ExactDecimal> = []
    /// Positive numbers that the value is a multiple of none of.
    package private(set) var forbiddenDivisors: Set<ExactDecimal> = []
    /// Numbers left out.
    package var excluded: Set<ExactDecimal> = []
    /// When present, only these, in this order, as far as the rest permits them.
    package var allowed: [ExactDecimal]?

    /// The longest divisor, in digits behind and before the point together, and the longest bound that texts are made for.
    package static let largestPrecision = 1_000

    /// Every number.
    package init() {}

    /// Every whole number.
    package static var integer: NumberSpecification {
        var specification = NumberSpecification()
        specification.integerOnly = true
        return specification
    }

    /// Demands a multiple of `divisor`; throws where that is not above 0 or has more than 1,000 digits.
    package mutating func require(multipleOf divisor: ExactDecimal) throws(NumberSpecificationError) {
        divisors.insert(try Self.checked(divisor))
    }

    /// Forbids multiples of `divisor`; throws where that is not above 0 or has more than 1,000 digits.
    package mutating func forbid(multipleOf divisor: ExactDecimal) throws(NumberSpecificationError) {
        forbiddenDivisors.insert(try Self.checked(divisor))
    }

    private static func checked(_ divisor: ExactDecimal) throws(NumberSpecificationError) -> ExactDecimal {
        guard !divisor.isNegative, !divisor.isZero else {
            throw NumberSpecificationError(reason: "a divisor must be greater than 0")
        }
        guard divisor.digits.count + divisor.exponent.magnitudeAsInt <= largestPrecision else {
            throw NumberSpecificationError(reason: "a divisor has more than \(largestPrecision) digits")
        }
        return divisor
    }

    /// Demands `value >= bound` (or `>`), beside what is demanded already.
    package mutating func require(atLeast bound: NumberBound) {
        guard let lower else { return self.lower = bound }
        if bound.value > lower.value || bound.value == lower.value && bound.isExclusive { self.lower = bound }
    }

    /// Demands `value <= bound` (or `<`), beside what is demanded already.
    package mutating func require(atMost bound: NumberBound) {
        guard let upper else { return self.upper = bound }
        if bound.value < upper.value || bound.value == upper.value && bound.isExclusive { self.upper = bound }
    }

    /// Whether the set has this member.
    package func contains(_ value: ExactDecimal) -> Bool {
        if let allowed, !allowed.contains(value) { return false }
        return containsIgnoringList(value)
    }

    /// Whether bounds, divisors and exceptions admit the value, whatever the list says.
    private func containsIgnoringList(_ value: ExactDecimal) -> Bool {
        if integerOnly, !value.isInteger { return false }
        if mustNotBeInteger, value.isInteger { return false }
        if let lower, value < lower.value || lower.isExclusive && value == lower.value { return false }
        if let upper, value > upper.value || upper.isExclusive && value == upper.value { return false }
        if excluded.contains(value) { return false }
        for divisor in divisors where !value.isMultiple(of: divisor) { return false }
        for divisor in forbiddenDivisors where value.isMultiple(of: divisor) { return false }
        return true
    }

    /// The listed numbers that the rest permits, each once; nil where there is no list.
    package var members: [ExactDecimal]? {
        guard let allowed else { return nil }
        var seen: Set<ExactDecimal> = []
        return allowed.filter { containsIgnoringList($0) && seen.insert($0).inserted }
    }

    /// What both sets have in common; nil when that is evidently nothing.
    package func intersection(_ other: NumberSpecification) -> NumberSpecification? {
        var result = self
        result.integerOnly = integerOnly || other.integerOnly
        result.mustNotBeInteger = mustNotBeInteger || other.mustNotBeInteger
        if let bound = other.lower { result.require(atLeast: bound) }
        if let bound = other.upper { result.require(atMost: bound) }
        result.divisors.formUnion(other.divisors)
        result.forbiddenDivisors.formUnion(other.forbiddenDivisors)
        result.excluded.formUnion(other.excluded)
        if let list = other.allowed {
            if let own = result.allowed {
                let common = Set(list)
                result.allowed = own.filter(common.contains)
            } else {
                result.allowed = list
            }
        }
        if result.allowed != nil {
            // A list says everything once the rest has been applied to it.
            var listed = NumberSpecification()
            listed.allowed = result.members
            result = listed
        }
        return result.isEmpty ? nil : result
    }
}

extension Int {
    /// The absolute value of a number that is known to have one.
    fileprivate var magnitudeAsInt: Int { Int(clamping: magnitude) }
}
