package import Corvid

/// Runs records through the whole agent and judges what comes of them.
package struct Evaluation: Sendable {
    package struct Options: Sendable {
        /// Tokens of one reply.
        package var maximumReplyTokens = 256
        /// What one case may spend.
        package var budget = Budget(
            duration: .seconds(60), tokens: 32_768, toolCalls: 16, bytes: 16 << 20, turns: 8)
        /// Of the draws, should the model draw; sampling is greedy.
        package var seed: UInt64 = 0
        /// How many cases are under way at once.
        package var concurrency = 1

        package init() {}
    }

    package var model: any LanguageModel
    package var tools: EvaluationTools
    package var options: Options

    package init(model: any LanguageModel, tools: EvaluationTools, options: Options = Options()) {
        self.model = model
        self.tools = tools
        self.options = options
    }

    /// Runs every record.
    ///
    /// - Parameter onOutcome: called after each case, in the order in which they end; what it throws ends the evaluation.
    /// - Returns: the outcomes in the order of the records.
    package func run(
        _ records: [EvaluationRecord], onOutcome: (CaseOutcome) throws -> Void = { _ in }
    ) async throws -> [CaseOutcome] {
        try await withThrowingTaskGroup(of: (index: Int, outcome: CaseOutcome).self) { group in
            var outcomes = [CaseOutcome?](repeating: nil, count: records.count)
            var waiting = records.indices.makeIterator()
            for index in records.indices.prefix(max(1, options.concurrency)) {
                _ = waiting.next()
                group.addTask { (index, try await self.outcome(of: records[index])) }
            }
            while let (index, outcome) = try await group.next() {
                outcomes[index] = outcome
                try onOutcome(outcome)
                if let next = waiting.next() { group.addTask { (next, try await self.outcome(of: records[next])) } }
            }
            return outcomes.compactMap(\.self)
        }
    }

    /// Runs one record. What goes wrong stands in the outcome.
    ///
    /// - Throws: `CancellationError` alone.
    package func outcome(of record: EvaluationRecord) async throws -> CaseOutcome {
        var outcome = CaseOutcome(record)
        let start = ContinuousClock.now
        do {
            switch record.content {
            case .math(let question, let answer): try await runMath(question, answer, &outcome)
            case .sql(let task): try await runQuery(task, &outcome)
            case .tools(let task): try await runCalls(task, &outcome)
            case .qa(let prompt, let answers): try await runQuestion(prompt, answers, &outcome)
            case .copy(let messages, let answer): try await runCopy(messages, answer, &outcome)
            case .text(let text): try await runText(text, &outcome)
            case .task(let task): try await runTask(task, &outcome)
            }
        } catch {
            try Task.checkCancellation()
            outcome.error = "\(error)"
            outcome.isRight = record.kind == .text ? nil : false
        }
        outcome.seconds = (.now - start).inSeconds
        return outcome
    }

    // MARK: - Agents

    /// Runs an agent to its end and notes what it did.
    func follow(_ agent: Agent, _ messages: [Message], _ outcome: inout CaseOutcome) async throws {
        let run = agent.run(messages)
        for try await event in run {
            switch event {
            case .replied(let reply):
                outcome.usage += reply.usage
                outcome.turns += 1
                outcome.answer = reply.text
                outcome.calls += reply.toolCalls.map { CaseCall(call: $0) }
            case .toolFinished(let result):
                if let place = outcome.calls.lastIndex(where: { $0.call.id == result.callID }) {
                    outcome.calls[place].result = result
                }
            default: break
            }
        }
        let result = try await run.result
        outcome.messages = result.messages
        outcome.stopReason = result.stopReason
    }

    func agent(_ tools: [any Tool] = [], _ plugins: [any Plugin] = []) -> Agent {
        Agent(
            model: model, tools: tools, plugins: plugins,
            options: AgentOptions(
                maximumReplyTokens: options.maximumReplyTokens,
                sampling: SamplingParameters(temperature: 0, seed: options.seed), budget: options.budget))
    }

    /// Works with plugins and releases what they hold.
    func with<Result>(
        _ plugins: [any Plugin], _ body: ([any Plugin]) async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await body(plugins)
            for plugin in plugins { await plugin.close() }
            return result
        } catch {
            for plugin in plugins { await plugin.close() }
            throw error
        }
    }
}
