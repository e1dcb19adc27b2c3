import BigInt

extension Evaluator {
    func chain(_ first: SyntaxNode, _ steps: [SyntaxNode.Step]) throws(CalculatorError) -> CalculatorValue {
        var value = try evaluate(first)
        for step in steps {
            let operand = try evaluate(step.operand)
            do {
                value = try apply(step.operation, value, operand)
            } catch {
                throw error.located(at: step.position)
            }
        }
        return value
    }

    private func apply(
        _ operation: SyntaxNode.Operation, _ left: CalculatorValue, _ right: CalculatorValue
    ) throws(CalculatorError) -> CalculatorValue {
        switch (operation, left, right) {
        case (.add, .date(let date), .quantity(let span)), (.add, .quantity(let span), .date(let date)):
            return .date(try shift(date, by: span))
        case (.subtract, .date(let date), .quantity(let span)):
            return .date(try shift(date, by: try negate(span)))
        case (.subtract, .date(let end), .date(let start)): return .quantity(difference(from: start, to: end))
        case (_, .quantity(let left), .quantity(let right)):
            return .quantity(try apply(operation, left, right))
        default:
            throw CalculatorError(
                .type,
                "\(left.kind) and \(right.kind) cannot be combined like this; dates can be compared, subtracted from one "
                    + "another, and shifted by a time such as + 3 days (for a subtraction of numbers put spaces around -)"
            )
        }
    }

    private func apply(
        _ operation: SyntaxNode.Operation, _ left: Quantity, _ right: Quantity
    ) throws(CalculatorError) -> Quantity {
        switch operation {
        case .add: return try add(left, right)
        case .subtract: return try subtract(left, right)
        case .multiply, .of: return try multiply(left, right)
        case .divide: return try divide(left, right)
        case .quotient:
            try requireOneDimension(left, right, "//")
            try refuseScale(left, right)
            return Quantity(.exact(Rational(try arithmetic.floorQuotient(left.value, right.value))))
        case .remainder: return try remainder(left, right)
        }
    }

    // MARK: - Sums

    func negate(_ quantity: Quantity) throws(CalculatorError) -> Quantity {
        var result = quantity
        if let scale = quantity.unit.scale, let offset = scale.offset {
            // -5 °C is five degrees below zero.
            result.value = try arithmetic.subtract(.exact(offset * Rational(2)), quantity.value)
            return result
        }
        result.value = arithmetic.negate(quantity.value)
        result.calendar = quantity.calendar.map { .init(months: -$0.months, seconds: -$0.seconds) }
        return result
    }

    func add(_ left: Quantity, _ right: Quantity) throws(CalculatorError) -> Quantity {
        try requireOneDimension(left, right, "+")
        try refusePercentage(left, right, "+")
        var result = left
        if left.unit.scale != nil, right.unit.scale != nil {
            throw CalculatorError(
                .dimension, "two temperatures cannot be added; write the difference in K, as in 20 degC + 5 K")
        }
        if right.unit.scale != nil { result.unit = right.unit }
        if left.unit.isPercent != right.unit.isPercent { result.unit = .none }
        result.value = try arithmetic.add(left.value, right.value)
        result.calendar = Self.sum(left, right)
        return result
    }

    func subtract(_ left: Quantity, _ right: Quantity) throws(CalculatorError) -> Quantity {
        if left.unit.scale != nil, right.unit.scale != nil {
            return Quantity(
                try arithmetic.subtract(left.value, right.value), left.dimension, UnitProduct(UnitTable.kelvin))
        }
        try requireOneDimension(left, right, "-")
        try refusePercentage(left, right, "-")
        if right.unit.scale != nil {
            throw CalculatorError(.dimension, "a temperature cannot be subtracted from a difference; swap the two")
        }
        var result = left
        if left.unit.isPercent != right.unit.isPercent { result.unit = .none }
        result.value = try arithmetic.subtract(left.value, right.value)
        result.calendar = Self.sum(left, try negate(right))
        return result
    }

    private static func sum(_ left: Quantity, _ right: Quantity) -> Quantity.CalendarSpan? {
        guard left.calendar != nil || right.calendar != nil else { return nil }
        func span(_ quantity: Quantity) -> Quantity.CalendarSpan? {
            quantity.calendar ?? quantity.value.rational.map { .init(months: .zero, seconds: $0) }
        }
        guard let left = span(left), let right = span(right) else { return nil }
        return .init(months: left.months + right.months, seconds: left.seconds + right.seconds)
    }

    func requireOneDimension(_ left: Quantity, _ right: Quantity, _ sign: String) throws(CalculatorError) {
        guard left.dimension != right.dimension else { return }
        throw CalculatorError(
            .dimension,
            "\(left.dimension.name) and \(right.dimension.name) do not go together in '\(sign)'; "
                + "give both the same kind of unit")
    }

    /// `200 + 10%` is 200.1 to some and 220 to others; with 1 both agree.
    private func refusePercentage(_ left: Quantity, _ right: Quantity, _ sign: String) throws(CalculatorError) {
        guard left.dimension.isNone, left.unit.isPercent != right.unit.isPercent else { return }
        if (left.unit.isPercent ? right : left).value == .one { return }
        throw CalculatorError(
            .ambiguous,
            "a number \(sign) a percentage can mean two things: write x * (1 \(sign) 10%) to change x by 10%, or x \(sign) "
                + "10/100 for the number itself (and mod(a, b) for a remainder)")
    }

    // MARK: - Products

