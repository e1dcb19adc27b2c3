/// An expression over figures of a text and constants that it implies.
indirect enum Formula: Sendable, ExpressibleByIntegerLiteral {
    case figure(Figure)
    case constant(Int)
    case operation(Character, Formula, Formula)
    /// In parentheses although it need not be; for forms like `(a+b)`.
    case call(String, [Formula])

    init(integerLiteral value: Int) { self = .constant(value) }

    static func + (left: Formula, right: Formula) -> Formula { .operation("+", left, right) }
    static func - (left: Formula, right: Formula) -> Formula { .operation("-", left, right) }
    static func * (left: Formula, right: Formula) -> Formula { .operation("*", left, right) }
    static func / (left: Formula, right: Formula) -> Formula { .operation("/", left, right) }

    /// The value; invalid where the formula has a call.
    var value: Rational {
        switch self {
        case .figure(let figure): return figure.value
        case .constant(let value): return Rational(value)
        case .operation(let sign, let left, let right):
            let (a, b) = (left.value, right.value)
            return switch sign {
            case "+": a + b
            case "-": a - b
            case "*": a * b
            default: a / b
            }
        case .call(let name, let arguments): return Self.apply(name, arguments.map(\.value))
        }
    }

    private static func apply(_ name: String, _ values: [Rational]) -> Rational {
        guard let first = values.first else { return Rational(0, over: 0) }
        switch name {
        case "max": return values.reduce(first) { $0 > $1 ? $0 : $1 }
        case "min": return values.reduce(first) { $0 < $1 ? $0 : $1 }
        case "abs": return first.numerator < 0 ? -first : first
        case "mean": return values.dropFirst().reduce(first, +) / Rational(values.count)
        case "^":
            guard values.count == 2, values[1].isInteger, 0...12 ~= values[1].numerator else {
                return Rational(0, over: 0)
            }
            return (0..<values[1].numerator).reduce(Rational(1)) { power, _ in power * first }
        case "sqrt": return root(first, 2)
        case "cbrt": return root(first, 3)
        default: return Rational(0, over: 0)
        }
    }

    private static func root(_ value: Rational, _ degree: Int) -> Rational {
        guard value.isInteger, 0...1_000_000 ~= value.numerator else { return Rational(0, over: 0) }
        for candidate in 0...1000 {
            let power = (0..<degree).reduce(1) { power, _ in power * candidate }
            if power == value.numerator { return Rational(candidate) }
            if power > value.numerator { break }
        }
        return Rational(0, over: 0)
    }

    /// The text for the calculator, figures as `name` says them.
    func text(_ name: (Figure) -> String) -> String { text(name, above: 0) }

    private func text(_ name: (Figure) -> String, above: Int) -> String {
        switch self {
        case .figure(let figure): return name(figure)
        case .constant(let value): return "\(value)"
        case .operation(let sign, let left, let right):
            let level = sign == "+" || sign == "-" ? 1 : 2
            let needsMore = sign == "-" || sign == "/"
            let body =
                left.text(name, above: level - 1) + String(sign)
                + right.text(name, above: needsMore ? level : level - 1)
            // A product on the right of a product keeps its parentheses only where they matter.
            return level <= above ? "(\(body))" : body
        case .call("^", let arguments):
            return arguments.map { $0.text(name, above: 3) }.joined(separator: "^")
        case .call(let function, let arguments):
            return function + "(" + arguments.map { $0.text(name, above: 0) }.joined(separator: ", ") + ")"
        }
    }
}

extension Figure {
    static func + (left: Figure, right: Figure) -> Formula { .figure(left) + .figure(right) }
    static func - (left: Figure, right: Figure) -> Formula { .figure(left) - .figure(right) }
    static func * (left: Figure, right: Figure) -> Formula { .figure(left) * .figure(right) }
    static func / (left: Figure, right: Figure) -> Formula { .figure(left) / .figure(right) }
    static func + (left: Formula, right: Figure) -> Formula { left + .figure(right) }
    static func - (left: Formula, right: Figure) -> Formula { left - .figure(right) }
    static func * (left: Formula, right: Figure) -> Formula { left * .figure(right) }
    static func / (left: Formula, right: Figure) -> Formula { left / .figure(right) }
    static func + (left: Figure, right: Formula) -> Formula { .figure(left) + right }
    static func - (left: Figure, right: Formula) -> Formula { .figure(left) - right }
    static func * (left: Figure, right: Formula) -> Formula { .figure(left) * right }
    static func / (left: Figure, right: Formula) -> Formula { .figure(left) / right }
}
