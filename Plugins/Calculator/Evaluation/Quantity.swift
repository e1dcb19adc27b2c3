/// A number with a dimension: a plain number, a length, a speed, a percentage.
struct Quantity: Sendable {
    /// The number in base units.
    var value: Real
    var dimension: Dimension
    /// The units in which it is shown, of the same dimension.
    var unit: UnitProduct
    /// What of a time was written in months and years, which have no fixed length beside a date.
    var calendar: CalendarSpan?

    /// Months and, beside them, seconds.
    struct CalendarSpan: Sendable, Hashable {
        var months: Rational
        var seconds: Rational
    }

    /// A plain number.
    init(_ value: Real) { self.init(value, .none, .none) }

    init(_ value: Real, _ dimension: Dimension, _ unit: UnitProduct) {
        self.value = value
        self.dimension = dimension
        self.unit = unit
    }

    var isPlain: Bool { dimension.isNone && !unit.isPercent }
}
