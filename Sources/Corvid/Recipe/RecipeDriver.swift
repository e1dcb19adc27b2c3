import CorvidGrammar

/// One run of a recipe: takes its steps in order.
final class RecipeDriver {
    let runner: RecipeRunner
    let emit: @Sendable (RecipeEvent) -> Void
    private var stepCount = 0

    init(runner: RecipeRunner, emit: @escaping @Sendable (RecipeEvent) -> Void) {
        self.runner = runner
        self.emit = emit
    }

    func run(_ scope: RecipeScope) async throws -> RecipeResult {
        let start = ContinuousClock.now
        let outcome = try await run(runner.recipe, scope, within: [])
        var usage = Usage()
        for step in outcome.steps { usage += step.usage }
        return RecipeResult(
            recipe: runner.recipe.name, status: outcome.status, answer: outcome.answer?.value, steps: outcome.steps,
            checks: outcome.checks, usage: usage, seconds: (.now - start).inSeconds, error: outcome.error)
    }

    // MARK: - A recipe

    struct Outcome {
        var status = RecipeStatus.passed
        var answer: RecipeDatum?
        var steps: [RecipeStepResult] = []
        var checks: [RecipeCheckResult] = []
        var error: String?
    }

    func run(_ recipe: Recipe, _ given: RecipeScope, within outer: [String]) async throws -> Outcome {
        var scope = given
        var outcome = Outcome()
        for step in recipe.steps {
            guard outcome.status == .passed else {
                outcome.steps.append(
                    RecipeStepResult(step: (outer + [step.id]).joined(separator: "/"), status: .skipped))
                continue
            }
            let (result, datum) = try await run(step, recipe, scope, within: outer)
            outcome.steps.append(result)
            scope.steps[step.id] = .some(result.status == .skipped ? nil : datum)
            if result.status != .skipped {
                outcome.answer = datum ?? outcome.answer
                outcome.status = result.status
            }
        }
        guard outcome.status == .passed, !recipe.checks.isEmpty else { return outcome }
        do {
            let trace = RecipeTrace(outcome.steps)
            for check in recipe.checks {
                let result = try await check.result(of: outcome.answer, trace, in: scope, runner.runCommand)
                outcome.checks.append(result)
            }
            if outcome.checks.contains(where: { !$0.passed }) { outcome.status = .failed }
        } catch let error as CancellationError {
            throw error
        } catch {
            outcome.status = .error
            outcome.error = "\(error)"
        }
        return outcome
    }

    // MARK: - A step

    private func run(
        _ step: RecipeStep, _ recipe: Recipe, _ scope: RecipeScope, within outer: [String]
    ) async throws -> (RecipeStepResult, RecipeDatum?) {
        guard let items = step.items else { return try await runOnce(step, recipe, scope, outer + [step.id]) }
        let name = (outer + [step.id]).joined(separator: "/")
        var result = RecipeStepResult(step: name, status: .passed)
        let list: RecipeDatum
        do {
            list = try items.datum(in: scope)
        } catch {
            result.status = .error
            result.error = "\(error)"
            return (result, nil)
        }
        let elements = list.data?.array ?? list.value.array
        guard let values = elements, values.count <= RecipeStep.maximumItems else {
            result.status = .error
            result.error =
                elements.map { "foreach has \($0.count) elements; \(RecipeStep.maximumItems) are allowed" }
                ?? "foreach needs a list, and this is \(list.value.kindOfValue): \(list.value.plainText.prefix(80))"
            return (result, nil)
        }
        var answers = RecipeDatum(.null)
        var texts: [JSONValue] = []
        for (index, value) in values.enumerated() {
            var scope = scope
            scope.item = RecipeDatum(value, isUntrusted: list.isUntrusted, sources: list.sources)
            scope.index = index
            let (one, datum) = try await runOnce(step, recipe, scope, outer + ["\(step.id)[\(index)]"])
            result.adopt(one)
            if one.status == .skipped { continue }
            texts.append(datum?.value ?? .null)
            if let datum { answers.join(datum) }
            if one.status != .passed, result.status != .error { result.status = one.status }
        }
        answers.value = .array(texts)
        result.answer = answers.value
        result.isUntrusted = answers.isUntrusted
        return (result, answers)
    }

    /// A step that is no list, or one element of one that is.
    private func runOnce(
        _ step: RecipeStep, _ recipe: Recipe, _ scope: RecipeScope, _ names: [String]
    ) async throws -> (RecipeStepResult, RecipeDatum?) {
        var place = RecipePlace(steps: names, attempt: 1)
        var result = RecipeStepResult(step: place.description, status: .passed)
        var datum: RecipeDatum?
        let start = ContinuousClock.now
        do {
            for condition in step.conditions {
                let met = try await condition.result(of: nil, RecipeTrace(), in: scope, runner.runCommand)
                if !met.passed {
                    result.status = .skipped
                    emit(.stepFinished(place, result))
                    return (result, nil)
                }
            }
            emit(.stepStarted(place))
            var conversation: [Message]?
            while true {
                stepCount += 1
                guard stepCount <= RecipeRunner.maximumSteps else {
                    throw RecipeError(
                        "the recipe takes more than \(RecipeRunner.maximumSteps) steps", at: step.location)
                }
                let attempt = try await attempt(step, recipe, scope, place, conversation)
                result.take(attempt, number: place.attempt)
                datum = attempt.answer
                var inner = scope
                inner.steps[step.id] = .some(attempt.answer)
                var checks: [RecipeCheckResult] = attempt.failure.map { [$0] } ?? []
                if attempt.failure == nil {
                    for check in step.checks {
                        checks.append(
                            try await check.result(of: attempt.answer, attempt.trace, in: inner, runner.runCommand))
                    }
                }
                result.checks = checks
                let failed = checks.filter { !$0.passed }
                result.status = failed.isEmpty ? .passed : .failed
                guard !failed.isEmpty, place.attempt <= step.retries, !attempt.isFinal else { break }
                emit(.retrying(place, failed: failed))
                place.attempt += 1
                conversation =
                    step.onFailure == .feedback ? attempt.messages.map { $0 + [.user(Self.feedback(failed))] } : nil
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            try Task.checkCancellation()
            result.status = .error
            result.error = "\(error)"
        }
        result.seconds = max(result.seconds, (.now - start).inSeconds)
        emit(.stepFinished(place, result))
        return (result, datum)
    }

    /// What the model reads when its answer did not pass. It tells what to do, and no expected value.
    private static func feedback(_ failed: [RecipeCheckResult]) -> String {
        (["Your answer does not pass:"] + failed.map { "- \($0.feedback ?? $0.reason)" } + [
            "Correct it and answer again."
        ])
        .joined(separator: "\n")
    }
}

extension RecipeStepResult {
    /// Takes over what an element of a list or a step of a sub-recipe took.
    fileprivate mutating func adopt(_ part: RecipeStepResult) {
        steps.append(part)
        usage += part.usage
        turns += part.turns
        seconds += part.seconds
    }

    fileprivate mutating func take(_ attempt: RecipeDriver.Attempt, number: Int) {
        attempts = number
        answer = attempt.answer?.value
        isUntrusted = attempt.answer?.isUntrusted ?? false
        calls += attempt.trace.calls
        stopReason = attempt.stopReason
        turns += attempt.trace.turns
        usage += attempt.trace.usage
        seconds += attempt.trace.seconds
        steps = attempt.steps
    }
}
