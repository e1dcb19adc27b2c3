import Corvid
import CorvidGrammar

/// The report of `corvid diff`.
struct RunComparison {
    var left: RecordedRun
    var right: RecordedRun
    var alignment: RunAlignment

    // MARK: - Text

    func text(width: Int, isBrief: Bool) -> String {
        let style = TerminalStyle.output
        let column = (width - 9) / 2
        var lines = [
            style.bold(
                Self.cell(number: nil, Self.title(left), column) + "   "
                    + Self.cell(number: nil, Self.title(right), column))
        ]
        for row in alignment.rows where !(isBrief && row.isEqual) {
            let sides = [row.left, row.right].map { record in
                Self.cell(number: record?.number, record.map { Self.summary($0.event) } ?? "", column)
            }
            let line: String
            switch (row.left, row.right) {
            case (_?, nil): line = style.red("\(sides[0]) < \(sides[1])")
            case (nil, _?): line = style.green("\(sides[0]) > \(sides[1])")
            default:
                line =
                    row.difference == nil
                    ? style.dim("\(sides[0])   \(sides[1])") : style.yellow("\(sides[0]) | \(sides[1])")
            }
            lines.append(line)
        }
        lines.append("")
        lines +=
            alignment.firstDifference.map { ["First difference: \(Self.place(of: $0))"] } ?? ["The runs are alike."]
        if answer(of: left) != answer(of: right) {
            lines.append("Answers:")
            lines.append(style.red("  < " + TerminalText.line(answer(of: left), width: width - 4)))
            lines.append(style.green("  > " + TerminalText.line(answer(of: right), width: width - 4)))
        }
        lines.append(contentsOf: figures)
        return lines.joined(separator: "\n") + "\n"
    }

    /// What each run took.
    private var figures: [String] {
        let rows: [(String, (RecordedRun) -> String)] = [
            ("turns", { "\($0.count(of: "replied"))" }),
            ("tool calls", { "\($0.count(of: "toolFinished"))" }),
            ("prompt tokens", { "\($0.usage.promptTokens)" }),
            ("completion tokens", { "\($0.usage.completionTokens)" }),
            ("seconds", { NumberFormat.fixed(Double($0.records.last?.milliseconds ?? 0) / 1000, 3) }),
            ("ended by", { $0.stopReason.map(\.description) ?? "nothing: it can be resumed" }),
        ]
        return rows.map { name, value in
            let (one, other) = (value(left), value(right))
            return "\(NumberFormat.left(name, 18)) \(one == other ? one : "\(one) → \(other)")"
        }
    }

    private static func cell(number: Int?, _ text: String, _ width: Int) -> String {
        let label = NumberFormat.right(number.map { "\($0)" } ?? "", 3)
        let line = TerminalText.line(text, width: width - 4)
        return NumberFormat.left("\(label) \(line)", width)
    }

    private static func title(_ run: RecordedRun) -> String { "\(run.header.runID) (\(run.header.model.name))" }

    /// One event in one line.
    static func summary(_ event: AgentEvent) -> String {
        switch event {
        case .started(let header): "started: \(header.messages.last { $0.role == .user }?.text ?? "")"
        case .toolsChosen(let selection): "tools: \(selection.offered.joined(separator: ", "))"
        case .requested(let summary): "asked: \(summary.messages) messages, \(summary.tools) tools"
        case .routed(let decision): "routed to \(decision.model): \(decision.reason)"
        case .replied(let reply):
            "replied: "
                + ([reply.text].filter { !$0.isEmpty } + reply.toolCalls.map(RunText.call)).joined(separator: " ")
        case .approvalAsked(let request): "approval asked: \(RunText.call(request.call))"
        case .approvalDecided(let id, let decision): "\(decision == .approve ? "approved" : "denied"): \(id)"
        case .toolStarted(let id, let name): "started \(name) (\(id))"
        case .toolFinished(let result):
            "\(result.name) \(result.isError ? "failed" : "gave"): \(result.text)"
        case .finished(let reason): "ended: \(reason)"
        default: RunText.note(event) ?? event.name
        }
    }

    private static func place(of row: RunAlignment.Row) -> String {
        switch (row.left, row.right) {
        case (let one?, let other?):
            let numbers =
                one.number == other.number ? "event \(one.number)" : "events \(one.number) and \(other.number)"
            return TerminalText.safe("\(numbers) (\(one.event.name)), \(row.difference?.description ?? "")")
        case (let one?, nil): return "event \(one.number) (\(one.event.name)) is in the first run alone"
        case (nil, let other?): return "event \(other.number) (\(other.event.name)) is in the second run alone"
        case (nil, nil): return ""
        }
    }

    private func answer(of run: RecordedRun) -> String {
        for record in run.records.reversed() { if case .replied(let reply) = record.event { return reply.text } }
        return ""
    }

    // MARK: - JSON

    var json: JSONValue {
        let rows = alignment.rows.map { row in
            var members: [JSONValue.Member] = [
                .init(key: "left", value: row.left.map { .integer($0.number) } ?? .null),
                .init(key: "right", value: row.right.map { .integer($0.number) } ?? .null),
                .init(key: "event", value: .text((row.left ?? row.right)?.event.name ?? "")),
                .init(key: "equal", value: .bool(row.isEqual)),
            ]
            if let difference = row.difference {
                members += [
                    .init(key: "path", value: .text(difference.path)),
                    .init(key: "was", value: difference.left ?? .null),
                    .init(key: "is", value: difference.right ?? .null),
                ]
            }
            return JSONValue.object(members)
        }
        let first = alignment.rows.firstIndex { !$0.isEqual }
        return .object([
            "identical": .bool(alignment.isIdentical), "firstDifference": first.map { .integer($0) } ?? .null,
            "left": summary(of: left), "right": summary(of: right), "rows": .array(rows),
        ])
    }

    private func summary(of run: RecordedRun) -> JSONValue {
        let encoder = JSONValueEncoder()
        return .object([
            "runID": .text(run.header.runID), "model": .text(run.header.model.name), "answer": .text(answer(of: run)),
            "usage": (try? encoder.encode(run.usage)) ?? .null,
            "stopReason": run.stopReason.flatMap { try? encoder.encode($0) }?["reason"] ?? .null,
            "events": .integer(run.records.count),
            "milliseconds": .integer(run.records.last?.milliseconds ?? 0),
        ])
    }
}

extension RecordedRun {
    fileprivate func count(of name: String) -> Int { records.count { $0.event.name == name } }
}
