/// A product of powers of units, such as km/h, in which a quantity is shown.
struct UnitProduct: Hashable, Sendable, CustomStringConvertible {
    /// A unit and its exponent.
    struct Factor: Hashable, Sendable {
        var unit: MeasurementUnit
        var power: Int
    }

    var factors: [Factor]

    static let none = UnitProduct(factors: [])
    static let percent = UnitProduct(factors: [Factor(unit: UnitTable.percent, power: 1)])

    init(factors: [Factor]) { self.factors = factors }

    init(_ unit: MeasurementUnit) { factors = [Factor(unit: unit, power: 1)] }

    var isEmpty: Bool { factors.isEmpty }

    var isPercent: Bool { factors.count == 1 && factors[0].unit.isSame(as: UnitTable.percent) }

    /// The scale of temperature that it is, if it is one.
    var scale: MeasurementUnit? {
        factors.count == 1 && factors[0].power == 1 && factors[0].unit.isScale ? factors[0].unit : nil
    }

    /// The dimension; nil if its exponents get out of hand.
    var dimension: Dimension? {
        var result: Dimension? = Dimension.none
        for factor in factors { result = result?.multiplied(by: factor.unit.dimension, power: factor.power) }
        return result
    }

    /// The product with the power of another. Units of one kind become the one that came first.
    func multiplied(by other: UnitProduct, power: Int = 1) -> UnitProduct {
        var result = self
        for factor in other.factors where !factor.unit.dimension.isNone {
            let exponent = factor.power * power
            if let place = result.factors.firstIndex(where: { $0.unit.dimension == factor.unit.dimension }) {
                result.factors[place].power += exponent
            } else {
                result.factors.append(Factor(unit: factor.unit, power: exponent))
            }
        }
        result.factors.removeAll { $0.power == 0 || $0.unit.dimension.isNone }
        return result
    }

    /// The units as they are written: "kg*m/s^2", "1/s".
    var description: String {
        var text = ""
        for factor in factors where factor.power > 0 {
            text += (text.isEmpty ? "" : "*") + factor.unit.name + (factor.power == 1 ? "" : "^\(factor.power)")
        }
        if text.isEmpty, !factors.isEmpty { text = "1" }
        for factor in factors where factor.power < 0 {
            text += "/" + factor.unit.name + (factor.power == -1 ? "" : "^\(-factor.power)")
        }
        return text
    }
}
