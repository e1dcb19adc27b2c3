import BigInt

extension SyntaxParser {
    mutating func parseOperand() throws(CalculatorError) -> SyntaxNode {
        let start = token
        let position = start.position
        switch start.kind {
        case .number:
            let value = try number(start)
            place += 1
            try refuseGroupedThousands(start)
            return SyntaxNode(position: position, kind: .number(value))
        case .reference:
            place += 1
            let number = Int(spelling(start).dropFirst()) ?? Int.max
            return SyntaxNode(position: position, kind: .reference(number))
        case .date:
            place += 1
            return SyntaxNode(position: position, kind: .date(date(start)))
        case .open:
            place += 1
            try deeper()
            let inner = openCalls
            openCalls = 0
            let node = try parseConversion()
            if [.equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual].contains(token.kind) {
                throw error(
                    .syntax, "a comparison cannot stand in parentheses; compare the two sides of the expression")
            }
            guard take(.close) else { throw unexpected("an operator or ')'") }
            openCalls = inner
            depth -= 1
            return node
        case .name: return try parseName()
        default: throw unexpected("a number, name or '('")
        }
    }

    private mutating func parseName() throws(CalculatorError) -> SyntaxNode {
        let start = token
        let name = spelling(start)
        if peek().kind == .open, let function = CalculatorFunction.byName[name] { return try parseCall(function) }
        if let constant = CalculatorConstant.byName[name] {
            place += 1
            return SyntaxNode(position: start.position, kind: .constant(constant))
        }
        throw unknownName(name, isCall: peek().kind == .open)
    }

    private mutating func parseCall(_ function: CalculatorFunction) throws(CalculatorError) -> SyntaxNode {
        let start = token
        place += 2
        try deeper()
        openCalls += 1
        var arguments: [SyntaxNode] = []
        if token.kind != .close {
            repeat { arguments.append(try parseConversion()) } while take(.comma)
        }
        guard take(.close) else { throw unexpected("',' or ')'") }
        openCalls -= 1
        depth -= 1
        guard function.arity.contains(arguments.count) else {
            throw CalculatorError(
                .wrongArity, at: start.position,
                "\(function.rawValue) cannot take \(arguments.count) argument\(arguments.count == 1 ? "" : "s"); "
                    + "write \(function == .log ? "ln(x), log10(x) or " : "")\(function.usage)")
        }
        return SyntaxNode(position: start.position, kind: .call(function, arguments))
    }

    private func unknownName(_ name: String, isCall: Bool) -> CalculatorError {
        if isCall {
            if UnitTable.byName[name] != nil || CalculatorConstant.byName[name] != nil {
                return error(.syntax, "'\(name)' is no function; write * to multiply: \(name) * (...)")
            }
            if let function = CalculatorFunction.synonyms[name] {
                return error(.unknownName, "there is no function '\(name)'; write \(function.usage)")
            }
            let nearest = NearestName.of(name, among: CalculatorFunction.byName.keys)
            return error(.unknownName, "there is no function '\(name)'" + nearest.advice)
        }
        if let function = CalculatorFunction.byName[name], UnitTable.byName[name] == nil {
            return error(.syntax, "the function \(name) needs parentheses: \(function.usage)")
        }
        if UnitTable.byName[name] != nil {
            return error(.syntax, "the unit '\(name)' needs a number before it: write 1 \(name)")
        }
        switch name {
        case "today", "now":
            return error(.unknownName, "the calculator has no clock; write the date itself, as in 2024-02-29")
        case "true", "false", "and", "or", "not":
            return error(.unknownName, "'\(name)' is not known; compare two numbers, as in 7 > 3")
        default: break
        }
        let names = Array(CalculatorConstant.byName.keys) + Array(CalculatorFunction.byName.keys)
        return error(.unknownName, "the name '\(name)' is not known" + NearestName.of(name, among: names).advice)
    }

    // MARK: - Numbers

    /// The value of a number's digits, unless it is too large.
    private func number(_ token: SyntaxToken) throws(CalculatorError) -> Rational {
        var digits: [UInt8] = []
        var places = 0
        var exponent = 0
        var hasPoint = false
        var bytes = text[token.range]
        while let byte = bytes.popFirst() {
            switch byte {
            case 0x30...0x39:
                digits.append(byte)
                if hasPoint { places += 1 }
            case 0x2E: hasPoint = true
            case 0x65, 0x45: exponent = Int(String(decoding: bytes, as: UTF8.self)) ?? Int.max / 4; bytes = []
            default: break
            }
        }
        let firstDigit = digits.firstIndex { $0 != 0x30 } ?? digits.count
        if firstDigit == digits.count { return .zero }
        let power = exponent.magnitude > 1 << 40 ? (text[token.range].contains(0x2D) ? -1 << 40 : 1 << 40) : exponent
        guard digits.count - firstDigit <= limits.digits, abs(power - places) <= limits.digits else {
            throw CalculatorError(
                .tooLarge, at: token.position, "the number has more than \(limits.digits) digits; use a smaller one")
        }
        let mantissa = BigInt(String(decoding: digits[firstDigit...], as: UTF8.self)) ?? 0
        let shift = power - places
        guard shift < 0 else { return Rational(mantissa * BigInt(10).power(shift)) }
        return Self.reduced(mantissa, powerOfTen: -shift)
    }

