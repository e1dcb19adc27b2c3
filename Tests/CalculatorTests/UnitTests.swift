import Calculator
import Testing

@Suite struct UnitTests {
    @Test(arguments: [
        ("5 km in miles", "≈ 3.10685596118667 miles"), ("1 mile in km", "1.609344 km"), ("12 inch in cm", "30.48 cm"),
        ("180 lbs in kg", "81.6466266 kg"), ("1 gal in L", "3.785411784 L"), ("1 acre in m^2", "4046.8564224 m^2"),
        ("100 km/h in m/s", "≈ 27.77777777777778 m/s"), ("60 mph in km/h", "96.56064 km/h"),
        ("1 kWh in J", "3600000 J"),
        ("1 kWh in kJ", "3600 kJ"), ("1 atm in hPa", "1013.25 hPa"), ("1 GiB in MB", "1073.741824 MB"),
        ("100 Mbps in MB/s", "12.5 MB/s"), ("1 year in days", "365.2425 days"), ("90 min in h", "1.5 h"),
        ("3 h 20 min in minutes", "200 minutes"), ("5 ft 11 inch in cm", "180.34 cm"), ("2 lb 8 oz in lb", "2.5 lb"),
        ("1 h 1 min 1 s in s", "3661 s"), ("(1) h (1 + 1) min in min", "62 min"), ("1 cup in mL", "236.5882365 mL"),
        ("1 L in cm^3", "1000 cm^3"),
        ("1 ha in m^2", "10000 m^2"), ("1 N in kg*m/s^2", "1 kg*m/s^2"), ("1 hp in W", "745.69987158227022 W"),
        ("30 deg 30 arcmin in deg", "30.5 deg"), ("60 rpm in turn/min", "60 turn/min"),
        ("25 m^2 in ft^2", "≈ 269.0977604177431 ft^2"),
        ("1 µm in nm", "1000 nm"), ("1 \u{3BC}s in ns", "1000 ns"), ("3km to m", "3000 m"),
        ("(2 + 3) km as m", "5000 m"),
        ("1 ly in km", "9460730472580.8 km"), ("1 knot in km/h", "1.852 km/h"), ("50 ppm in %", "0.005%"),
        ("5 kg/m^3 in g/L", "5 g/L"), ("1 eV in J", "1.602176634e-19 J"),
        ("30 mpg in km/L", "≈ 12.75431122290816 km/L"),
    ])
    func conversion(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("60 km / 2 h", "30 km/h"), ("60 km/h * 2 h", "120 km"), ("100 km/h * 30 min", "50 km"),
        ("5 km + 300 m", "5.3 km"),
        ("1 m - 20 cm", "0.8 m"), ("3 m * 2 m", "6 m^2"), ("3 m * 2 ft", "1.8288 m^2"), ("(3 m)^2", "9 m^2"),
        ("sqrt(9 m^2)", "3 m"), ("sqrt(4 m^2/s^2)", "2 m/s"), ("6 km / 2 km", "3"), ("6 km / 300 m", "20"),
        ("10 GB / (100 Mbps)", "800 s"), ("1 / (2 s)", "0.5 1/s"), ("2 * 3 km", "6 km"), ("6 km / 3", "2 km"),
        ("-3 h 20 min", "≈ -3.333333333333333 h"), ("max(1 km, 900 m)", "1 km"), ("mean(1 m, 3 m)", "2 m"),
        ("sum(1 km, 500 m)", "1.5 km"), ("round(3.7 km)", "4 km"), ("floor(3.9 h)", "3 h"),
        ("round(5 km in miles, 1)", "3.1 miles"),
        ("cbrt(27 m^3)", "3 m"), ("hypot(3 m, 4 m)", "5 m"), ("product(2 m, 3 m)", "6 m^2"), ("7 km // 2 km", "3"),
        ("abs(-5 km)", "5 km"), ("80 kg / (2 m)^2", "20 kg/m^2"), ("9.81 m/s^2 * 2 s", "19.62 m/s"),
        ("2 kW * 3 h", "6 kW*h"),
        ("2 kW * 3 h in kWh", "6 kWh"), ("(5 km in m) * 2", "10000 m"), ("1 / 2 km", "0.5 1/km"),
        ("15% of 80 kg", "12 kg"),
        ("median(1 m, 200 cm, 3 m)", "2 m"), ("root(16 m^4, 4)", "2 m"), ("5 m / (2 m)", "2.5"),
        ("2 km^2 in m^2", "2000000 m^2"),
    ])
    func arithmetic(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("20 degC in degF", "68 degF"), ("-40 degF in degC", "-40 degC"), ("-5 degC in degF", "23 degF"),
        ("0 K in °C", "-273.15 °C"),
        ("100 °C to K", "373.15 K"), ("98.6 F in C", "37 C"), ("30 degC - 20 degC", "10 K"),
        ("20 degC + 5 K", "25 degC"),
        ("5 K + 20 degC", "25 degC"), ("20 degC - 5 K", "15 degC"), ("mean(10 degC, 20 degC)", "15 degC"),
        ("max(10 degC, 40 degF)", "10 degC"),
        ("(20 degC in K) * 2", "586.3 K"), ("round(36.66 degC, 1)", "36.7 degC"),
        ("72 fahrenheit in celsius", "≈ 22.22222222222222 celsius"),
    ])
    func temperature(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("5 km + 3 kg", "a length", "a mass"), ("5 km in kg", "a length", "a mass"),
        ("3 m + 2", "a length", "a plain number"),
        ("1 h < 1 km", "a time", "a length"), ("max(1 s, 1 m)", "a length", "a time"),
        ("5 in km", "a plain number", "a length"),
        ("3 h 20 kg", "a time", "a mass"), ("1 m^2 + 1 m", "an area", "a length"), ("1 J in W", "an energy", "a power"),
        ("sum(1 m, 1 s)", "a length", "a time"), ("7 km mod 2 h", "a length", "a time"),
    ])
    func mismatchesNameBothDimensions(_ expression: String, _ first: String, _ second: String) throws {
        let error = try #require(throws: CalculatorError.self) { try CalculatorExpression(expression).evaluate() }
        #expect(error.code == .dimension)
        #expect(error.message.contains(first))
        #expect(error.message.contains(second))
    }

    @Test(arguments: [
        "20 degC + 5 degC", "2 * 20 degC", "20 degC / 2", "(20 degC)^2", "5 degC/m", "sqrt(20 degC)", "5 K - 3 degC",
        "sum(1 degC, 2 degC)",
        "sin(3 m)", "ln(3 kg)", "(3 m)!", "(3 m)%", "2^(3 m)", "(2 m)^0.3", "sqrt(3 m)", "(2 m)^pi", "(3 m) km",
        "exp(1 s)", "gcd(2 m, 4 m)",
    ])
    func refusesUnitsWhereTheyHaveNoMeaning(_ expression: String) throws {
        let error = try #require(throws: CalculatorError.self) { try CalculatorExpression(expression).evaluate() }
        #expect(error.code == .dimension, "\(error)")
        #expect(error.position != nil)
    }
}
