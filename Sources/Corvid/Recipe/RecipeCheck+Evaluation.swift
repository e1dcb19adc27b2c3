import CorvidGrammar

/// Whether a check holds.
extension RecipeCheck {
    /// - Parameters:
    ///   - answer: what is checked when the check has no value of its own.
    /// - Throws: `RecipeError` when a template has no value, and what running a command throws.
    func result(
        of answer: RecipeDatum?, _ trace: RecipeTrace, in scope: RecipeScope, _ run: RecipeRunner.CommandRunner?
    ) async throws -> RecipeCheckResult {
        let finding = try await finding(of: answer, trace, in: scope, run)
        return RecipeCheckResult(
            check: description, passed: finding.passed, reason: finding.reason,
            feedback: finding.passed ? nil : hint ?? finding.feedback ?? finding.reason)
    }

    private struct Finding {
        var passed: Bool
        var reason: String
        /// Where the reason tells what the model must find itself.
        var feedback: String?
    }

    private func finding(
        of answer: RecipeDatum?, _ trace: RecipeTrace, in scope: RecipeScope, _ run: RecipeRunner.CommandRunner?
    ) async throws -> Finding {
        switch kind {
        case .called(let tool, let arguments, let times):
            return Self.called(tool, try arguments?.datum(in: scope).value, times, trace)
        case .atMost(let limits): return Self.atMost(limits, trace)
        default: break
        }
        let whole = try value?.datum(in: scope) ?? answer
        if case .not(let check) = kind {
            let inner = try await check.finding(of: try part(of: whole) ?? whole, trace, in: scope, run)
            return Finding(
                passed: !inner.passed, reason: inner.reason,
                feedback: check.hint ?? "this must not hold: \(check.description)")
        }
        guard let whole else { return Finding(passed: false, reason: "there is no answer") }
        let value: JSONValue
        if let part {
            do {
                value = try Self.value(at: part, in: whole.data ?? whole.value)
            } catch {
                return Finding(passed: false, reason: error.reason)
            }
        } else {
            value = whole.value
        }
        return try await finding(of: value, in: scope, run)
    }

    private func part(of whole: RecipeDatum?) throws -> RecipeDatum? {
        guard var datum = whole, let part else { return nil }
        guard let value = try? Self.value(at: part, in: datum.data ?? datum.value) else { return nil }
        datum.value = value
        datum.data = nil
        return datum
    }

    /// A text that is JSON is looked into.
    private static func value(at part: RecipePath, in whole: JSONValue) throws(RecipePath.SyntaxError) -> JSONValue {
        var whole = whole
        if let text = whole.utf8, let parsed = try? JSONValue(parsing: text) { whole = parsed }
        return try RecipePath.value(of: part.parts, in: whole, named: "the answer")
    }

    private func finding(
        of value: JSONValue, in scope: RecipeScope, _ run: RecipeRunner.CommandRunner?
    ) async throws -> Finding {
        let found = "it is \(Self.short(value))"
        switch kind {
        case .equals(let wanted):
            let wanted = try wanted.datum(in: scope).value
            return Finding(
                passed: Self.areEqual(value, wanted), reason: "\(found), and \(Self.short(wanted)) was expected",
                feedback: "It is not the expected answer.")
        case .contains(let wanted):
            let wanted = try wanted.datum(in: scope).value
            let passed =
                value.array.map { $0.contains { Self.areEqual($0, wanted) } }
                ?? Self.contains(Array(value.plainText.utf8), Array(wanted.plainText.utf8))
            return Finding(
                passed: passed, reason: "\(found), and should contain \(Self.short(wanted))",
                feedback: "It lacks something that was expected.")
        case .matches(let pattern, let grammar):
            var matcher = GrammarMatcher(grammar)
            let text = Array(value.plainText.utf8)
            let passed = matcher.advance(by: text) == text.count && matcher.isComplete
            if let failure = matcher.failure {
                return Finding(passed: false, reason: "the pattern could not be decided: \(failure)")
            }
            return Finding(passed: passed, reason: "\(found), and should match \(pattern)")
        case .number(let wanted, let tolerance):
            let wanted = try wanted.datum(in: scope).value
            guard let target = WrittenAmount.last(in: wanted.plainText) else {
                return Finding(passed: false, reason: "\(Self.short(wanted)) was expected, which is no number")
            }
            guard let number = WrittenAmount.last(in: value.plainText) else {
                return Finding(passed: false, reason: "\(found), which has no number", feedback: "It has no number.")
            }
            return Finding(
                passed: number == target || abs(number - target) <= tolerance,
                reason: "the number is \(number), and \(target)\(tolerance > 0 ? " ± \(tolerance)" : "") was expected",
                feedback: "The number is not the expected one.")
        case .schema(let schema):
            let parsed = value.utf8.flatMap { try? JSONValue(parsing: $0) }
            let passed = try schema.evaluate(value) || (parsed.map { try schema.evaluate($0) } ?? false)
            return Finding(passed: passed, reason: passed ? found : "\(found), which does not follow the schema")
        case .command(let words):
            var line: [String] = []
            for word in words { line.append(try word.text(in: scope).value.plainText) }
            guard let run else { throw RecipeError("commands are not allowed", at: location) }
            let status = try await run(line, value.plainText)
            return Finding(
                passed: status == 0, reason: "\(line[0]) ended with status \(status)",
                feedback: "The command \(line[0]) did not accept it.")
        case .called, .atMost, .not: return Finding(passed: false, reason: "")
        }
    }

