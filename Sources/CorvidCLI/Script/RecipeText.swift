import Corvid
import CorvidGrammar

/// What happens in a recipe, in lines for people.
enum RecipeText {
    /// How many columns a result or an answer may take.
    static let width = 100

    static func mark(_ passed: Bool, _ style: TerminalStyle) -> String {
        passed ? style.green("✓") : style.red("✗")
    }

    static func mark(_ status: RecipeStatus, _ style: TerminalStyle) -> String {
        status == .skipped ? style.dim("–") : mark(status == .passed, style)
    }

    static func check(_ result: RecipeCheckResult, _ style: TerminalStyle) -> String {
        let reason = result.passed ? "" : ": \(TerminalText.line(result.reason, width: 2 * width))"
        return "\(mark(result.passed, style)) \(TerminalText.line(result.check, width: 2 * width))\(reason)"
    }

    static func answer(_ answer: JSONValue, _ width: Int = Self.width) -> String {
        TerminalText.line(answer.plainText, width: width)
    }

    /// `75.0 % (95 % interval: 42.8 to 93.3 %)`.
    static func rate(_ passed: Int, of count: Int) -> String {
        guard let interval = WilsonInterval(successes: passed, of: count) else { return "no cases" }
        func percent(_ value: Double) -> String { NumberFormat.fixed(100 * value, 1) }
        return "\(percent(Double(passed) / Double(count))) % (95 % interval: \(percent(interval.lower)) to "
            + "\(percent(interval.upper)) %)"
    }

    // MARK: - Before a run

    /// What a recipe would do, with the values that are known.
    static func plan(_ recipe: Recipe, _ previews: [RecipePreview]) -> String {
        var lines = ["\(recipe.name)\(recipe.summary.isEmpty ? "" : " – \(recipe.summary)")"]
        for preview in previews {
            let indent = String(repeating: "  ", count: preview.depth + 1)
            lines.append("\(indent)\(preview.step): \(preview.action)")
            for line in preview.text.split(separator: "\n", omittingEmptySubsequences: false)
            where !preview.text.isEmpty {
                lines.append("\(indent)  | \(TerminalText.safe(String(line)))")
            }
            for note in preview.notes { lines.append("\(indent)  \(TerminalText.safe(note))") }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
