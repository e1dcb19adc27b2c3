import Corvid
import CorvidGrammar
import Foundation

/// What came out of a batch: numbers, and each case.
struct BatchReport {
    var recipe: Recipe
    var parameters: JSONValue
    var model: String
    /// Cases of the inputs that were to run.
    var cases: [FinishedCase]

    func count(_ status: RecipeStatus) -> Int { cases.count { $0.result.status == status } }

    var passed: Int { count(.passed) }
    var isAllPassed: Bool { passed == cases.count }

    var usage: Usage {
        cases.reduce(into: Usage()) { $0 += $1.result.usage }
    }

    var seconds: Double { cases.reduce(0) { $0 + $1.result.seconds } }

    /// The checks by what they say: how often each held.
    var checks: [(check: String, passed: Int, count: Int)] {
        var order: [String] = []
        var counts: [String: (passed: Int, count: Int)] = [:]
        for one in cases {
            let steps = one.result.allSteps.flatMap { step in step.checks.map { ("\(step.step): \($0.check)", $0) } }
            for (name, check) in steps + one.result.checks.map({ ($0.check, $0) }) {
                if counts[name] == nil { order.append(name) }
                counts[name, default: (0, 0)].count += 1
                if check.passed { counts[name, default: (0, 0)].passed += 1 }
            }
        }
        return order.map { ($0, counts[$0]?.passed ?? 0, counts[$0]?.count ?? 0) }
    }

    var json: JSONValue {
        func encoded(_ value: some Encodable) -> JSONValue { (try? JSONValueEncoder().encode(value)) ?? .null }
        let interval = WilsonInterval(successes: passed, of: cases.count)
        let totals: JSONValue = .object([
            "cases": .integer(cases.count), "passed": .integer(passed), "failed": .integer(count(.failed)),
            "errors": .integer(count(.error)),
            "passRate": cases.isEmpty ? .null : .number(Double(passed) / Double(cases.count)),
            "interval95": interval.map { .array([.number($0.lower), .number($0.upper)]) } ?? .null,
            "usage": encoded(usage), "seconds": .number(seconds),
        ])
        return .object([
            "recipe": .text(recipe.name), "description": .text(recipe.summary), "model": .text(model),
            "parameters": parameters, "totals": totals,
            "checks": .array(
                checks.map {
                    .object([
                        "check": .text($0.check), "passed": .integer($0.passed), "count": .integer($0.count),
                    ])
                }),
            "cases": .array(
                cases.map { one in
                    .object(
                        [
                            .init(key: "line", value: .integer(one.line)), .init(key: "name", value: .text(one.name)),
                            .init(key: "input", value: one.input),
                        ] + (encoded(one.result).members ?? []))
                }),
        ])
    }

    /// A few lines for people. Cases that did not pass have been told on a terminal while the batch ran.
    var text: String {
        let style = TerminalStyle.output
        var lines: [String] = []
        let isTold = Console.showsProgress && Console.isTerminal
        for one in cases where one.result.status != .passed && !isTold {
            let reason = TerminalText.line(one.result.failure ?? "", width: 200)
            lines.append("\(style.red("✗")) \(TerminalText.line(one.name, width: 60)): \(reason)")
        }
        let mark = RecipeText.mark(isAllPassed, style)
        lines.append(
            "\(mark) \(style.bold(recipe.name)): \(passed) of \(cases.count) passed, \(count(.failed)) failed, "
                + "\(count(.error)) \(count(.error) == 1 ? "error" : "errors")")
        lines.append("  pass rate \(RecipeText.rate(passed, of: cases.count))")
        lines.append("  \(usage.totalTokens) tokens, \(NumberFormat.fixed(seconds, 1)) s")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Writes `report.json` and `report.html`.
    ///
    /// - Throws: ``CommandFailure`` when they cannot be written.
    func write(to folder: String) throws {
        for (name, bytes) in [
            ("report.json", json.serialized + [UInt8(ascii: "\n")]), ("report.html", Array(BatchPage(self).html.utf8)),
        ] {
            let path = "\(folder)/\(name)"
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                try Data(bytes).write(to: URL(filePath: path), options: .atomic)
            } catch {
                throw CommandFailure(ExitStatus.cannotCreate, "\(path): cannot be written")
            }
        }
    }
}
