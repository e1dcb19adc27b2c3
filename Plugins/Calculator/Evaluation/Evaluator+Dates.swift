import BigInt

extension Evaluator {
    func shift(_ date: CalendarDate, by span: Quantity) throws(CalculatorError) -> CalendarDate {
        guard span.dimension == .time else {
            throw CalculatorError(
                .type,
                "a date can only be shifted by a time, not by \(span.dimension.name); write a unit, as in 3 days "
                    + "(for a subtraction of numbers put spaces around -)")
        }
        var result: CalendarDate? = date
        var rest = span.value
        if let calendar = span.calendar {
            guard let months = calendar.months.int else {
                guard calendar.months.isInteger else {
                    throw CalculatorError(
                        .ambiguous,
                        "a part of a month has no fixed number of days; write whole months, and days beside them")
                }
                throw outOfRange
            }
            result = result?.adding(months: months)
            rest = .exact(calendar.seconds)
        }
        let seconds = try arithmetic.floor(rest)
        guard try arithmetic.compare(rest, .exact(Rational(seconds))) == 0 else {
            throw CalculatorError(
                .domain, "a date can only be shifted by whole seconds; round the time, as in round(x days)")
        }
        guard let count = Int(exactly: seconds), let shifted = result?.adding(seconds: count) else { throw outOfRange }
        return shifted
    }

    private var outOfRange: CalculatorError {
        CalculatorError(.invalidDate, "the result lies outside the years 1 to 9999; use a smaller time")
    }

    func difference(from start: CalendarDate, to end: CalendarDate) -> Quantity {
        Quantity(Real(end.seconds - start.seconds), .time, UnitProduct(UnitTable.day))
    }

    func dateFunction(
        _ function: CalculatorFunction, _ arguments: [SyntaxNode]
    ) throws(CalculatorError) -> CalculatorValue {
        switch function {
        case .days:
            let (start, end) = (try date(arguments[0], function), try date(arguments[1], function))
            return .quantity(difference(from: start, to: end))
        case .date:
            var fields: [Int] = []
            for argument in arguments {
                let field = try integer(argument, "a date's field")
                guard let small = Int(exactly: field) else { throw outOfRange }
                fields.append(small)
            }
            guard let date = CalendarDate(year: fields[0], month: fields[1], day: fields[2]) else {
                throw CalculatorError(
                    .invalidDate, "there is no date with year \(fields[0]), month \(fields[1]) and day \(fields[2])")
            }
            return .date(date)
        default: break
        }
        let date = try date(arguments[0], function)
        switch function {
        case .weekday: return .weekday(date.weekday)
        case .year: return .quantity(Quantity(Real(date.components.year)))
        case .month: return .quantity(Quantity(Real(date.components.month)))
        case .day: return .quantity(Quantity(Real(date.components.day)))
        case .week: return .quantity(Quantity(Real(date.week)))
        default: return .quantity(Quantity(Real(date.dayOfYear)))
        }
    }

    private func date(_ node: SyntaxNode, _ function: CalculatorFunction) throws(CalculatorError) -> CalendarDate {
        let value = try evaluate(node)
        if case .date(let date) = value { return date }
        throw CalculatorError(
            .type, at: node.position,
            "\(function.rawValue) needs a date such as 2024-02-29, not \(value.kind); write \(function.usage)")
    }
}
