import Corvid
import CorvidGrammar

extension Evaluation {
    // MARK: - Math

    func runMath(_ question: String, _ answer: Double, _ outcome: inout CaseOutcome) async throws {
        outcome.expected = Self.text(answer)
        let plugin = try await tools.calculator()
        try await with([plugin]) { plugins in
            try await follow(agent([], plugins), [.user(question)], &outcome)
        }
        outcome.measures["sentence"] = NumberScore.contains(answer, in: outcome.answer) ? 1 : 0
        outcome.isRight = false
        guard let call = outcome.calls.last(where: { $0.call.name == "calculator" }) else {
            outcome.fault = "the calculator was not called"
            return
        }
        guard let result = call.result, !result.isError else {
            outcome.fault = "the calculation failed: \(call.result?.text ?? "it was not run")"
            return
        }
        let value = result.data?["decimal"]?.text.flatMap(Double.init) ?? NumberScore.numerals(in: result.text).first
        outcome.found = value.map(Self.text) ?? result.text
        outcome.isRight = value.map { NumberScore.areEqual($0, answer) } ?? false
        if outcome.isRight == false { outcome.fault = "calculated \(outcome.found), expected \(outcome.expected)" }
    }

    static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }

    // MARK: - Questions about a text

    func runQuestion(_ prompt: String, _ answers: [String], _ outcome: inout CaseOutcome) async throws {
        outcome.expected = answers.first ?? AnswerScore.refusal
        try await follow(agent(), [.user(prompt)], &outcome)
        let score = AnswerScore(outcome.answer, expecting: answers)
        outcome.found = outcome.answer
        outcome.isRight = score.isExact
        outcome.measures = ["exactMatch": score.isExact ? 1 : 0, "f1": score.f1]
        if !answers.isEmpty { outcome.measures["refused"] = AnswerScore.isRefusal(outcome.answer) ? 1 : 0 }
        if !score.isExact { outcome.fault = "answered \"\(outcome.found)\", expected \"\(outcome.expected)\"" }
    }

    // MARK: - Copying and lookup

    func runCopy(_ messages: [Message], _ answer: String, _ outcome: inout CaseOutcome) async throws {
        outcome.expected = answer
        try await follow(agent(), messages, &outcome)
        outcome.found = outcome.answer
        // Strings compare by canonical equivalence.
        outcome.isRight = outcome.answer.utf8.elementsEqual(answer.utf8)
        if outcome.isRight == false { outcome.fault = "wrote \"\(outcome.found)\", expected \"\(answer)\"" }
    }

    // MARK: - Calls

    func runCalls(_ task: EvaluationRecord.CallTask, _ outcome: inout CaseOutcome) async throws {
        outcome.expected = task.expected.map(Self.text).joined(separator: "; ")
        // A call that changes something waits for approval, which nobody gives: nothing is run.
        let tools = task.functions.map { function in
            DynamicTool(function.definition, traits: ToolTraits(hasSideEffects: true)) { _, _ in "" }
        }
        let run = agent(tools).run(task.messages)
        var reply: ModelReply?
        for try await event in run {
            guard case .replied(let first) = event else { continue }
            reply = first
            break
        }
        guard let reply else { return }
        outcome.usage = reply.usage
        outcome.turns = 1
        outcome.answer = reply.text
        outcome.calls = reply.toolCalls.map { CaseCall(call: $0) }
        outcome.messages = task.messages + [.assistant(reply.text, toolCalls: reply.toolCalls)]
        outcome.stopReason = reply.finishReason == .length ? .length : .answered
        outcome.found =
            reply.toolCalls.isEmpty
            ? reply.text
            : reply.toolCalls.map { call in
                "\(call.name) \(String(decoding: call.arguments.serialized, as: UTF8.self))"
            }.joined(separator: "; ")
        outcome.fault = CallScore.fault(in: reply.toolCalls, expecting: task.expected, of: task.functions)
        outcome.isRight = outcome.fault == nil
        if !task.expected.isEmpty {
            let names = task.expected.map { one in
                task.functions.first { $0.name == one.name }?.definition.name ?? one.name
            }
            outcome.measures["functions"] = reply.toolCalls.map(\.name).sorted() == names.sorted() ? 1 : 0
        }
    }

    private static func text(_ call: ExpectedCall) -> String {
        let arguments = call.arguments.map { argument in
            let values = argument.value.alternatives.map { String(decoding: $0.serialized, as: UTF8.self) }
            return "\(String(decoding: argument.name, as: UTF8.self)): \(values.joined(separator: " | "))"
        }
        return "\(call.name)(\(arguments.joined(separator: ", ")))"
    }

    // MARK: - Texts

    func runText(_ text: String, _ outcome: inout CaseOutcome) async throws {
        guard let measure = tools.text else {
            throw ModelError(.unsupported, "\(model.information.name) does not tell how likely a text is.")
        }
        outcome.text = try await measure(text)
    }

    // MARK: - Tasks

    func runTask(_ task: EvaluationRecord.AgentTask, _ outcome: inout CaseOutcome) async throws {
        var plugins: [any Plugin] = [try await tools.calculator(), try await tools.web(task.pages)]
        if let database = task.database { plugins.append(try await tools.database(database)) }
        try await with(plugins) { plugins in
            try await follow(agent(task.tools.map(\.tool), plugins), [.user(task.question)], &outcome)
        }
        outcome.found = outcome.answer
        outcome.fault = task.expectation.fault(
            answer: outcome.answer, called: outcome.calls.map(\.call.name),
            succeeded: Set(outcome.calls.filter { $0.result?.isError == false }.map(\.call.name)))
        outcome.isRight = outcome.fault == nil
    }
}
