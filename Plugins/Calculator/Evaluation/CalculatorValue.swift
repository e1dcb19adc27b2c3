/// What a part of an expression evaluates to.
enum CalculatorValue: Sendable {
    case quantity(Quantity)
    case truth(Bool)
    case date(CalendarDate)
    /// 1 for Monday to 7 for Sunday.
    case weekday(Int)

    /// What it is in words.
    var kind: String {
        switch self {
        case .quantity(let quantity): quantity.unit.isPercent ? "a percentage" : quantity.dimension.name
        case .truth: "a truth value"
        case .date: "a date"
        case .weekday: "a weekday"
        }
    }
}
