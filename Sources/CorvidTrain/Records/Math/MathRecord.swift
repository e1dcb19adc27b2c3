import Corvid
import CorvidGrammar

/// A word problem as conversations: at once, in steps, or both.
struct MathRecord: Sendable {
    /// Each solves the problem with the calculator.
    let solutions: [Example.Task]

    private static let longestQuestion = 1_000
    private static let mostSteps = 8

    static func read(_ line: RecordLine) throws(RecordError) -> RecordOutcome<MathRecord> {
        let question = try line.text("question")
        let answerText = try line.number("answer")
        guard !question.allSatisfy(\.isWhitespace) else { return .drop(.empty) }
        guard question.utf8.count <= longestQuestion else { return .drop(.tooLong) }
        guard let answer = Double(answerText) else { return .drop(RecordDrop("the answer is no number")) }
        var references = ReferenceWriter()
        references.read(question)
        var solutions: [Example.Task] = []
        var drop = RecordDrop("no expression")
        if let expression = try line.optional("expression") {
            guard let text = expression.text else { throw line.wrong("expression", "a string", expression) }
            switch solve(question, references, [(text, nil)], answer) {
            case .success(let task): solutions.append(task)
            case .failure(let reason): drop = reason
            }
        }
        if let steps = try line.optional("steps") {
            guard let list = steps.array else { throw line.wrong("steps", "an array", steps) }
            var equations: [(String, String?)] = []
            for step in list {
                guard let text = step.text else { throw line.wrong("steps", "an array of strings", step) }
                let parts = text.split(separator: "=", maxSplits: 1)
                equations.append((parts.first.map(String.init) ?? "", parts.count > 1 ? String(parts[1]) : nil))
            }
            // A problem of one step is the expression.
            if equations.count > 1 || solutions.isEmpty {
                switch solve(question, references, equations, answer) {
                case .success(let task): solutions.append(task)
                case .failure(let reason): if solutions.isEmpty { drop = reason }
                }
            }
        }
        guard !solutions.isEmpty else { return .drop(drop) }
        return .keep(MathRecord(solutions: solutions), question: question, identity: question)
    }

    private enum Solution {
        case success(Example.Task)
        case failure(RecordDrop)
    }

    /// A call for each step; values that a step states must be those of its expression.
    private static func solve(
        _ question: String, _ known: ReferenceWriter, _ steps: [(text: String, value: String?)], _ answer: Double
    ) -> Solution {
        guard !steps.isEmpty, steps.count <= mostSteps else { return .failure(RecordDrop("no steps, or too many")) }
        var messages = [Message.user(question)]
        var references = known
        var last = ""
        var value = Double.nan
        for (index, step) in steps.enumerated() {
            guard let expression = MathExpression(step.text), expression.operandCount > 1 else {
                return .failure(RecordDrop("unsupported expression"))
            }
            guard let shown = expression.value.shown else {
                return .failure(RecordDrop("a value of too many digits"))
            }
            value = expression.value.double
            if let stated = step.value, abs((Double(stated) ?? .nan) - value) > 1e-6 * max(1, abs(value)) {
                return .failure(RecordDrop("a step does not evaluate to its value"))
            } else if step.value != nil, Double(step.value ?? "") == nil {
                return .failure(RecordDrop("unsupported expression"))
            }
            guard let (written, resolved) = references.write(expression) else {
                return .failure(RecordDrop("an operand comes from nowhere"))
            }
            let call = ToolCall(
                id: "call_\(index + 1)", name: "calculator", arguments: .object(["expression": .text(resolved)]),
                written: .object(["expression": .text(written)]))
            messages.append(.assistant("", toolCalls: [call]))
            messages.append(.tool(shown.text, call: call))
            // Nothing refers to the last result.
            if index + 1 < steps.count { references.read(shown.text, isResult: true) }
            last = shown.decimal
        }
        guard abs(value - answer) <= 1e-4 * max(1, abs(answer)) else {
            return .failure(RecordDrop("the expression does not evaluate to the answer"))
        }
        messages.append(.assistant("The answer is \(last)."))
        return .success(Example.Task(messages))
    }
}
