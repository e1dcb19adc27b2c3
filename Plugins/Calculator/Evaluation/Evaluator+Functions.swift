import BigInt

extension Evaluator {
    func call(_ function: CalculatorFunction, _ arguments: [SyntaxNode]) throws(CalculatorError) -> CalculatorValue {
        let name = function.rawValue
        switch function {
        case .sqrt: return .quantity(try root(arguments[0], degree: 2))
        case .cbrt: return .quantity(try root(arguments[0], degree: 3))
        case .root: return .quantity(try root(arguments[0], degree: try integer(arguments[1], "the degree of a root")))
        case .pow: return .quantity(try power(try quantity(arguments[0]), arguments[1]))
        case .hypot: return .quantity(try hypotenuse(try quantity(arguments[0]), try quantity(arguments[1])))
        case .exp: return try plain(arithmetic.exponential(try number(arguments[0], name)))
        case .ln: return try plain(arithmetic.logarithm(try number(arguments[0], name)))
        case .log2: return try plain(arithmetic.logarithm(try number(arguments[0], name), base: Real(2)))
        case .log10: return try plain(arithmetic.logarithm(try number(arguments[0], name), base: Real(10)))
        case .log:
            let (value, base) = (try number(arguments[0], name), try number(arguments[1], name))
            return try plain(arithmetic.logarithm(value, base: base))
        case .sin: return try plain(arithmetic.sine(try angle(arguments[0], name)))
        case .cos: return try plain(arithmetic.cosine(try angle(arguments[0], name)))
        case .tan: return try plain(arithmetic.tangent(try angle(arguments[0], name)))
        case .asin: return try plain(arithmetic.arcSine(try number(arguments[0], name)))
        case .acos: return try plain(arithmetic.arcCosine(try number(arguments[0], name)))
        case .atan: return try plain(arithmetic.arcTangent(try number(arguments[0], name)))
        case .atan2:
            let (y, x) = (try quantity(arguments[0]), try quantity(arguments[1]))
            try requireOneDimension(y, x, name)
            return try plain(arithmetic.arcTangent(y: y.value, x: x.value))
        case .sinh: return try plain(arithmetic.hyperbolicSine(try number(arguments[0], name)))
        case .cosh: return try plain(arithmetic.hyperbolicCosine(try number(arguments[0], name)))
        case .tanh: return try plain(arithmetic.hyperbolicTangent(try number(arguments[0], name)))
        case .abs, .sign, .floor, .ceil, .round, .trunc: return .quantity(try rounding(function, arguments))
        case .mod: return .quantity(try remainder(try quantity(arguments[0]), try quantity(arguments[1])))
        case .quotient:
            let (left, right) = (try quantity(arguments[0]), try quantity(arguments[1]))
            try requireOneDimension(left, right, name)
            return try plain(.exact(Rational(arithmetic.floorQuotient(left.value, right.value))))
        case .gcd, .lcm: return try plain(try commonMultiple(function, arguments))
        case .factorial: return try plain(factorial(try number(arguments[0], name)))
        case .nCr, .nPr:
            let (n, k) = (try integer(arguments[0], name), try integer(arguments[1], name))
            return try plain(choices(n, k, isOrdered: function == .nPr))
        case .min, .max: return try extreme(arguments, isLargest: function == .max)
        case .sum, .product, .mean, .median: return .quantity(try statistic(function, arguments))
        case .date, .year, .month, .day, .weekday, .week, .dayOfYear, .days:
            return try dateFunction(function, arguments)
        }
    }

    private func plain(_ value: Real) throws(CalculatorError) -> CalculatorValue { .quantity(Quantity(value)) }

    /// An angle, or a number of radians.
    private func angle(_ node: SyntaxNode, _ name: String) throws(CalculatorError) -> Real {
        let quantity = try quantity(node)
        guard quantity.dimension.isNone || quantity.dimension == .angle else {
            throw CalculatorError(
                .dimension, at: node.position,
                "\(name) needs an angle, not \(quantity.dimension.name); write radians as a plain number, or \(name)(30 deg)"
            )
        }
        return quantity.value
    }

    private func root(_ node: SyntaxNode, degree: BigInt) throws(CalculatorError) -> Quantity {
        guard let small = Int(exactly: degree), small != 0, small.magnitude <= 1_000_000 else {
            throw CalculatorError(
                .domain, "the degree of a root must be an integer from 1 to 1000000; write x^(1/n) for others")
        }
        var quantity = try quantity(node)
        guard quantity.unit.scale == nil else {
            throw CalculatorError(
                .dimension, at: node.position, "a temperature on a scale has no root; convert it to K")
        }
        quantity.value = try arithmetic.root(quantity.value, degree: degree)
        return try rooted(quantity, degree: abs(small), power: small < 0 ? -1 : 1)
    }

