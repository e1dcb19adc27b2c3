import BigInt

/// The units that the calculator knows.
///
/// Factors are exact by definition: those of the SI (BIPM, The International System of Units, 9th edition), those of
/// NIST Special Publication 811, appendix B.8, and for binary prefixes IEC 80000-13. US gallons, pints and ounces; a year
/// is the mean Gregorian one of 365.2425 days and a month a twelfth of it, except beside a date.
enum UnitTable {
    /// All units by each of their names.
    static let byName: [String: MeasurementUnit] = {
        var table: [String: MeasurementUnit] = [:]
        for entry in entries {
            let factor: Real
            if entry.factor.hasPrefix("pi*") {
                factor = .pi(fraction(entry.factor.dropFirst(3)))
            } else {
                factor = .exact(fraction(entry.factor[...]))
            }
            for name in entry.names.split(separator: " ") {
                table[String(name)] = MeasurementUnit(
                    name: String(name), dimension: entry.dimension, factor: factor,
                    offset: entry.offset.map { fraction($0[...]) }, months: entry.months)
            }
        }
        return table
    }()

    /// All names, sorted.
    static let names = byName.keys.sorted()

    /// A hundredth.
    static let percent = MeasurementUnit(
        name: "%", dimension: .none, factor: .exact(Rational(1, over: 100)))

    static let day = unit("days", .time, 86_400)
    static let kelvin = base(.temperature)

    /// The unit of a base quantity.
    static func base(_ base: Dimension.Base) -> MeasurementUnit {
        switch base {
        case .length: unit("m", .length)
        case .mass: unit("kg", .mass)
        case .time: unit("s", .time)
        case .current: unit("A", .current)
        case .temperature: unit("K", .temperature)
        case .amount: unit("mol", .amount)
        case .angle: unit("rad", .angle)
        case .data: unit("bit", .data)
        }
    }

    private static func unit(_ name: String, _ dimension: Dimension, _ factor: Int = 1) -> MeasurementUnit {
        MeasurementUnit(name: name, dimension: dimension, factor: Real(factor))
    }

    private struct Entry {
        /// Separated by spaces.
        let names: String
        let dimension: Dimension
        /// A decimal or a quotient of decimals, perhaps times π.
        let factor: String
        var offset: String?
        var months: Int?

        init(_ names: String, _ dimension: Dimension, _ factor: String, offset: String? = nil, months: Int? = nil) {
            self.names = names
            self.dimension = dimension
            self.factor = factor
            self.offset = offset
            self.months = months
        }
    }

    private static func fraction(_ text: Substring) -> Rational {
        let parts = text.split(separator: "/").map { part -> Rational in
            let pieces = part.split(separator: "e")
            let power = pieces.count > 1 ? Int(pieces[1]) ?? 0 : 0
            let digits = pieces[0].split(separator: ".")
            let places = (digits.count > 1 ? digits[1].count : 0) - power
            let mantissa = BigInt(digits.joined()) ?? 0
            return places >= 0
                ? Rational(mantissa, over: BigInt(10).power(places)) : Rational(mantissa * BigInt(10).power(-places))
        }
        return parts.count > 1 ? parts[0] / parts[1] : parts[0]
    }

    private static let entries: [Entry] =
        lengths + masses + times + temperatures + angles + areas + volumes + speeds + mechanics + electricity + data
        + [Entry("percent", .none, "0.01"), Entry("ppm", .none, "0.000001"), Entry("mol", .amount, "1")]

    private static let lengths: [Entry] = [
        Entry("m meter meters metre metres", .length, "1"),
        Entry("km kilometer kilometers kilometre kilometres", .length, "1000"),
        Entry("dm", .length, "0.1"),
        Entry("cm centimeter centimeters centimetre centimetres", .length, "0.01"),
        Entry("mm millimeter millimeters millimetre millimetres", .length, "0.001"),
        Entry("µm \u{3BC}m um micrometer micrometers", .length, "0.000001"),
        Entry("nm nanometer nanometers", .length, "0.000000001"),
        Entry("inch inches", .length, "0.0254"),
        Entry("ft foot feet", .length, "0.3048"),
        Entry("yd yard yards", .length, "0.9144"),
        Entry("mi mile miles", .length, "1609.344"),
        Entry("nmi nautical_mile nautical_miles", .length, "1852"),
        Entry("au", .length, "149597870700"),
        Entry("ly light_year light_years", .length, "9460730472580800"),
    ]

