/// What kind of quantity something is: the exponents of its base quantities.
struct Dimension: Hashable, Sendable {
    /// The base quantities of the SI that the calculator knows, and two that the SI counts as numbers.
    enum Base: Int, CaseIterable {
        case length, mass, time, current, temperature, amount, angle, data
    }

    private var exponents = SIMD8<Int32>(repeating: 0)

    static let none = Dimension()

    /// A product of powers of base quantities.
    init(_ powers: (Base, Int32)...) {
        for (base, power) in powers { exponents[base.rawValue] = power }
    }

    var isNone: Bool { self == .none }

    subscript(base: Base) -> Int32 { exponents[base.rawValue] }

    /// The base quantity of which it is a power, if it is one.
    var singleBase: (base: Base, power: Int)? {
        let present = Base.allCases.filter { self[$0] != 0 }
        return present.count == 1 ? (present[0], Int(self[present[0]])) : nil
    }

    /// The dimension of a product with the power of another; nil if an exponent gets out of hand.
    func multiplied(by other: Dimension, power: Int = 1) -> Dimension? {
        var result = self
        for index in 0..<8 {
            let (product, overflow) = Int(other.exponents[index]).multipliedReportingOverflow(by: power)
            let sum = Int(exponents[index]).addingReportingOverflow(product)
            guard !overflow, !sum.overflow, sum.partialValue.magnitude <= 1_000 else { return nil }
            result.exponents[index] = Int32(sum.partialValue)
        }
        return result
    }

    /// The dimension of a root; nil if it has none.
    func root(_ degree: Int) -> Dimension? {
        var result = self
        for index in 0..<8 {
            let exponent = Int(exponents[index])
            guard exponent % degree == 0 else { return nil }
            result.exponents[index] = Int32(exponent / degree)
        }
        return result
    }

    /// The kind of quantity in words: "a length", "a speed", or the units of an unnamed one.
    var name: String {
        if let name = Self.names[self] { return name }
        return "a quantity in \(symbol)"
    }

    /// The dimension in units of the SI.
    var symbol: String {
        var product = UnitProduct.none
        for base in Base.allCases where self[base] != 0 {
            product.factors.append(UnitProduct.Factor(unit: UnitTable.base(base), power: Int(self[base])))
        }
        return product.description
    }

    private static let names: [Dimension: String] = [
        .none: "a plain number", .length: "a length", .mass: "a mass", .time: "a time", .current: "a current",
        .temperature: "a temperature", .amount: "an amount of substance", .angle: "an angle", .data: "data",
        .area: "an area", .volume: "a volume", .speed: "a speed", .acceleration: "an acceleration", .force: "a force",
        .energy: "an energy", .power: "a power", .pressure: "a pressure", .frequency: "a frequency",
        .dataRate: "a data rate", .charge: "a charge", .voltage: "a voltage", .resistance: "a resistance",
        .angularSpeed: "an angular speed", .density: "a density", .fuelEconomy: "a distance by volume",
    ]

    static let length = Dimension((.length, 1))
    static let mass = Dimension((.mass, 1))
    static let time = Dimension((.time, 1))
    static let current = Dimension((.current, 1))
    static let temperature = Dimension((.temperature, 1))
    static let amount = Dimension((.amount, 1))
    static let angle = Dimension((.angle, 1))
    static let data = Dimension((.data, 1))
    static let area = Dimension((.length, 2))
    static let volume = Dimension((.length, 3))
    static let speed = Dimension((.length, 1), (.time, -1))
    static let acceleration = Dimension((.length, 1), (.time, -2))
    static let force = Dimension((.mass, 1), (.length, 1), (.time, -2))
    static let energy = Dimension((.mass, 1), (.length, 2), (.time, -2))
    static let power = Dimension((.mass, 1), (.length, 2), (.time, -3))
    static let pressure = Dimension((.mass, 1), (.length, -1), (.time, -2))
    static let frequency = Dimension((.time, -1))
    static let dataRate = Dimension((.data, 1), (.time, -1))
    static let charge = Dimension((.current, 1), (.time, 1))
    static let voltage = Dimension((.mass, 1), (.length, 2), (.time, -3), (.current, -1))
    static let resistance = Dimension((.mass, 1), (.length, 2), (.time, -3), (.current, -2))
    static let angularSpeed = Dimension((.angle, 1), (.time, -1))
    static let density = Dimension((.mass, 1), (.length, -3))
    static let fuelEconomy = Dimension((.length, -2))
}
