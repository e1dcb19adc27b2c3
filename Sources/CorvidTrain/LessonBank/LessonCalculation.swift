import Corvid
import CorvidGrammar

/// Calls of the calculator with operands by reference.
struct LessonCalculation {
    /// The call's expression as it is learned, `(@1+@2)*3`.
    var written: String
    /// With the numbers in their places.
    var resolved: String
    /// What the calculator prints.
    var result: String
    var value: LessonNumber

    /// - Parameters:
    ///   - operand: a leaf of the expression as it is written and as it is resolved, and its value.
    init?(
        _ expression: LessonExpression,
        operand: (LessonExpression) -> (written: String, resolved: String, value: LessonNumber)?
    ) {
        var isComplete = true
        written = expression.text { leaf in
            guard let found = operand(leaf) else {
                isComplete = false
                return ""
            }
            return found.written
        }
        resolved = expression.text { operand($0)?.resolved ?? "" }
        guard isComplete, let value = Self.value(expression, operand), let result = value.calculatorText else {
            return nil
        }
        self.value = value
        self.result = result
    }

    private static func value(
        _ expression: LessonExpression,
        _ operand: (LessonExpression) -> (written: String, resolved: String, value: LessonNumber)?
    ) -> LessonNumber? {
        switch expression {
        case .number, .slot: return operand(expression)?.value
        case .operation(let sign, let left, let right):
            guard let a = value(left, operand), let b = value(right, operand) else { return nil }
            return sign.apply(a, b)
        case .call(let function, let arguments):
            var numbers: [LessonExpression] = []
            for argument in arguments {
                guard let number = value(argument, operand) else { return nil }
                numbers.append(.number(number))
            }
            return LessonExpression.call(function, numbers).value { _ in nil }
        }
    }

    func call(_ id: Int) -> ToolCall { Self.call(id, written: written, resolved: resolved) }

    /// A call, which need not have a result.
    static func call(_ id: Int, written: String, resolved: String) -> ToolCall {
        ToolCall(
            id: "call_\(id)", name: "calculator", arguments: arguments(resolved),
            written: written.contains("@") ? arguments(written) : nil)
    }

    private static func arguments(_ expression: String) -> JSONValue {
        .object([.init(key: Array("expression".utf8), value: .string(Array(expression.utf8)))])
    }
}