    /// A quotient by a power of ten in lowest terms, without a greatest common divisor of long numbers.
    private static func reduced(_ mantissa: BigInt, powerOfTen: Int) -> Rational {
        if powerOfTen <= 1_000 { return Rational(mantissa, over: BigInt(10).power(powerOfTen)) }
        let twos = Swift.min(mantissa.magnitude.trailingZeroBitCount, powerOfTen)
        var numerator = mantissa.shifted(rightBy: twos)
        var fives = powerOfTen
        // Fives are taken out in steps that halve.
        var step = powerOfTen
        while step > 0 {
            if step <= fives {
                let power = BigInt(5).power(step)
                let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: power)
                if remainder.isZero {
                    numerator = quotient
                    fives -= step
                    continue
                }
            }
            step /= 2
        }
        return Rational(coprime: numerator, BigInt(5).power(fives) << (powerOfTen - twos))
    }

    /// Refuses `1,234` as an argument: it could be one number or two.
    private func refuseGroupedThousands(_ number: SyntaxToken) throws(CalculatorError) {
        guard token.kind == .comma, peek().kind == .number, token.range.lowerBound == number.range.upperBound,
            peek().range.lowerBound == token.range.upperBound
        else { return }
        let (before, after) = (text[number.range], text[peek().range])
        let group = after.prefix { 0x30...0x39 ~= $0 }.count
        guard openCalls > 0, 1...3 ~= before.count, group == 3, before.allSatisfy({ 0x30...0x39 ~= $0 }) else { return }
        let (first, second) = (String(decoding: before, as: UTF8.self), String(decoding: after, as: UTF8.self))
        throw error(
            .ambiguous,
            "\(first),\(second) could be one number or two; write \(first)_\(second) for one, "
                + "\(first), \(second) with a space for two")
    }

    private func date(_ token: SyntaxToken) -> SyntaxNode.DateLiteral {
        let word = spelling(token)
        let fields = word.split { "-T:".contains($0) }.map { Int($0) ?? 0 }
        return SyntaxNode.DateLiteral(
            text: word, year: fields[0], month: fields[1], day: fields[2], hour: fields.count > 3 ? fields[3] : nil,
            minute: fields.count > 4 ? fields[4] : nil, second: fields.count > 5 ? fields[5] : nil)
    }

    // MARK: - Units

    /// A number with its unit, and more such beside it.
    mutating func parseQuantity(_ number: SyntaxNode, _ start: SyntaxToken) throws(CalculatorError) -> SyntaxNode {
        var isSimple = false
        var unit = try parseUnits(isSimple: &isSimple)
        let first = SyntaxNode(position: number.position, kind: .quantity(number, unit))
        var parts = [first]
        while isSimple, [.number, .reference, .open].contains(token.kind) {
            guard parts.count < 8 else { throw error(.syntax, "a quantity has at most 8 parts; write + between them") }
            let part = try parseOperand()
            guard token.kind == .name, UnitTable.byName[spelling(token)] != nil else {
                throw error(.syntax, "a unit must follow the number, as in 3 h 20 min, or an operator before it")
            }
            unit = try parseUnits(isSimple: &isSimple)
            guard isSimple else { throw error(.syntax, "in quantities such as 3 h 20 min each part has a simple unit") }
            parts.append(SyntaxNode(position: part.position, kind: .quantity(part, unit)))
        }
        return parts.count == 1 ? first : SyntaxNode(position: first.position, kind: .mixed(parts))
    }

    mutating func parseUnits() throws(CalculatorError) -> UnitProduct {
        var isSimple = false
        return try parseUnits(isSimple: &isSimple)
    }

    /// Units such as km/h or kg*m/s^2.
    private mutating func parseUnits(isSimple: inout Bool) throws(CalculatorError) -> UnitProduct {
        var product = UnitProduct.none
        var sign = 1
        isSimple = true
        repeat {
            let name = spelling(token)
            guard let unit = UnitTable.byName[name] else { throw unknownUnit(name) }
            place += 1
            var power = 1
            if token.kind == .power {
                power = try parseUnitPower()
                isSimple = false
            }
            if let index = product.factors.firstIndex(where: { $0.unit == unit }) {
                product.factors[index].power += sign * power
            } else {
                product.factors.append(UnitProduct.Factor(unit: unit, power: sign * power))
            }
            guard token.kind == .times || token.kind == .over, peek().kind == .name, peek(2).kind != .open,
                UnitTable.byName[spelling(peek())] != nil
            else { break }
            sign = token.kind == .times ? 1 : -1
            isSimple = false
            place += 1
        } while true
        product.factors.removeAll { $0.power == 0 }
        return product
    }

    private mutating func parseUnitPower() throws(CalculatorError) -> Int {
        place += 1
        let sign = take(.minus) ? -1 : 1
        guard token.kind == .number, token.range.count == 1, let power = Int(spelling(token)), power > 0 else {
            throw error(
                .syntax, "the power of a unit is an integer from 1 to 9; for other powers use parentheses: (3 m)^0.5")
        }
        place += 1
        return sign * power
    }

    private func unknownUnit(_ name: String) -> CalculatorError {
        if let advice = Self.signs[name] { return error(.syntax, advice) }
        if peek().kind == .open, CalculatorFunction.byName[name] != nil {
            return error(.syntax, "an operator is missing before '\(name)'; write * to multiply")
        }
        if CalculatorConstant.byName[name] != nil {
            return error(.syntax, "an operator is missing before '\(name)'; write * to multiply: 2 * \(name)")
        }
        if ["USD", "EUR", "GBP", "JPY", "CHF", "dollars", "dollar", "euro", "euros", "cents"].contains(name) {
            return error(
                .unknownName, "'\(name)' is a currency, which is no unit; leave it away and calculate with numbers")
        }
        return error(.unknownName, "there is no unit '\(name)'" + NearestName.of(name, among: UnitTable.names).advice)
    }
}
