import Corvid
import CorvidGrammar
import Synchronization

/// Shows a recipe as it runs: each step, its calls and checks.
final class ScriptOutput: Sendable {
    private let isShown: Bool
    private let style = TerminalStyle.output
    private let calls = Mutex<[String: ToolCall]>([:])

    /// - Parameter isShown: false where JSON comes at the end.
    init(isShown: Bool) { self.isShown = isShown }

    func take(_ event: RecipeEvent) {
        guard isShown else { return }
        switch event {
        case .stepStarted(let place): line("▸ \(place)", place)
        case .agent(let place, let event): take(event, place)
        case .retrying(let place, let failed):
            for check in failed { line("  " + RecipeText.check(check, style), place) }
            line("  ↻ tried again (attempt \(place.attempt + 1))", place)
        case .stepFinished(let place, let step): finish(step, place)
        case .finished(let result): finish(result)
        }
    }

    private func take(_ event: AgentEvent, _ place: RecipePlace) {
        switch event {
        case .replied(let reply):
            calls.withLock { calls in
                for call in reply.toolCalls { calls["\(place) \(call.id)"] = call }
            }
        case .toolFinished(let result):
            let call = calls.withLock { $0["\(place) \(result.callID)"] }
            let written = TerminalText.line(call.map(RunText.call) ?? result.name, width: RecipeText.width)
            let text = TerminalText.line(result.text, width: RecipeText.width)
            let trust = result.isUntrusted ? " · untrusted" : ""
            line("  \(style.dim("→ \(written) \(result.isError ? "✗" : "=") \(text)\(trust)"))", place)
        default: if let note = RunText.note(event) { line("  " + style.dim("· \(TerminalText.safe(note))"), place) }
        }
    }

    private func finish(_ step: RecipeStepResult, _ place: RecipePlace) {
        if step.status == .skipped { return line("\(style.dim("– \(place) · not needed"))", place) }
        if let answer = step.answer, step.steps.isEmpty { line("  \(RecipeText.answer(answer))", place) }
        if let error = step.error { line("  \(style.red("✗")) \(TerminalText.safe(error))", place) }
        for check in step.checks { line("  " + RecipeText.check(check, style), place) }
    }

    private func finish(_ result: RecipeResult) {
        for check in result.checks { Console.write(RecipeText.check(check, style) + "\n") }
        if let error = result.error { Console.write("\(style.red("✗")) \(TerminalText.safe(error))\n") }
        let tokens = result.usage.totalTokens > 0 ? ", \(result.usage.totalTokens) tokens" : ""
        let mark = RecipeText.mark(result.status, style)
        Console.write(
            "\(mark) \(style.bold(result.recipe)): \(result.status.rawValue) in "
                + "\(NumberFormat.fixed(result.seconds, 2)) s\(tokens)\n")
    }

    private func line(_ text: String, _ place: RecipePlace) {
        Console.write(String(repeating: "  ", count: place.steps.count - 1) + text + "\n")
    }
}
