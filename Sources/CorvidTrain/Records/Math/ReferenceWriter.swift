import CorvidGrammar
import CorvidLLM

/// Finds the numbers of a conversation that values can name by reference.
struct ReferenceWriter {
    private struct Place {
        var isUsed = false
        /// It stands in a tool's result.
        var isResult: Bool
        /// The text has a percent sign or the word behind it.
        var isPercentage: Bool
    }

    private var tagger = NumberTagger()
    private var places: [Place] = []

    /// Takes the next text of a user or a tool.
    mutating func read(_ text: String, isResult: Bool = false) {
        let bytes = Array(text.utf8)
        for tag in tagger.tag(text) {
            let rest = bytes[tag.range.upperBound...]
            let isPercentage = rest.first == UInt8(ascii: "%") || rest.starts(with: " percent".utf8)
            places.append(Place(isResult: isResult, isPercentage: isPercentage))
        }
    }

    /// As JSON writes it.
    func value(at place: Int) -> String { tagger.values[place - 1] }

    /// The place of a value: results that were not used yet come first, the latest before others, for steps build on one
    /// another; then the first number not used yet; then what was used. Percentages are meant where they are divided by 100.
    mutating func place(of value: String, isPercentage: Bool = false) -> Int? {
        let canonical = ExactDecimal(value)?.description ?? value
        let all = places.indices.filter { tagger.values[$0] == canonical }
        let fitting = all.filter { places[$0].isPercentage == isPercentage }
        let found = fitting.isEmpty ? all : fitting
        guard
            let index = found.last(where: { places[$0].isResult && !places[$0].isUsed })
                ?? found.first(where: { !places[$0].isUsed }) ?? found.first
        else { return nil }
        places[index].isUsed = true
        return index + 1
    }

    /// A value that is made of a percentage: its hundredth part, what is added to or taken from the whole.
    private mutating func percentage(_ value: String) -> (written: String, resolved: String)? {
        guard let number = Fraction(value), let hundred = Fraction(100), let one = Fraction(1) else { return nil }
        let forms = [(number, "", ""), (one - number, "(1-", ")"), (number - one, "(1+", ")")]
        for (part, open, close) in forms {
            guard let part, part.numerator > 0, let percentage = (part * hundred)?.shown?.decimal,
                let index = places.indices.first(where: {
                    places[$0].isPercentage && tagger.values[$0] == percentage
                })
            else { continue }
            places[index].isUsed = true
            return ("\(open)@\(index + 1)/100\(close)", "\(open)\(percentage)/100\(close)")
        }
        return nil
    }

    /// Numbers that everybody knows: small counts, and what measures and calendars are made of.
    private static let constants: Set<String> = Set((0...12).map(String.init)).union([
        "14", "16", "20", "24", "26", "28", "30", "31", "36", "50", "52", "60", "90", "100", "120", "128", "180", "200",
        "360", "365", "366", "400", "500", "1000", "1440", "1760", "2000", "3600", "5280", "10000", "1000000", "0.01",
        "0.05", "0.1", "0.25", "0.5", "0.75", "1.5", "2.5", "3.14", "2.54",
    ])

    /// An expression with its operands by reference, and the same with the numbers that they name; nil where an operand
    /// comes from nowhere.
    mutating func write(_ expression: MathExpression) -> (written: String, resolved: String)? {
        var written = ""
        var resolved = ""
        for (index, token) in expression.tokens.enumerated() {
            switch token {
            case .sign(let byte):
                written.unicodeScalars.append(Unicode.Scalar(byte))
                resolved.unicodeScalars.append(Unicode.Scalar(byte))
            case .number(let text):
                let rest = expression.tokens[(index + 1)...]
                let isPercentage = rest.starts(with: [.sign(UInt8(ascii: "/")), .number("100")])
                if let place = place(of: text, isPercentage: isPercentage) {
                    let value = value(at: place)
                    written += "@\(place)"
                    resolved += value.hasPrefix("-") ? "(\(value))" : value
                } else if let form = percentage(text) {
                    // As a divisor the quotient needs parentheses.
                    let isDivisor = index > 0 && expression.tokens[index - 1] == .sign(UInt8(ascii: "/"))
                    let (open, close) = isDivisor && !form.written.hasPrefix("(") ? ("(", ")") : ("", "")
                    written += open + form.written + close
                    resolved += open + form.resolved + close
                } else if Self.constants.contains(text) {
                    written += text
                    resolved += text
                } else {
                    return nil
                }
            }
        }
        return (written, resolved)
    }
}
