import Corvid
import CorvidGrammar

/// A budget as the command line writes it: `time=30s,tokens=4000,calls=8,bytes=2M,turns=6`. What is not named keeps its
/// default; `none` takes a limit away.
enum BudgetText {
    static let keys = ["time", "tokens", "calls", "bytes", "turns"]

    /// - Throws: ``CommandFailure`` with the part that is wrong.
    static func parse(_ text: String, over base: Budget = .standard) throws(CommandFailure) -> Budget {
        if text == "none" { return .unlimited }
        var budget = base
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2 else {
                throw CommandFailure(
                    ExitStatus.usage, "'\(part)' is no limit; write NAME=AMOUNT, as in time=30s,calls=8")
            }
            try set(pair[0], to: pair[1], in: &budget)
        }
        return budget
    }

    /// The limits as `parse` reads them.
    static func text(_ budget: Budget) -> String {
        let parts = [
            "time=" + (budget.duration.map { "\(NumberFormat.fixed($0 / .seconds(1), 0))s" } ?? "none"),
            "tokens=" + (budget.tokens.map(String.init) ?? "none"),
            "calls=" + (budget.toolCalls.map(String.init) ?? "none"),
            "bytes=" + (budget.bytes.map(String.init) ?? "none"),
            "turns=" + (budget.turns.map(String.init) ?? "none"),
        ]
        return parts.joined(separator: ",")
    }

    private static func set(_ key: String, to amount: String, in budget: inout Budget) throws(CommandFailure) {
        let isNone = amount == "none"
        switch key {
        case "time": budget.duration = isNone ? nil : try duration(amount)
        case "tokens": budget.tokens = isNone ? nil : try count(amount, "tokens", scale: 1000, atLeast: 1)
        case "calls": budget.toolCalls = isNone ? nil : try count(amount, "calls", scale: 1000)
        case "bytes": budget.bytes = isNone ? nil : try count(amount, "bytes", scale: 1024)
        case "turns": budget.turns = isNone ? nil : try count(amount, "turns", scale: 1000, atLeast: 1)
        default:
            throw CommandFailure(
                ExitStatus.usage,
                "'\(key)' is no limit (there are \(keys.joined(separator: ", ")))\(NearestName.hint(key, in: keys))")
        }
    }

    private static func duration(_ text: String) throws(CommandFailure) -> Duration {
        let number = text.prefix { $0.isNumber || $0 == "." }
        let scale: Double? =
            switch text[number.endIndex...] {
            case "ms": 0.001
            case "", "s": 1
            case "m", "min": 60
            case "h": 3600
            default: nil
            }
        guard let scale, let value = Double(number), value.isFinite, value > 0, value * scale <= 1e7 else {
            throw CommandFailure(ExitStatus.usage, "time is '\(text)'; write 500ms, 30s, 5m or 1h")
        }
        return .seconds(value * scale)
    }

    private static func count(_ text: String, _ key: String, scale: Int, atLeast minimum: Int = 0)
        throws(CommandFailure) -> Int
    {
        let number = text.prefix { $0.isASCII && $0.isNumber }
        let power: Int? =
            switch text[number.endIndex...] {
            case "": 0
            case "k", "K": 1
            case "M": 2
            case "G": 3
            default: nil
            }
        guard let power, var value = Int(number) else {
            throw CommandFailure(ExitStatus.usage, "\(key) is '\(text)'; write a number, such as 4000 or 2M")
        }
        for _ in 0..<power {
            let (product, isOver) = value.multipliedReportingOverflow(by: scale)
            guard !isOver else { throw CommandFailure(ExitStatus.usage, "\(key) is '\(text)', which is too large") }
            value = product
        }
        guard value >= minimum else {
            throw CommandFailure(ExitStatus.usage, "\(key) is \(value); a run needs at least \(minimum)")
        }
        return value
    }
}