    private static let masses: [Entry] = [
        Entry("kg kilogram kilograms", .mass, "1"),
        Entry("g gram grams", .mass, "0.001"),
        Entry("mg milligram milligrams", .mass, "0.000001"),
        Entry("µg \u{3BC}g ug microgram micrograms", .mass, "0.000000001"),
        Entry("t tonne tonnes", .mass, "1000"),
        Entry("lb lbs pound pounds", .mass, "0.45359237"),
        Entry("oz ounce ounces", .mass, "0.028349523125"),
        Entry("stone", .mass, "6.35029318"),
        Entry("short_ton short_tons", .mass, "907.18474"),
        Entry("long_ton long_tons", .mass, "1016.0469088"),
    ]

    private static let times: [Entry] = [
        Entry("s sec second seconds", .time, "1"),
        Entry("ms millisecond milliseconds", .time, "0.001"),
        Entry("µs \u{3BC}s us microsecond microseconds", .time, "0.000001"),
        Entry("ns nanosecond nanoseconds", .time, "0.000000001"),
        Entry("min minute minutes", .time, "60"),
        Entry("h hr hour hours", .time, "3600"),
        Entry("d day days", .time, "86400"),
        Entry("week weeks", .time, "604800"),
        Entry("month months", .time, "2629746", months: 1),
        Entry("yr year years", .time, "31556952", months: 12),
        Entry("decade decades", .time, "315569520", months: 120),
        Entry("century centuries", .time, "3155695200", months: 1200),
    ]

    private static let temperatures: [Entry] = [
        Entry("K kelvin", .temperature, "1"),
        Entry("°C degC C celsius", .temperature, "1", offset: "273.15"),
        Entry("°F degF F fahrenheit", .temperature, "5/9", offset: "45967/180"),
    ]

    private static let angles: [Entry] = [
        Entry("rad radian radians", .angle, "1"),
        Entry("° deg degree degrees", .angle, "pi*1/180"),
        Entry("arcmin", .angle, "pi*1/10800"),
        Entry("arcsec", .angle, "pi*1/648000"),
        Entry("grad gradian gradians", .angle, "pi*1/200"),
        Entry("turn turns rev revolution revolutions", .angle, "pi*2"),
        Entry("rpm", .angularSpeed, "pi*1/30"),
    ]

    private static let areas: [Entry] = [
        Entry("ha hectare hectares", .area, "10000"),
        Entry("acre acres", .area, "4046.8564224"),
        Entry("sqft", .area, "0.09290304"),
        Entry("sqm", .area, "1"),
        Entry("sqkm", .area, "1000000"),
        Entry("sqmi", .area, "2589988.110336"),
    ]

    private static let volumes: [Entry] = [
        Entry("L l liter liters litre litres", .volume, "0.001"),
        Entry("hL", .volume, "0.1"),
        Entry("dL dl", .volume, "0.0001"),
        Entry("cL cl", .volume, "0.00001"),
        Entry("mL ml milliliter milliliters millilitre millilitres", .volume, "0.000001"),
        Entry("gal gallon gallons", .volume, "0.003785411784"),
        Entry("qt quart quarts", .volume, "0.000946352946"),
        Entry("pt pint pints", .volume, "0.000473176473"),
        Entry("cup cups", .volume, "0.0002365882365"),
        Entry("floz", .volume, "0.0000295735295625"),
        Entry("tbsp tablespoon tablespoons", .volume, "0.00001478676478125"),
        Entry("tsp teaspoon teaspoons", .volume, "0.00000492892159375"),
        Entry("imperial_gallon imperial_gallons", .volume, "0.00454609"),
        Entry("imperial_pint imperial_pints", .volume, "0.00056826125"),
        Entry("barrel barrels", .volume, "0.158987294928"),
    ]

