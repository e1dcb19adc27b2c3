import CorvidGrammar
import Foundation
import Testing

/// An expression of the fixture and its value, computed by Python.
struct FixtureLine: Sendable {
    let number: Int
    let expression: String
    let kind: String
    let value: String

    static func all() throws -> [FixtureLine] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/expressions", withExtension: "jsonl"))
        let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        return try text.split(separator: "\n").enumerated().map { index, line in
            let fields = try #require(try JSONValue(parsing: String(line)).array)
            try #require(fields.count == 3)
            return FixtureLine(
                number: index + 1, expression: try #require(fields[0].text), kind: try #require(fields[1].text),
                value: try #require(fields[2].text))
        }
    }
}

/// A decimal in any form as digits without zeros at either end and the power of ten behind them.
struct NormalDecimal: Equatable {
    var isNegative = false
    var digits = ""
    var exponent = 0

    init?(_ text: String) {
        var body = Substring(text)
        if let mark = body.firstIndex(of: "e") {
            guard let power = Int(body[body.index(after: mark)...]) else { return nil }
            exponent = power
            body = body[..<mark]
        }
        if body.first == "-" {
            isNegative = true
            body = body.dropFirst()
        }
        let parts = body.split(separator: ".", maxSplits: 1)
        guard !parts.isEmpty, parts.allSatisfy({ $0.allSatisfy(\.isASCII) && $0.allSatisfy(\.isNumber) }) else {
            return nil
        }
        exponent -= parts.count > 1 ? parts[1].count : 0
        var word = Array(parts.joined().drop { $0 == "0" })
        while word.last == "0" {
            word.removeLast()
            exponent += 1
        }
        digits = String(word)
        if digits.isEmpty { (isNegative, exponent) = (false, 0) }
    }
}

/// A reproducible source of randomness (splitmix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
