import BigInt

/// Computes the value of an expression with so many bits.
struct Evaluator {
    let arithmetic: Arithmetic

    func evaluate(_ node: SyntaxNode) throws(CalculatorError) -> CalculatorValue {
        do {
            return try value(of: node)
        } catch {
            throw error.located(at: node.position)
        }
    }

    private func value(of node: SyntaxNode) throws(CalculatorError) -> CalculatorValue {
        switch node.kind {
        case .number(let number): return .quantity(Quantity(try arithmetic.checked(number)))
        case .constant(let constant): return .quantity(Quantity(try self.constant(constant)))
        case .reference(let number):
            throw CalculatorError(
                .unresolvedReference,
                "the reference @\(number) names no number of the conversation; write the number itself")
        case .date(let literal): return .date(try date(literal))
        case .negation(let operand): return .quantity(try negate(try quantity(operand)))
        case .percentage(let operand):
            let percent = try arithmetic.divide(try number(operand, "a percentage"), by: Real(100))
            return .quantity(Quantity(percent, .none, .percent))
        case .factorial(let operand): return .quantity(Quantity(try factorial(try number(operand, "a factorial"))))
        case .power(let base, let exponent): return .quantity(try power(try quantity(base), exponent))
        case .quantity(let number, let unit): return .quantity(try measure(number, unit))
        case .mixed(let parts): return .quantity(try mixed(parts))
        case .chain(let first, let steps): return try chain(first, steps)
        case .conversion(let operand, let unit): return .quantity(try convert(try quantity(operand), to: unit))
        case .comparison(let comparison, let left, let right):
            return .truth(try compare(comparison, try evaluate(left), try evaluate(right)))
        case .call(let function, let arguments): return try call(function, arguments)
        }
    }

    private func constant(_ constant: CalculatorConstant) throws(CalculatorError) -> Real {
        switch constant {
        case .pi, .piSign: .pi(.one)
        case .tau: .pi(Rational(2))
        case .e: try arithmetic.exponential(.one)
        case .phi: try arithmetic.divide(try arithmetic.add(.one, try arithmetic.squareRoot(Real(5))), by: Real(2))
        }
    }

    private func date(_ literal: SyntaxNode.DateLiteral) throws(CalculatorError) -> CalendarDate {
        var second: Int?
        if let hour = literal.hour {
            let (minute, rest) = (literal.minute ?? 0, literal.second ?? 0)
            guard hour < 24, minute < 60, rest < 60 else {
                throw CalculatorError(
                    .invalidDate,
                    "there is no time of day \(literal.text.dropFirst(11)); it goes from 00:00 to 23:59:59")
            }
            second = hour * 3_600 + minute * 60 + rest
        }
        if let date = CalendarDate(year: literal.year, month: literal.month, day: literal.day, second: second) {
            return date
        }
        let reason: String
        if 1...12 ~= literal.month, literal.year > 0 {
            reason = "that month has \(CalendarDate.daysInMonth(literal.month, of: literal.year)) days"
        } else {
            reason = "dates are written year-month-day, from 0001-01-01 to 9999-12-31"
        }
        throw CalculatorError(
            .invalidDate,
            "there is no date \(literal.text): \(reason); for a subtraction put spaces around the minus signs")
    }

    // MARK: - Operands

    /// The value of a node that must be a number, with or without a unit.
    func quantity(_ node: SyntaxNode) throws(CalculatorError) -> Quantity {
        let value = try evaluate(node)
        if case .quantity(let quantity) = value { return quantity }
        let advice: String
        switch value {
        case .date: advice = "dates can only be compared, subtracted, and shifted by a time such as + 3 days"
        case .weekday: advice = "a weekday is no number; write weekday(date) alone"
        default: advice = "write a comparison alone"
        }
        throw CalculatorError(.type, at: node.position, "\(value.kind) stands where a number is needed; \(advice)")
    }

    /// The value of a node that must be a plain number; percentages are.
    func number(_ node: SyntaxNode, _ purpose: String) throws(CalculatorError) -> Real {
        let quantity = try quantity(node)
        guard quantity.dimension.isNone else {
            throw CalculatorError(
                .dimension, at: node.position,
                "\(purpose) needs a plain number, not \(quantity.dimension.name); divide by a unit, as in x / (1 m)")
        }
        return quantity.value
    }

    /// The value of a node that must be an integer.
    func integer(_ node: SyntaxNode, _ purpose: String) throws(CalculatorError) -> BigInt {
        let value = try number(node, purpose)
        let integer = try arithmetic.floor(value)
        guard try arithmetic.compare(value, .exact(Rational(integer))) == 0 else {
            throw CalculatorError(
                .domain, at: node.position, "\(purpose) needs an integer; round the number first, as in round(x)")
        }
        return integer
    }

    // MARK: - Units

    private func measure(_ node: SyntaxNode, _ unit: UnitProduct) throws(CalculatorError) -> Quantity {
        let number = try number(node, "a unit")
        guard let dimension = unit.dimension else {
            throw CalculatorError(.tooLarge, "the powers of the units are too large")
        }
        if let scale = unit.scale, let offset = scale.offset {
            let value = try arithmetic.add(try arithmetic.multiply(number, scale.factor), .exact(offset))
            return Quantity(value, dimension, unit)
        }
        try refuseScales(in: unit)
        var result = Quantity(try arithmetic.multiply(number, try factor(of: unit)), dimension, unit)
        if unit.isPercent { result.unit = .percent }
        if unit.factors.count == 1, unit.factors[0].power == 1, dimension == .time, case .exact(let count) = number {
            if let months = unit.factors[0].unit.months {
                result.calendar = .init(months: count * Rational(months), seconds: .zero)
            }
        }
        return result
    }

    private func refuseScales(in unit: UnitProduct) throws(CalculatorError) {
        guard let scale = unit.factors.first(where: { $0.unit.isScale }) else { return }
        throw CalculatorError(
            .dimension,
            "the temperature scale \(scale.unit.name) cannot be part of a compound unit; write K for differences")
    }

    /// One of a unit in base units.
    func factor(of unit: UnitProduct) throws(CalculatorError) -> Real {
        var result = Real.one
        for factor in unit.factors {
            let power = try arithmetic.power(factor.unit.factor, Real(factor.power))
            result = try arithmetic.multiply(result, power)
        }
        return result
    }

    private func mixed(_ parts: [SyntaxNode]) throws(CalculatorError) -> Quantity {
        var sum = try quantity(parts[0])
        for part in parts.dropFirst() {
            do {
                sum = try add(sum, try quantity(part))
            } catch {
                throw error.located(at: part.position)
            }
        }
        return sum
    }

    private func convert(_ quantity: Quantity, to unit: UnitProduct) throws(CalculatorError) -> Quantity {
        guard let dimension = unit.dimension else {
            throw CalculatorError(.tooLarge, "the powers of the units are too large")
        }
        if unit.scale == nil { try refuseScales(in: unit) }
        if quantity.dimension == dimension { return Quantity(quantity.value, dimension, unit) }
        // A plain number is an angle in radians.
        if quantity.isPlain, dimension == .angle { return Quantity(quantity.value, dimension, unit) }
        // 1/2 cup is one by two cups.
        let isInverse = quantity.dimension.multiplied(by: dimension) == Dimension.none
        throw CalculatorError(
            .dimension,
            "\(quantity.dimension.name) cannot be converted to \(unit), which is \(dimension.name)"
                + (quantity.isPlain ? "; give the number a unit first" : "")
                + (isInverse ? "; put a fraction before a unit in parentheses, as in (1/2) \(unit)" : ""))
    }
}