    private func hypotenuse(_ a: Quantity, _ b: Quantity) throws(CalculatorError) -> Quantity {
        try requireOneDimension(a, b, "hypot")
        let squares = try arithmetic.add(
            try arithmetic.multiply(a.value, a.value), try arithmetic.multiply(b.value, b.value))
        return Quantity(try arithmetic.squareRoot(squares), a.dimension, a.unit.isPercent ? .none : a.unit)
    }

    // MARK: - Rounding

    private func rounding(
        _ function: CalculatorFunction, _ arguments: [SyntaxNode]
    ) throws(CalculatorError) -> Quantity {
        var result = try quantity(arguments[0])
        result.calendar = nil
        // What is rounded is the number that is shown beside the unit.
        var number = try shown(result)
        switch function {
        case .abs: number = try arithmetic.magnitude(number)
        case .sign: return Quantity(Real(try arithmetic.sign(number)))
        case .floor: number = .exact(Rational(try arithmetic.floor(number)))
        case .ceil: number = .exact(Rational(-(try arithmetic.floor(arithmetic.negate(number)))))
        case .trunc:
            let isNegative = try arithmetic.sign(number) < 0
            let floor = try arithmetic.floor(try arithmetic.magnitude(number))
            number = .exact(Rational(isNegative ? -floor : floor))
        default:
            let digits = arguments.count > 1 ? try integer(arguments[1], "the number of digits") : 0
            guard let digits = Int(exactly: digits), digits.magnitude <= 1_000 else {
                throw CalculatorError(
                    .tooLarge, at: arguments[1].position, "round takes from -1000 to 1000 digits; use fewer")
            }
            let scale = Real.exact(Rational(BigInt(10).power(abs(digits))))
            let scaled =
                digits < 0
                ? try arithmetic.divide(number, by: scale) : try arithmetic.multiply(number, scale)
            let rounded = Real.exact(Rational(try arithmetic.round(scaled)))
            number =
                digits < 0
                ? try arithmetic.multiply(rounded, scale) : try arithmetic.divide(rounded, by: scale)
        }
        return try rebuilt(number, like: result)
    }

    /// The number that stands before the unit.
    func shown(_ quantity: Quantity) throws(CalculatorError) -> Real {
        if quantity.unit.isEmpty { return quantity.value }
        if let scale = quantity.unit.scale, let offset = scale.offset {
            return try arithmetic.divide(try arithmetic.subtract(quantity.value, .exact(offset)), by: scale.factor)
        }
        return try arithmetic.divide(quantity.value, by: try factor(of: quantity.unit))
    }

    /// The quantity with the units of another that shows a number.
    private func rebuilt(_ number: Real, like quantity: Quantity) throws(CalculatorError) -> Quantity {
        var result = quantity
        if let scale = quantity.unit.scale, let offset = scale.offset {
            result.value = try arithmetic.add(try arithmetic.multiply(number, scale.factor), .exact(offset))
        } else {
            result.value = try arithmetic.multiply(number, try factor(of: quantity.unit))
        }
        return result
    }

    // MARK: - Integers

    private func commonMultiple(
        _ function: CalculatorFunction, _ arguments: [SyntaxNode]
    ) throws(CalculatorError) -> Real {
        var result = BigInt(function == .gcd ? 0 : 1)
        for argument in arguments {
            let number = try integer(argument, function.rawValue)
            let bits = min(number.bitWidth, result.bitWidth)
            try arithmetic.chargeProduct(number.bitWidth, result.bitWidth)
            try arithmetic.chargeProduct(bits, bits, times: 8)
            let common = result.commonDivisor(with: number)
            if function == .gcd {
                result = common
            } else if number.isZero || result.isZero {
                result = 0
            } else {
                result = BigInt((result / common * number).magnitude)
            }
            _ = try arithmetic.checked(Rational(result))
        }
        return .exact(Rational(result))
    }

    func factorial(_ value: Real) throws(CalculatorError) -> Real {
        let number = try arithmetic.floor(value)
        guard try arithmetic.compare(value, .exact(Rational(number))) == 0, number >= 0 else {
            throw CalculatorError(.domain, "the factorial is only defined for integers from 0 on")
        }
        // n! > (n/e)^n, so that its size is known before it is computed.
        guard let n = Int(exactly: number), n < 1 << 40, n * (number.bitWidth - 3) <= arithmetic.limits.bits else {
            throw CalculatorError(
                .tooLarge,
                "the factorial has more than \(arithmetic.limits.digits) digits; use a smaller number")
        }
        return .exact(Rational(try product(from: 1, through: n)))
    }

