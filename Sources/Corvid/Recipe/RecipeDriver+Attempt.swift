import CorvidGrammar

/// One attempt at a step.
extension RecipeDriver {
    struct Attempt {
        var answer: RecipeDatum?
        /// Why there is no answer.
        var failure: RecipeCheckResult?
        var trace = RecipeTrace()
        var stopReason: StopReason?
        var steps: [RecipeStepResult] = []
        /// Nothing may repeat it: a person has to decide, or it is not known whether a call took effect.
        var isFinal = false
        /// The conversation, to go on from.
        var messages: [Message]?
    }

    func attempt(
        _ step: RecipeStep, _ recipe: Recipe, _ scope: RecipeScope, _ place: RecipePlace, _ conversation: [Message]?
    ) async throws -> Attempt {
        switch step.action {
        case .ask(let question):
            return try await ask(question, step, recipe, scope, place, conversation)
        case .call(let tool, let arguments):
            return try await call(tool, try arguments.datum(in: scope), step, recipe, place)
        case .run(let inner, let given):
            var values: [String: RecipeDatum] = [:]
            for (key, value) in given { values[key] = try value.datum(in: scope) }
            let innerScope = RecipeScope(parameters: try inner.bind(values), input: scope.input)
            let outcome = try await run(inner, innerScope, within: place.steps)
            if let error = outcome.error { throw RecipeError(error) }
            var attempt = Attempt(answer: outcome.answer, trace: RecipeTrace(outcome.steps), steps: outcome.steps)
            // The calls stand with the inner steps.
            attempt.trace.calls = []
            if outcome.status != .passed {
                let reason = outcome.checks.first { !$0.passed }.map { "\($0.check): \($0.reason)" }
                attempt.failure = RecipeCheckResult(
                    check: "recipe \(inner.name)", passed: false, reason: reason ?? "a step of it did not pass")
            }
            return attempt
        }
    }

    private func ask(
        _ question: RecipeStep.Question, _ step: RecipeStep, _ recipe: Recipe, _ scope: RecipeScope,
        _ place: RecipePlace, _ conversation: [Message]?
    ) async throws -> Attempt {
        var agent = try await agent(place, step, recipe, scope, tools: question.tools)
        agent.options.toolChoice = question.toolChoice ?? agent.options.toolChoice
        let prompt = try question.prompt.text(in: scope)
        var message = Message.user(prompt.value.plainText)
        message.isUntrusted = prompt.isUntrusted
        message.source = prompt.sources.isEmpty ? nil : prompt.sources.joined(separator: ", ")
        let messages = conversation ?? [message]
        var (attempt, result) = try await run(
            agent, messages, question.answer, setup: runner.setup?(agent), place)
        attempt.messages = result.messages
        guard result.stopReason != .awaitingApproval else {
            attempt.isFinal = true
            let calls = result.pendingApprovals.map { "\($0.call.name) (\($0.reason))" }.joined(separator: "; ")
            attempt.failure = RecipeCheckResult(
                check: "answer", passed: false,
                reason: "nobody approved \(calls); allow the call under \"approval\" if it is meant")
            return attempt
        }
        let isUntrusted = result.messages.contains(where: \.isUntrusted)
        let sources = result.messages.filter(\.isUntrusted).compactMap(\.source)
        func answer(_ value: JSONValue) -> RecipeDatum {
            RecipeDatum(value, isUntrusted: isUntrusted, sources: sources)
        }
        guard question.answer != nil else {
            if result.text.isEmpty, result.stopReason != .answered {
                attempt.failure = RecipeCheckResult(
                    check: "answer", passed: false, reason: "there is none: the run ended by \(result.stopReason)")
            } else {
                attempt.answer = answer(.text(result.text))
            }
            return attempt
        }
        do throws(JSONParseError) {
            attempt.answer = answer(try JSONValue(parsing: result.text))
        } catch {
            attempt.answer = answer(.text(result.text))
            attempt.failure = RecipeCheckResult(
                check: "answer", passed: false,
                reason: "it is no JSON (\(error)); the run ended by \(result.stopReason)")
        }
        return attempt
    }

