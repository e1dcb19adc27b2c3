/// The functions that the calculator knows, by name.
enum CalculatorFunction: String, CaseIterable, Sendable {
    case sqrt, cbrt, root, hypot, exp, ln, log, log2, log10, pow
    case sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh
    case abs, sign, floor, ceil, round, trunc, mod, quotient
    case gcd, lcm, factorial, nCr, nPr
    case min, max, sum, product, mean, median
    case date, year, month, day, weekday, week, dayOfYear = "day_of_year", days

    static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    /// What functions are called elsewhere.
    static let synonyms: [String: CalculatorFunction] = [
        "avg": .mean, "average": .mean, "ceiling": .ceil, "power": .pow, "choose": .nCr, "binomial": .nCr, "comb": .nCr,
        "perm": .nPr, "fact": .factorial, "lg": .log10, "lb": .log2, "arcsin": .asin, "arccos": .acos, "arctan": .atan,
        "square_root": .sqrt, "maximum": .max, "minimum": .min, "total": .sum, "int": .trunc,
    ]

    /// How many arguments it takes; at most ``maximumArguments``.
    var arity: ClosedRange<Int> {
        switch self {
        case .root, .hypot, .log, .pow, .atan2, .mod, .quotient, .nCr, .nPr, .days: 2...2
        case .date: 3...3
        case .round: 1...2
        case .gcd, .lcm, .min, .max, .sum, .product, .mean, .median: 1...Self.maximumArguments
        default: 1...1
        }
    }

    static let maximumArguments = 1_000

    /// How it is called.
    var usage: String {
        switch self {
        case .root: "root(x, degree)"
        case .log: "log(x, base)"
        case .pow: "pow(base, exponent)"
        case .atan2: "atan2(y, x)"
        case .mod: "mod(a, b)"
        case .quotient: "quotient(a, b)"
        case .hypot: "hypot(x, y)"
        case .nCr, .nPr: "\(rawValue)(n, k)"
        case .days: "days(from, to)"
        case .date: "date(year, month, day)"
        case .round: "round(x) or round(x, digits)"
        case .gcd, .lcm, .min, .max, .sum, .product, .mean, .median: "\(rawValue)(a, b, ...)"
        case .year, .month, .day, .weekday, .week, .dayOfYear: "\(rawValue)(date)"
        default: "\(rawValue)(x)"
        }
    }
}