    private static let speeds: [Entry] = [
        Entry("kmh kph", .speed, "5/18"),
        Entry("mph", .speed, "0.44704"),
        Entry("kn knot knots", .speed, "463/900"),
        Entry("mpg", .fuelEconomy, "1609.344/0.003785411784"),
        Entry("gravity", .acceleration, "9.80665"),
    ]

    private static let mechanics: [Entry] = [
        Entry("N newton newtons", .force, "1"),
        Entry("kN", .force, "1000"),
        Entry("lbf", .force, "4.4482216152605"),
        Entry("J joule joules", .energy, "1"),
        Entry("kJ", .energy, "1000"),
        Entry("MJ", .energy, "1000000"),
        Entry("GJ", .energy, "1000000000"),
        Entry("Wh", .energy, "3600"),
        Entry("kWh", .energy, "3600000"),
        Entry("MWh", .energy, "3600000000"),
        Entry("GWh", .energy, "3600000000000"),
        Entry("TWh", .energy, "3600000000000000"),
        Entry("cal calorie calories", .energy, "4.184"),
        Entry("kcal kilocalorie kilocalories", .energy, "4184"),
        Entry("BTU", .energy, "1055.05585262"),
        Entry("eV", .energy, "1.602176634e-19"),
        Entry("keV", .energy, "1.602176634e-16"),
        Entry("MeV", .energy, "1.602176634e-13"),
        Entry("GeV", .energy, "1.602176634e-10"),
        Entry("W watt watts", .power, "1"),
        Entry("mW", .power, "0.001"),
        Entry("kW kilowatt kilowatts", .power, "1000"),
        Entry("MW megawatt megawatts", .power, "1000000"),
        Entry("GW gigawatt gigawatts", .power, "1000000000"),
        Entry("hp horsepower", .power, "745.69987158227022"),
        Entry("Pa pascal pascals", .pressure, "1"),
        Entry("hPa", .pressure, "100"),
        Entry("kPa", .pressure, "1000"),
        Entry("MPa", .pressure, "1000000"),
        Entry("bar bars", .pressure, "100000"),
        Entry("mbar", .pressure, "100"),
        Entry("atm", .pressure, "101325"),
        Entry("psi", .pressure, "4.4482216152605/0.00064516"),
        Entry("Torr torr", .pressure, "101325/760"),
        Entry("mmHg", .pressure, "133.322387415"),
        Entry("Hz hertz", .frequency, "1"),
        Entry("kHz", .frequency, "1000"),
        Entry("MHz", .frequency, "1000000"),
        Entry("GHz", .frequency, "1000000000"),
    ]

    private static let electricity: [Entry] = [
        Entry("A amp amps ampere amperes", .current, "1"),
        Entry("mA", .current, "0.001"),
        Entry("coulomb coulombs", .charge, "1"),
        Entry("Ah", .charge, "3600"),
        Entry("mAh", .charge, "3.6"),
        Entry("V volt volts", .voltage, "1"),
        Entry("mV", .voltage, "0.001"),
        Entry("kV", .voltage, "1000"),
        Entry("ohm ohms Ω", .resistance, "1"),
        Entry("kohm", .resistance, "1000"),
    ]

    private static let data: [Entry] = [
        Entry("bit bits", .data, "1"),
        Entry("kbit", .data, "1000"),
        Entry("Mbit", .data, "1000000"),
        Entry("Gbit", .data, "1000000000"),
        Entry("B byte bytes", .data, "8"),
        Entry("kB KB kilobyte kilobytes", .data, "8000"),
        Entry("MB megabyte megabytes", .data, "8000000"),
        Entry("GB gigabyte gigabytes", .data, "8000000000"),
        Entry("TB terabyte terabytes", .data, "8000000000000"),
        Entry("PB petabyte petabytes", .data, "8000000000000000"),
        Entry("KiB", .data, "8192"),
        Entry("MiB", .data, "8388608"),
        Entry("GiB", .data, "8589934592"),
        Entry("TiB", .data, "8796093022208"),
        Entry("bps", .dataRate, "1"),
        Entry("kbps", .dataRate, "1000"),
        Entry("Mbps", .dataRate, "1000000"),
        Entry("Gbps", .dataRate, "1000000000"),
    ]
}
