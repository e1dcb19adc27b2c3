import BigInt

/// A unit of measurement, as a multiple of the units of the SI.
struct MeasurementUnit: Hashable, Sendable {
    /// How it was written, or its first name.
    var name: String
    let dimension: Dimension
    /// One of it in base units.
    let factor: Real
    /// What zero of it is in base units, for scales of temperature.
    var offset: Rational?
    /// Months of the calendar that it stands for, which have no fixed length.
    var months: Int?

    var isScale: Bool { offset != nil }

    /// Whether it is the same unit, perhaps under another name.
    func isSame(as other: MeasurementUnit) -> Bool {
        dimension == other.dimension && factor == other.factor && offset == other.offset && months == other.months
    }
}
