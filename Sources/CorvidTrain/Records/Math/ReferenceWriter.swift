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
    /// another; then the first number not used yet; then what was used.
    mutating func place(of value: String) -> Int? {
        let canonical = ExactDecimal(value)?.description ?? value
        let found = places.indices.filter { tagger.values[$0] == canonical }
        guard
            let index = found.last(where: { places[$0].isResult && !places[$0].isUsed })
                ?? found.first(where: { !places[$0].isUsed }) ?? found.first
        else { return nil }
        places[index].isUsed = true
        return index + 1
    }

    /// The place of the percentage that a value is the hundredth part of.
    private mutating func place(ofPercentage value: String) -> Int? {
        guard let hundredth = Fraction(value), let hundred = Fraction(100),
            let percentage = (hundredth * hundred)?.shown?.decimal,
            let index = places.indices.first(where: {
                places[$0].isPercentage && tagger.values[$0] == percentage
            })
        else { return nil }
        places[index].isUsed = true
        return index + 1
    }

    /// An expression with its operands by reference, and the same with the numbers that they name.
    mutating func write(_ expression: MathExpression) -> (written: String, resolved: String) {
        var written = ""
        var resolved = ""
        var previous: UInt8?
        for token in expression.tokens {
            switch token {
            case .sign(let byte):
                written.unicodeScalars.append(Unicode.Scalar(byte))
                resolved.unicodeScalars.append(Unicode.Scalar(byte))
                previous = byte
            case .number(let text):
                if let place = place(of: text) {
                    let value = value(at: place)
                    written += "@\(place)"
                    resolved += value.hasPrefix("-") ? "(\(value))" : value
                } else if let place = place(ofPercentage: text) {
                    // As a divisor the quotient needs parentheses.
                    let (open, close) = previous == UInt8(ascii: "/") ? ("(", ")") : ("", "")
                    written += "\(open)@\(place)/100\(close)"
                    resolved += "\(open)\(value(at: place))/100\(close)"
                } else {
                    written += text
                    resolved += text
                }
                previous = nil
            }
        }
        return (written, resolved)
    }
}