    /// A call that the recipe makes runs as a model's would: logged ahead, approved, within its time.
    private func call(
        _ tool: String, _ arguments: RecipeDatum, _ step: RecipeStep, _ recipe: Recipe, _ place: RecipePlace
    ) async throws -> Attempt {
        var agent = try await agent(place, step, recipe, RecipeScope(), tools: nil)
        agent.tools = agent.allTools.filter { $0.name == tool }
        agent.plugins = []
        agent.instructions = ""
        guard !agent.tools.isEmpty else { throw RecipeError("there is no tool \(tool)", at: step.location) }
        let made = ModelReply(toolCalls: [ToolCall(id: "", name: tool, arguments: arguments.value)])
        agent.model = ScriptedModel([made, .text("")], name: "recipe", contextLength: 1 << 24)
        agent.options.toolChoice = .named(tool)
        agent.options.budget.tokens = nil
        var message = Message.user("Step \(place) of the recipe \(recipe.name).")
        message.isUntrusted = arguments.isUntrusted
        message.source = arguments.sources.isEmpty ? nil : arguments.sources.joined(separator: ", ")
        var (attempt, result) = try await run(agent, [message], nil, setup: nil, place)
        // No model was asked.
        attempt.trace.usage = Usage()
        attempt.trace.turns = 0
        guard let call = attempt.trace.calls.last, result.stopReason != .awaitingApproval else {
            attempt.isFinal = true
            attempt.failure = RecipeCheckResult(
                check: "tool \(tool)", passed: false,
                reason: result.pendingApprovals.first.map {
                    "nobody approved the call (\($0.reason)); allow it under \"approval\" if it is meant"
                } ?? "the call was not made: \(result.stopReason)")
            return attempt
        }
        let sources = arguments.sources + (call.isUntrusted ? [call.source].compactMap(\.self) : [])
        attempt.answer = RecipeDatum(
            .text(call.result), data: call.data, isUntrusted: arguments.isUntrusted || call.isUntrusted,
            sources: sources)
        if call.isError {
            attempt.failure = RecipeCheckResult(check: "tool \(tool)", passed: false, reason: call.result)
        }
        return attempt
    }

    private func run(
        _ agent: Agent, _ messages: [Message], _ schema: OutputSchema?, setup: JSONValue?, _ place: RecipePlace
    ) async throws -> (Attempt, AgentResult) {
        let log = try runner.log?(place)
        let earlier = try log?.records() ?? []
        var collector = CallCollector()
        for record in earlier { collector.take(record.event) }
        let run: AgentRun
        if let log, !earlier.isEmpty {
            run = agent.resume(log, approve: runner.approve)
        } else {
            run = agent.run(messages, outputSchema: schema, log: log, setup: setup, approve: runner.approve)
        }
        for try await event in run {
            collector.take(event)
            emit(.agent(place, event))
        }
        let result = try await run.result
        var attempt = Attempt(stopReason: result.stopReason)
        attempt.trace.calls = collector.calls
        attempt.isFinal = collector.calls.contains { $0.isError && $0.result == RunDriver.interruption }
        attempt.trace.turns = result.turns
        attempt.trace.usage = result.usage
        attempt.trace.seconds = result.duration.inSeconds
        return (attempt, result)
    }

    /// The agent with what the recipe and the step say.
    private func agent(
        _ place: RecipePlace, _ step: RecipeStep, _ recipe: Recipe, _ scope: RecipeScope, tools: [String]?
    ) async throws -> Agent {
        var agent = try await runner.agent(place)
        let filters = [recipe.tools, tools].compactMap(\.self)
        if !filters.isEmpty {
            func isOffered(_ tool: any Tool) -> Bool {
                filters.allSatisfy { names in names.contains { wildcard($0, matches: tool.name) } }
            }
            let instructions = agent.plugins.filter { $0.tools.contains(where: isOffered) }.compactMap(\.instructions)
            agent.tools = agent.allTools.filter(isOffered)
            agent.plugins = []
            agent.instructions = ([agent.instructions] + instructions).filter { !$0.isEmpty }
                .joined(separator: "\n\n")
        }
        if let instructions = recipe.instructions {
            // Untrusted text is no instruction, so none of it may stand here.
            let text = try instructions.text(in: scope)
            guard !text.isUntrusted else {
                throw RecipeError(
                    "the instructions must not contain untrusted text (\(text.sources.joined(separator: ", "))); put it "
                        + "into a prompt", at: instructions.location)
            }
            agent.instructions = [text.value.plainText, agent.instructions].filter { !$0.isEmpty }
                .joined(separator: "\n\n")
        }
        agent.options.budget = agent.options.budget.overlaid(recipe.budget).overlaid(step.budget)
        if let approval = recipe.approval { agent.options.approval = approval }
        // The same seed would give the same answer again.
        if let seed = agent.options.sampling.seed {
            agent.options.sampling.seed = seed &+ UInt64(place.attempt - 1) &* 0x9E37_79B9_7F4A_7C15
        }
        return agent
    }
}

extension Budget {
    /// This budget with what `other` says in its place.
    fileprivate func overlaid(_ other: Budget?) -> Budget {
        Budget(
            duration: other?.duration ?? duration, tokens: other?.tokens ?? tokens,
            toolCalls: other?.toolCalls ?? toolCalls, bytes: other?.bytes ?? bytes, turns: other?.turns ?? turns)
    }
}