    // MARK: - What a run did

    private static func called(
        _ tool: String, _ arguments: JSONValue?, _ times: Int?, _ trace: RecipeTrace
    ) -> Finding {
        let calls = trace.calls.filter { $0.tool == tool }
        let fitting = calls.filter { call in arguments.map { includes(call.arguments, $0) } ?? true }
        let list =
            trace.calls.isEmpty
            ? "no tool was called"
            : "called: "
                + trace.calls.prefix(8).map { "\($0.tool)(\(short($0.arguments)))" }.joined(separator: ", ")
        if let times {
            return Finding(
                passed: fitting.count == times,
                reason: "\(fitting.count) such calls, and \(times) were expected; \(list)",
                feedback: "\(tool) was called \(calls.count) times; call it \(times) times.")
        }
        return Finding(passed: !fitting.isEmpty, reason: list, feedback: "Call \(tool) for this.")
    }

    /// The arguments have at least these members.
    private static func includes(_ value: JSONValue, _ wanted: JSONValue) -> Bool {
        guard let members = wanted.members, value.members != nil else { return value.hasSameValue(as: wanted) }
        return members.allSatisfy { member in
            value.members?.contains { $0.key == member.key && includes($0.value, member.value) } ?? false
        }
    }

    private static func atMost(_ limits: Limits, _ trace: RecipeTrace) -> Finding {
        var passed = true
        var parts: [String] = []
        func compare<Number: Comparable>(_ name: String, _ value: Number, _ limit: Number?) {
            guard let limit else { return }
            if value > limit { passed = false }
            parts.append("\(value) of \(limit) \(name)")
        }
        compare("turns", trace.turns, limits.turns)
        compare("tokens", trace.usage.totalTokens, limits.tokens)
        compare("tool calls", trace.calls.count, limits.toolCalls)
        compare("seconds", (trace.seconds * 1000).rounded() / 1000, limits.seconds)
        return Finding(passed: passed, reason: parts.joined(separator: ", "))
    }

    // MARK: - Values

    /// Equal as JSON; a text also when it is the JSON of the other value, space around it aside.
    private static func areEqual(_ value: JSONValue, _ wanted: JSONValue) -> Bool {
        if value.hasSameValue(as: wanted) { return true }
        guard let text = value.utf8 else {
            // `equals: "{{input.expected}}"` may give the number as text.
            return wanted.utf8.flatMap { try? JSONValue(parsing: $0) }.map { value.hasSameValue(as: $0) } ?? false
        }
        if let other = wanted.utf8 { return trimmed(text).elementsEqual(trimmed(other)) }
        return (try? JSONValue(parsing: Array(trimmed(text)))).map { $0.hasSameValue(as: wanted) } ?? false
    }

    private static func trimmed(_ text: [UInt8]) -> ArraySlice<UInt8> {
        var slice = text[...]
        func isSpace(_ byte: UInt8?) -> Bool { byte == 0x20 || byte.map { (0x09...0x0D).contains($0) } ?? false }
        while isSpace(slice.first) { slice = slice.dropFirst() }
        while isSpace(slice.last) { slice = slice.dropLast() }
        return slice
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        part.isEmpty || text.firstRange(of: part) != nil
    }

    static func short(_ value: JSONValue) -> String {
        let text = String(decoding: value.serialized, as: UTF8.self)
        return text.count <= 200 ? text : text.prefix(200) + "…"
    }
}