    /// The product of consecutive integers.
    private func product(from low: Int, through high: Int) throws(CalculatorError) -> BigInt {
        if low > high { return 1 }
        if high - low < 8 { return (low...high).reduce(BigInt(1)) { $0 * BigInt($1) } }
        let middle = low + (high - low) / 2
        let left = try product(from: low, through: middle)
        let right = try product(from: middle + 1, through: high)
        try arithmetic.chargeProduct(left.bitWidth, right.bitWidth)
        return left * right
    }

    /// Combinations, or permutations if order counts.
    private func choices(_ n: BigInt, _ k: BigInt, isOrdered: Bool) throws(CalculatorError) -> Real {
        guard n >= 0, k >= 0 else {
            throw CalculatorError(.domain, "nCr and nPr are only defined for integers from 0 on")
        }
        if k > n { return .zero }
        let (chosen, total) = (!isOrdered && k > n - k ? n - k : k, n)
        // (n/k)^k bounds the combinations from below, (n − k + 1)^k and (k/e)^k the permutations.
        let least = isOrdered ? (total - chosen + 1).bitWidth - 2 : total.bitWidth - max(chosen, 1).bitWidth - 1
        guard let count = Int(exactly: chosen), count < 1 << 40, max(least, 1) * count <= arithmetic.limits.bits * 2,
            count * (isOrdered ? chosen.bitWidth - 3 : 3) <= arithmetic.limits.bits
        else {
            throw CalculatorError(
                .tooLarge,
                "the number of choices has more than \(arithmetic.limits.digits) digits; use smaller numbers")
        }
        var result = try fallingProduct(from: total, count: count)
        if !isOrdered {
            let divisor = try product(from: 1, through: count)
            try arithmetic.chargeProduct(result.bitWidth, divisor.bitWidth)
            result /= divisor
        }
        return try arithmetic.checked(Rational(result))
    }

    /// n · (n − 1) · … with so many factors.
    private func fallingProduct(from n: BigInt, count: Int) throws(CalculatorError) -> BigInt {
        if count == 0 { return 1 }
        if count <= 8 { return (0..<count).reduce(BigInt(1)) { $0 * (n - BigInt($1)) } }
        let half = count / 2
        let left = try fallingProduct(from: n, count: half)
        let right = try fallingProduct(from: n - BigInt(half), count: count - half)
        try arithmetic.chargeProduct(left.bitWidth, right.bitWidth)
        return left * right
    }

    // MARK: - Lists

    private func extreme(_ arguments: [SyntaxNode], isLargest: Bool) throws(CalculatorError) -> CalculatorValue {
        var result = try evaluate(arguments[0])
        for argument in arguments.dropFirst() {
            let value = try evaluate(argument)
            do {
                let order = try order(value, result)
                if isLargest ? order > 0 : order < 0 { result = value }
            } catch {
                throw error.located(at: argument.position)
            }
        }
        return result
    }

    private func statistic(
        _ function: CalculatorFunction, _ arguments: [SyntaxNode]
    ) throws(CalculatorError) -> Quantity {
        var values: [Quantity] = []
        for argument in arguments {
            let value = try quantity(argument)
            if function != .product, let first = values.first {
                do {
                    try requireOneDimension(first, value, function.rawValue)
                } catch {
                    throw error.located(at: argument.position)
                }
            }
            values.append(value)
        }
        switch function {
        case .product:
            var result = values[0]
            for value in values.dropFirst() { result = try multiply(result, value) }
            return result
        case .median: return try median(values)
        default: break
        }
        var total = values[0].value
        for value in values.dropFirst() { total = try arithmetic.add(total, value.value) }
        guard function == .mean else {
            if values.count > 1, let scale = values.lazy.compactMap(\.unit.scale).first {
                throw CalculatorError(.dimension, "temperatures in \(scale.name) cannot be added; take their mean")
            }
            return Quantity(total, values[0].dimension, values[0].unit)
        }
        return Quantity(
            try arithmetic.divide(total, by: Real(values.count)), values[0].dimension, values[0].unit)
    }

    private func median(_ values: [Quantity]) throws(CalculatorError) -> Quantity {
        // Insertion is fine for as many as there may be, and may throw.
        var sorted: [Quantity] = []
        for value in values {
            var (low, high) = (0, sorted.count)
            while low < high {
                let middle = (low + high) / 2
                if try arithmetic.compare(sorted[middle].value, value.value) <= 0 {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            sorted.insert(value, at: low)
        }
        let upper = sorted[sorted.count / 2]
        if sorted.count % 2 == 1 { return Quantity(upper.value, upper.dimension, values[0].unit) }
        let lower = sorted[sorted.count / 2 - 1]
        let middle = try arithmetic.divide(try arithmetic.add(lower.value, upper.value), by: Real(2))
        return Quantity(middle, upper.dimension, values[0].unit)
    }
}
