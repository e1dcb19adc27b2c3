import Corvid
import CorvidGrammar
import CorvidTrain
import Foundation
import Testing

/// What the calculator is said to have answered is what an evaluator of our own finds.
@Suite struct GeneratorMathTests {
    @Test(arguments: ["arithmetic", "stories", "results"]) func resultsAreTrue(_ name: String) throws {
        var checked = 0
        for example in GeneratorTools.examples(name, 500) {
            for task in example.tasks {
                for (index, message) in task.messages.enumerated() {
                    guard let call = message.toolCalls.first, call.name == "calculator",
                        let expression = call.arguments["expression"]?.text, index + 1 < task.messages.count
                    else { continue }
                    let result = task.messages[index + 1].text
                    if let value = PlainEvaluator.value(of: expression) {
                        let stated = try #require(Self.number(result), "\(expression) \(result)")
                        #expect(
                            abs(value - stated) <= 1e-9 * max(1, abs(value)), "\(expression) = \(value), not \(result)")
                        let spoken =
                            result.contains("≈") ? String(result.dropLast().split(separator: " ").last ?? "") : result
                        #expect(
                            task.messages[index + 2].text.contains(spoken),
                            "\(spoken) in \(task.messages[index + 2].text)")
                        checked += 1
                    } else {
                        #expect(Self.isTrueOfDatesOrUnits(expression, result), "\(expression) \(result)")
                    }
                }
            }
        }
        #expect(checked > 400)
    }

    private static func number(_ text: String) -> Double? {
        if let sign = text.firstIndex(of: "≈") { return Double(text[text.index(sign, offsetBy: 2)...].dropLast()) }
        return Double(text)
    }

    private static let meters: [String: Double] = [
        "m": 1, "km": 1000, "cm": 0.01, "mm": 0.001, "inches": 0.0254, "ft": 0.3048, "yd": 0.9144, "g": 1, "kg": 1000,
        "t": 1_000_000, "mg": 0.001, "s": 1, "min": 60, "h": 3600, "days": 86400, "weeks": 604800,
    ]

    private static func isTrueOfDatesOrUnits(_ expression: String, _ result: String) -> Bool {
        let words = expression.split(separator: " ").map(String.init)
        if words.count == 4, words[2] == "in", let amount = Double(words[0]), let from = meters[words[1]],
            let to = meters[words[3]]
        {
            let parts = result.split(separator: " ").map(String.init)
            guard parts.count == 2, parts[1] == words[3], let stated = Double(parts[0]) else { return false }
            return abs(amount * from / to - stated) < 1e-6 * max(1, stated)
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
        let dates = expression.matches(of: /(\d{4})-(\d\d)-(\d\d)/).compactMap { match in
            calendar.date(
                from: DateComponents(year: Int(match.output.1), month: Int(match.output.2), day: Int(match.output.3)))
        }
        guard let first = dates.first else { return false }
        let names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        func weekday(_ date: Date) -> String { names[calendar.component(.weekday, from: date) - 1] }
        if expression.hasPrefix("days("), dates.count == 2 {
            return result == "\(calendar.dateComponents([.day], from: first, to: dates[1]).day ?? 0) days"
        }
        if expression.hasPrefix("weekday(") { return result == weekday(first) }
        guard words.count == 4, let count = Int(words[2]) else { return false }
        let days = count * (words[3] == "weeks" ? 7 : 1) * (words[1] == "-" ? -1 : 1)
        guard let end = calendar.date(byAdding: .day, value: days, to: first) else { return false }
        let parts = calendar.dateComponents([.year, .month, .day], from: end)
        func padded(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        return result == "\(parts.year ?? 0)-\(padded(parts.month))-\(padded(parts.day)) (\(weekday(end)))"
    }

    @Test func storiesAskForDifferentThings() {
        // Questions on one story differ in what they call for.
        var same = 0
        var pairs = 0
        for example in GeneratorTools.examples("stories", 300) {
            let calls = example.tasks.map { $0.messages[1].toolCalls.first?.arguments["expression"]?.text ?? "" }
            for (one, other) in zip(calls, calls.dropFirst()) {
                pairs += 1
                if one == other { same += 1 }
            }
        }
        #expect(pairs > 1000 && same * 20 < pairs)
    }
}

/// Numbers, + - * / ^, parentheses, sqrt and cbrt, in floating point; nil for all else.
enum PlainEvaluator {
    static func value(of text: String) -> Double? {
        var rest = Array(text)[...]
        guard !text.contains(" "), let value = sum(&rest), rest.isEmpty else { return nil }
        return value
    }

    private static func sum(_ rest: inout ArraySlice<Character>) -> Double? {
        guard var value = product(&rest) else { return nil }
        while let sign = rest.first, sign == "+" || sign == "-" {
            rest.removeFirst()
            guard let next = product(&rest) else { return nil }
            value = sign == "+" ? value + next : value - next
        }
        return value
    }

    private static func product(_ rest: inout ArraySlice<Character>) -> Double? {
        guard var value = power(&rest) else { return nil }
        while let sign = rest.first, sign == "*" || sign == "/" {
            rest.removeFirst()
            guard let next = power(&rest) else { return nil }
            value = sign == "*" ? value * next : value / next
        }
        return value
    }

    private static func power(_ rest: inout ArraySlice<Character>) -> Double? {
        guard let base = factor(&rest) else { return nil }
        guard rest.first == "^" else { return base }
        rest.removeFirst()
        guard let exponent = factor(&rest) else { return nil }
        return pow(base, exponent)
    }

    private static func factor(_ rest: inout ArraySlice<Character>) -> Double? {
        if rest.starts(with: "sqrt") || rest.starts(with: "cbrt") {
            let isSquare = rest.starts(with: "sqrt")
            rest = rest.dropFirst(4)
            guard rest.first == "(", let value = factor(&rest) else { return nil }
            return isSquare ? value.squareRoot() : cbrt(value)
        }
        if rest.first == "(" {
            rest.removeFirst()
            guard let value = sum(&rest), rest.popFirst() == ")" else { return nil }
            return value
        }
        let digits = rest.prefix { $0.isNumber || $0 == "." }
        rest = rest.dropFirst(digits.count)
        return Double(String(digits))
    }
}
