import Corvid
import CorvidGrammar
import CorvidTrain

/// What an evaluation came to, for people and for programs.
struct EvaluateOutput {
    let summary: EvaluationSummary
    let model: ModelInformation
    let skipped: [EvaluationError]
    /// Of the whole evaluation, by the clock.
    let seconds: Double

    /// Shows how far it is, at what rate, and how long it will still take; nothing in a pipe.
    static func progress(_ summary: EvaluationSummary, done: Int, of total: Int, seconds: Double) {
        guard Console.showsProgress else { return }
        let rate = Double(done) / max(seconds, 1e-9)
        var line = "\(done) of \(total) cases"
        if let accuracy = summary.total.accuracy { line += ", \(percent(accuracy)) right" }
        if summary.total.errors > 0 { line += ", \(summary.total.errors) errors" }
        line += ", \(NumberFormat.rate(rate)) cases/s, \(NumberFormat.clock(Double(total - done) / rate)) left"
        Console.progress(line)
    }

    private static func percent(_ share: Double) -> String { "\(NumberFormat.fixed(100 * share, 1)) %" }

    // MARK: - Text

    var text: String {
        var lines: [(name: String, result: String)] = []
        for section in summary.sections {
            lines.append((section.name, Self.result(section.total)))
            for group in section.groups {
                lines.append(("  \(group.name)", Self.result(group.tally)))
                for (name, value) in group.tally.means where section.name == "qa" && name == "f1" {
                    lines.append(("    \(Self.title(name))", Self.percent(value)))
                }
            }
            for (name, value) in section.total.means where name != "exactMatch" {
                lines.append(("  \(Self.title(name))", Self.percent(value)))
            }
        }
        if summary.sections.count > 1, summary.total.count > 0 { lines.append(("all", Self.result(summary.total))) }
        let width = lines.map(\.name.count).max() ?? 0
        var text = lines.map { NumberFormat.left($0.name, width) + "  " + $0.result + "\n" }.joined()
        text +=
            "\(summary.calls) calls (\(summary.failedCalls) failed), \(summary.loops) loops, \(summary.cut) cut short, "
            + "\(summary.usage.promptTokens) tokens read (\(summary.usage.cachedTokens) from the cache), "
            + "\(summary.usage.completionTokens) written, \(NumberFormat.fixed(seconds, 1)) s\n"
        if let first = summary.firstError {
            text +=
                "\(summary.total.errors) cases could not be run or judged, the first \(first.record.place): "
                + TerminalText.line(first.error ?? "", width: 300) + "\n"
        }
        if !skipped.isEmpty { text += "\(skipped.count) records were left out\n" }
        return text
    }

    private static func result(_ tally: EvaluationSummary.Tally) -> String {
        if tally.text.tokens > 0 {
            return "perplexity \(NumberFormat.fixed(tally.text.perplexity, 3)) over \(tally.text.tokens) tokens"
        }
        guard let accuracy = tally.accuracy else { return "–" }
        let interval = WilsonInterval(successes: tally.right, of: tally.count)
        let range = interval.map {
            " (95 % interval: \(NumberFormat.fixed(100 * $0.lower, 1)) to \(NumberFormat.fixed(100 * $0.upper, 1)) %)"
        }
        return "\(NumberFormat.right(percent(accuracy), 7))  \(tally.right) of \(tally.count)\(range ?? "")"
    }

    /// What a measure is about.
    private static func title(_ name: String) -> String {
        switch name {
        case "sentence": "the number stands in the answer"
        case "sameText": "the query is the same text"
        case "functions": "the right functions"
        case "f1": "token F1"
        case "refused": "refused though answerable"
        default: name
        }
    }

    // MARK: - JSON

    var json: JSONValue {
        var members = Self.members(summary.total)
        members.append(Self.member("model", .text(model.name)))
        members.append(
            Self.member(
                "kinds",
                .object(
                    summary.sections.map { section in
                        var inner = Self.members(section.total)
                        if !section.groups.isEmpty {
                            inner.append(
                                Self.member(
                                    "groups",
                                    .object(
                                        section.groups.map { Self.member($0.name, .object(Self.members($0.tally))) })))
                        }
                        return Self.member(section.name, .object(inner))
                    })))
        members += [
            Self.member("calls", .integer(summary.calls)), Self.member("failedCalls", .integer(summary.failedCalls)),
            Self.member("loops", .integer(summary.loops)), Self.member("cut", .integer(summary.cut)),
            Self.member(
                "tokens",
                .object([
                    "prompt": .integer(summary.usage.promptTokens), "cached": .integer(summary.usage.cachedTokens),
                    "completion": .integer(summary.usage.completionTokens),
                    "forced": .integer(summary.usage.forcedTokens),
                ])),
            Self.member("seconds", .number(seconds)), Self.member("skipped", .integer(skipped.count)),
        ]
        return .object(members)
    }

    private static func member(_ name: String, _ value: JSONValue) -> JSONValue.Member {
        JSONValue.Member(key: Array(name.utf8), value: value)
    }

    private static func members(_ tally: EvaluationSummary.Tally) -> [JSONValue.Member] {
        let interval = WilsonInterval(successes: tally.right, of: tally.count)
        var members = [
            member("accuracy", tally.accuracy.map { .number($0) } ?? .null), member("count", .integer(tally.count)),
            member("correct", .integer(tally.right)),
            member("interval", interval.map { .array([.number($0.lower), .number($0.upper)]) } ?? .null),
            member("errors", .integer(tally.errors)),
        ]
        members += tally.means.map { member($0.name, .number($0.value)) }
        if tally.text.tokens > 0 {
            members += [
                member("perplexity", .number(tally.text.perplexity)),
                member("loss", .number(tally.text.loss / Double(tally.text.tokens))),
                member("scoredTokens", .integer(tally.text.tokens)),
            ]
        }
        return members
    }
}
