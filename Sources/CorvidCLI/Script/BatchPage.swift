import Corvid
import CorvidGrammar

/// A batch's report as one page of HTML: no other file, no script, light and dark. Every text is escaped.
struct BatchPage {
    /// With more cases, only those that did not pass are shown, and no more of them either.
    static let maximumCases = 2000
    /// Longer texts are cut; the JSON report has them whole.
    static let maximumText = 4000

    let report: BatchReport

    init(_ report: BatchReport) { self.report = report }

    var html: String {
        let name = Self.escaped(report.recipe.name)
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(name) – \(report.passed) of \(report.cases.count) passed</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <header>
            <h1>\(name)</h1>
            \(report.recipe.summary.isEmpty ? "" : "<p>\(Self.escaped(report.recipe.summary))</p>")
            <p class="quiet">\(facts)</p>
            </header>
            \(totals)
            \(checks)
            \(cases)
            </body>
            </html>

            """
    }

    private var facts: String {
        let given = (report.parameters.members ?? []).map {
            "\(String(decoding: $0.key, as: UTF8.self)) = \($0.value.plainText)"
        }
        return (["model \(report.model)"] + given).map { Self.escaped($0, limit: 200) }.joined(separator: " · ")
    }

    // MARK: - Numbers

    private var totals: String {
        let count = report.cases.count
        let rate = count == 0 ? 0 : Double(report.passed) / Double(count)
        let interval = WilsonInterval(successes: report.passed, of: count)
        func percent(_ value: Double) -> String { NumberFormat.fixed(100 * value, 1) }
        let whisker = interval.map {
            "<i style=\"left:\(percent($0.lower))%;width:\(percent($0.upper - $0.lower))%\"></i>"
        }
        let range = interval.map { "95 % interval \(percent($0.lower)) to \(percent($0.upper)) %" } ?? "no cases"
        func tile(_ value: String, _ label: String, _ kind: String = "") -> String {
            "<li class=\"\(kind)\"><b>\(value)</b>\(label)</li>"
        }
        return """
            <section class="totals">
            <div class="rate"><strong>\(count == 0 ? "–" : percent(rate) + " %")</strong><span>passed</span></div>
            <div class="gauge"><div class="bar"><b style="width:\(percent(rate))%"></b>\(whisker ?? "")</div>
            <p class="quiet">\(range)</p></div>
            <ul>
            \(tile("\(count)", "cases"))
            \(tile("\(report.passed)", "passed", "passed"))
            \(tile("\(report.count(.failed))", "failed", report.count(.failed) > 0 ? "failed" : ""))
            \(tile("\(report.count(.error))", report.count(.error) == 1 ? "error" : "errors", report.count(.error) > 0 ? "error" : ""))
            \(tile("\(report.usage.totalTokens)", "tokens"))
            \(tile("\(NumberFormat.fixed(report.seconds, 1)) s", "in all"))
            </ul>
            </section>
            """
    }

    private var checks: String {
        let checks = report.checks
        guard !checks.isEmpty else { return "" }
        let rows = checks.map { check in
            let share = NumberFormat.fixed(100 * Double(check.passed) / Double(max(1, check.count)), 1)
            return """
                <tr><td><code>\(Self.escaped(check.check, limit: 300))</code></td>\
                <td class="number">\(check.passed) / \(check.count)</td>\
                <td><div class="bar small"><b style="width:\(share)%"></b></div></td></tr>
                """
        }
        return """
            <section><h2>Checks</h2>
            <table><tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></section>
            """
    }

    // MARK: - Cases

    private var cases: String {
        let isCut = report.cases.count > Self.maximumCases
        let shown =
            isCut ? Array(report.cases.filter { $0.result.status != .passed }.prefix(Self.maximumCases)) : report.cases
        let note =
            isCut
            ? "<p class=\"quiet\">Of \(report.cases.count) cases, \(shown.count) that did not pass are shown; "
                + "report.json has all.</p>" : ""
        let failing = report.cases.count - report.passed
        return """
            <section class="cases"><h2>Cases</h2>
            <form><label><input type="radio" name="show" id="all" checked> all \(report.cases.count)</label>
            <label><input type="radio" name="show" id="failing"> not passed \(failing)</label></form>
            \(note)
            \(shown.map(Self.row).joined(separator: "\n"))
            </section>
            """
    }

    private static func row(_ one: FinishedCase) -> String {
        let result = one.result
        let answer = result.answer.map { "<span class=\"answer\">\(escaped($0.plainText, limit: 160))</span>" } ?? ""
        let failure = result.failure.map { "<span class=\"reason\">\(escaped($0, limit: 300))</span>" } ?? ""
        var body = part("Input", json(one.input))
        body += result.steps.map { step($0) }.joined(separator: "\n")
        if !result.checks.isEmpty { body += "<div class=\"whole\"><h3>The whole</h3>\(list(result.checks))</div>" }
        if let error = result.error { body += "<p class=\"reason\">\(escaped(error))</p>" }
        return """
            <details class="case \(result.status.rawValue)"><summary><span class="mark">\(mark(result.status))</span>\
            <span class="name">\(escaped(one.name, limit: 120))</span>\(answer)\(failure)\
            <span class="quiet time">\(NumberFormat.fixed(result.seconds, 2)) s</span></summary>
            <div class="body">\(body)</div></details>
            """
    }

    private static func step(_ step: RecipeStepResult) -> String {
        var facts: [String] = []
        if step.attempts > 1 { facts.append("\(step.attempts) attempts") }
        if step.turns > 0 { facts.append("\(step.turns) \(step.turns == 1 ? "turn" : "turns")") }
        if step.usage.totalTokens > 0 { facts.append("\(step.usage.totalTokens) tokens") }
        if let reason = step.stopReason, reason != .answered { facts.append("ended by \(reason)") }
        facts.append("\(NumberFormat.fixed(step.seconds, 2)) s")
        var body = ""
        if !step.calls.isEmpty {
            body += "<ol class=\"calls\">\(step.calls.map(call).joined(separator: "\n"))</ol>"
        }
        if let answer = step.answer {
            body += part(step.isUntrusted ? "Answer (from untrusted text)" : "Answer", json(answer))
        }
        if let error = step.error { body += "<p class=\"reason\">\(escaped(error))</p>" }
        body += list(step.checks) + step.steps.map { Self.step($0) }.joined(separator: "\n")
        return """
            <div class="step \(step.status.rawValue)"><h3><span class="mark">\(mark(step.status))</span>\
            \(escaped(step.step)) <span class="quiet">\(step.status == .skipped ? "skipped" : facts.joined(separator: ", "))\
            </span></h3>\(body)</div>
            """
    }

    private static func call(_ call: RecipeCall) -> String {
        let arguments = String(decoding: call.arguments.serialized, as: UTF8.self)
        let source = call.source.map { " from \($0)" } ?? ""
        let trust = call.isUntrusted ? "<span class=\"tag\">untrusted\(escaped(source, limit: 200))</span>" : ""
        return """
            <li class="\(call.isError ? "failed" : "")"><details><summary><code>\(escaped(call.tool))</code> \
            <code class="quiet">\(escaped(arguments, limit: 160))</code>\(trust)</summary>
            \(part("Arguments", json(call.arguments)))\(part(call.isError ? "Error" : "Result", escaped(call.result)))\
            </details></li>
            """
    }

    private static func list(_ checks: [RecipeCheckResult]) -> String {
        guard !checks.isEmpty else { return "" }
        let items = checks.map { check in
            let reason = check.passed ? "" : " <span class=\"reason\">\(escaped(check.reason, limit: 600))</span>"
            return
                "<li class=\"\(check.passed ? "passed" : "failed")\"><span class=\"mark\">\(check.passed ? "✓" : "✗")"
                + "</span><code>\(escaped(check.check, limit: 300))</code>\(reason)</li>"
        }
        return "<ul class=\"checks\">\(items.joined())</ul>"
    }

    private static func part(_ title: String, _ text: String) -> String {
        "<div class=\"part\"><h4>\(title)</h4><pre>\(text)</pre></div>"
    }

    private static func mark(_ status: RecipeStatus) -> String {
        switch status {
        case .passed: "✓"
        case .failed: "✗"
        case .error: "!"
        case .skipped: "–"
        }
    }

    /// A text as it is; lists and objects one member a line.
    private static func json(_ value: JSONValue) -> String {
        switch value {
        case .object(let members) where !members.isEmpty:
            escaped(
                members.map { member in
                    "\(String(decoding: member.key, as: UTF8.self)): \(member.value.plainText)"
                }.joined(separator: "\n"))
        case .array(let values) where !values.isEmpty: escaped(values.map(\.plainText).joined(separator: "\n"))
        default: escaped(value.plainText)
        }
    }

    static func escaped(_ text: String, limit: Int = maximumText) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else { return result + "…" }
            count += 1
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            // Control characters, and marks that turn the direction of what follows around.
            case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static let style = """
        :root { color-scheme: light dark; --paper: #fbfaf7; --card: #fff; --ink: #1f2328; --quiet: #667078;
          --line: #e3e0d8; --code: #f3f1ea; --pass: #1f7a4d; --fail: #b3261e; --warn: #9a6700; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14171a; --card: #1c2024; --ink: #e6e8ea;
          --quiet: #98a2ab; --line: #31373d; --code: #252a30; --pass: #58c08a; --fail: #ff8a80; --warn: #e3b341; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 68rem; background: var(--paper);
          color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        h1 { margin: 0; font-size: 1.7rem; letter-spacing: -0.01em; }
        h2 { margin: 2.25rem 0 0.75rem; font-size: 1.1rem; }
        h3 { margin: 0 0 0.4rem; font-size: 0.95rem; }
        h4 { margin: 0.5rem 0 0.15rem; font-size: 0.75rem; font-weight: 600; color: var(--quiet); }
        header p { margin: 0.35rem 0 0; overflow-wrap: anywhere; }
        .quiet { color: var(--quiet); font-weight: 400; }
        code, pre { font: 13px/1.45 ui-monospace, monospace; }
        code { overflow-wrap: anywhere; }
        pre { margin: 0; padding: 0.5rem 0.7rem; background: var(--code); border-radius: 6px; white-space: pre-wrap;
          overflow-wrap: anywhere; max-height: 24rem; overflow-y: auto; }
        .totals { display: grid; grid-template-columns: auto 1fr; gap: 0.5rem 1.5rem; align-items: center;
          margin-top: 1.5rem; padding: 1.25rem 1.5rem; background: var(--card); border: 1px solid var(--line);
          border-radius: 10px; }
        .rate strong { display: block; font-size: 2.4rem; line-height: 1.1; font-variant-numeric: tabular-nums; }
        .rate span { color: var(--quiet); }
        .gauge p { margin: 0.35rem 0 0; font-size: 0.85rem; }
        .bar { position: relative; height: 14px; border-radius: 7px; background: var(--code); }
        .bar b { display: block; height: 100%; border-radius: inherit; background: var(--pass); }
        .bar i { position: absolute; top: 6px; height: 2px; background: var(--ink); opacity: 0.75; }
        .bar.small { height: 8px; min-width: 6rem; }
        .totals ul { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; margin: 0.75rem 0 0;
          padding: 0.75rem 0 0; border-top: 1px solid var(--line); list-style: none; color: var(--quiet); }
        .totals li b { margin-right: 0.35rem; color: var(--ink); font-variant-numeric: tabular-nums; }
        .totals li.passed b { color: var(--pass); }
        .totals li.failed b, .totals li.error b { color: var(--fail); }
        table { width: 100%; border-collapse: collapse; }
        td { padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
        td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; width: 6rem; }
        td:last-child { width: 9rem; padding-right: 0; }
        form { display: flex; gap: 1.25rem; margin-bottom: 0.75rem; }
        label { cursor: pointer; }
        .case { margin-bottom: 0.4rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
        .cases:has(#failing:checked) .case.passed { display: none; }
        .case > summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.75rem; padding: 0.55rem 0.9rem;
          cursor: pointer; list-style: none; }
        .case > summary::-webkit-details-marker { display: none; }
        .case > summary:hover { background: color-mix(in srgb, var(--code) 60%, transparent); border-radius: 8px; }
        .name { font-weight: 600; }
        .answer { flex: 1 1 12rem; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .time { margin-left: auto; font-variant-numeric: tabular-nums; }
        .case > summary .reason { order: 9; flex-basis: 100%; padding-left: 1.85rem; font-size: 0.9rem; }
        .reason { color: var(--fail); overflow-wrap: anywhere; }
        .mark { display: inline-block; width: 1.1rem; font-weight: 700; }
        .passed > .mark, .passed > summary > .mark, .passed > h3 > .mark { color: var(--pass); }
        .failed > .mark, .failed > summary > .mark, .failed > h3 > .mark { color: var(--fail); }
        .error > summary > .mark, .error > h3 > .mark { color: var(--warn); }
        .skipped { opacity: 0.65; }
        .body { padding: 0.25rem 0.9rem 0.9rem; border-top: 1px solid var(--line); }
        .step { margin-top: 0.9rem; padding-left: 0.8rem; border-left: 3px solid var(--line); }
        .step.failed { border-color: var(--fail); }
        .step.error { border-color: var(--warn); }
        .step.passed { border-color: var(--pass); }
        .calls { margin: 0; padding-left: 1.4rem; }
        .calls summary { cursor: pointer; overflow-wrap: anywhere; }
        .calls .failed code:first-child { color: var(--fail); }
        .tag { margin-left: 0.5rem; padding: 0 0.45rem; border: 1px solid var(--warn); border-radius: 999px;
          color: var(--warn); font-size: 0.75rem; }
        .checks { margin: 0.5rem 0 0; padding: 0; list-style: none; }
        .whole { margin-top: 0.9rem; }
        @media (max-width: 40rem) { .totals { grid-template-columns: 1fr; } td:last-child { display: none; }
          .answer { flex-basis: 6rem; } .calls { padding-left: 1.1rem; } .step { padding-left: 0.6rem; } }
        """
}