    func multiply(_ left: Quantity, _ right: Quantity) throws(CalculatorError) -> Quantity {
        try refuseScale(left, right)
        let value = try arithmetic.multiply(left.value, right.value)
        var result = try product(value, left, right, power: 1)
        result.calendar = Self.scaled(left, by: right) ?? Self.scaled(right, by: left)
        return result
    }

    func divide(_ left: Quantity, _ right: Quantity) throws(CalculatorError) -> Quantity {
        try refuseScale(left, right)
        let value = try arithmetic.divide(left.value, by: right.value)
        return try product(value, left, right, power: -1)
    }

    /// A product or quotient in the units that are left.
    private func product(
        _ value: Real, _ left: Quantity, _ right: Quantity, power: Int
    ) throws(CalculatorError) -> Quantity {
        guard let dimension = left.dimension.multiplied(by: right.dimension, power: power) else {
            throw CalculatorError(.tooLarge, "the powers of the units are too large")
        }
        let unit = UnitProduct.none.multiplied(by: left.unit).multiplied(by: right.unit, power: power)
        return Quantity(value, dimension, Self.simplified(unit, dimension))
    }

    /// A base unit in place of several units that come to the same.
    private static func simplified(_ unit: UnitProduct, _ dimension: Dimension) -> UnitProduct {
        if dimension.isNone { return .none }
        if unit.factors.count > 1, let (base, power) = dimension.singleBase {
            return UnitProduct(factors: [.init(unit: UnitTable.base(base), power: power)])
        }
        return unit
    }

    private static func scaled(_ span: Quantity, by factor: Quantity) -> Quantity.CalendarSpan? {
        guard let calendar = span.calendar, factor.dimension.isNone, let factor = factor.value.rational else {
            return nil
        }
        return .init(months: calendar.months * factor, seconds: calendar.seconds * factor)
    }

    private func refuseScale(_ quantities: Quantity...) throws(CalculatorError) {
        guard let scale = quantities.lazy.compactMap(\.unit.scale).first else { return }
        throw CalculatorError(
            .dimension,
            "a temperature in \(scale.name) cannot be multiplied or divided; convert it first: (20 degC in K) * 2")
    }

    func remainder(_ left: Quantity, _ right: Quantity) throws(CalculatorError) -> Quantity {
        try requireOneDimension(left, right, "mod")
        try refuseScale(left, right)
        var result = left
        result.calendar = nil
        if result.unit.isPercent != right.unit.isPercent { result.unit = .none }
        result.value = try arithmetic.remainder(left.value, by: right.value)
        return result
    }

    // MARK: - Powers

    func power(_ base: Quantity, _ exponentNode: SyntaxNode) throws(CalculatorError) -> Quantity {
        let exponent = try number(exponentNode, "an exponent")
        try refuseScale(base)
        if base.dimension.isNone { return Quantity(try arithmetic.power(base.value, exponent)) }
        guard case .exact(let fraction) = exponent, let numerator = Int(exactly: fraction.numerator),
            let denominator = Int(exactly: fraction.denominator)
        else {
            throw CalculatorError(
                .dimension, "\(base.dimension.name) can only be raised to a fraction such as 2 or 1/2")
        }
        let value = try arithmetic.power(base.value, exponent)
        return try rooted(
            Quantity(value, base.dimension, base.unit), degree: denominator, power: numerator)
    }

    /// The units of a root of a power, whose value is already computed.
    func rooted(_ quantity: Quantity, degree: Int, power: Int = 1) throws(CalculatorError) -> Quantity {
        if quantity.dimension.isNone { return Quantity(quantity.value) }
        guard let raised = Dimension.none.multiplied(by: quantity.dimension, power: power) else {
            throw CalculatorError(.tooLarge, "the powers of the units are too large")
        }
        guard let dimension = raised.root(degree) else {
            throw CalculatorError(
                .dimension, "the root of \(raised.name) has no unit; divide by a unit first, as in sqrt(x / (1 m))")
        }
        var unit = UnitProduct.none.multiplied(by: quantity.unit, power: power)
        if unit.factors.allSatisfy({ $0.power % degree == 0 }) {
            for index in unit.factors.indices { unit.factors[index].power /= degree }
        } else {
            unit = UnitProduct(
                factors: Dimension.Base.allCases.filter { dimension[$0] != 0 }.map {
                    .init(unit: UnitTable.base($0), power: Int(dimension[$0]))
                })
        }
        return Quantity(quantity.value, dimension, Self.simplified(unit, dimension))
    }

    // MARK: - Comparison

    func compare(
        _ comparison: SyntaxNode.Comparison, _ left: CalculatorValue, _ right: CalculatorValue
    ) throws(CalculatorError) -> Bool {
        let order = try order(left, right)
        switch comparison {
        case .equal: return order == 0
        case .unequal: return order != 0
        case .less: return order < 0
        case .lessOrEqual: return order <= 0
        case .greater: return order > 0
        case .greaterOrEqual: return order >= 0
        }
    }

    /// -1, 0 or 1 as the first comes before, with or after the second.
    func order(_ left: CalculatorValue, _ right: CalculatorValue) throws(CalculatorError) -> Int {
        switch (left, right) {
        case (.quantity(let left), .quantity(let right)):
            try requireOneDimension(left, right, "comparison")
            return try arithmetic.compare(left.value, right.value)
        case (.date(let left), .date(let right)): return (left.seconds - right.seconds).signum()
        default:
            throw CalculatorError(.type, "\(left.kind) and \(right.kind) cannot be compared; compare two of a kind")
        }
    }
}
