import Corvid
package import CorvidGrammar

/// What a run tells programs, an object each with a member `event`.
package enum TrainingEvents {
    /// What was left out of the data and why, by file.
    package static func report(_ report: RecordReport) -> JSONValue {
        event("report", report.json.members ?? [])
    }

    /// How far the run is.
    package static func step(_ progress: TrainingRun.Progress) -> JSONValue {
        let step = progress.step
        var members: [(String, JSONValue)] = [
            ("step", .integer(step.step)), ("steps", .integer(progress.steps)), ("loss", .number(step.loss)),
        ]
        if let divergence = step.divergence { members.append(("divergence", .number(divergence))) }
        members += [
            ("tokensPerSecond", .number(progress.rate)), ("secondsLeft", .number(progress.secondsLeft)),
            ("learningRate", .number(progress.learningRate)), ("gradientNorm", .number(step.gradientNorm)),
        ]
        return event("step", members.map { JSONValue.Member(key: Array($0.0.utf8), value: $0.1) })
    }

    /// What an evaluation came to.
    package static func evaluation(_ evaluation: TrainingLog.Evaluation) -> JSONValue {
        let value = try? JSONValueEncoder().encode(evaluation)
        return event("evaluation", value?.members ?? [])
    }

    private static func event(_ name: String, _ members: [JSONValue.Member]) -> JSONValue {
        .object([JSONValue.Member(key: Array("event".utf8), value: .text(name))] + members)
    }
}
