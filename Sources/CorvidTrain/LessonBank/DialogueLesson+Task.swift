import Corvid
import CorvidGrammar

extension DialogueLesson {
    private typealias Operand = (written: String, resolved: String, value: LessonNumber)

    /// A conversation while it is being filled.
    private struct Progress {
        var filling: LessonFilling
        var references = LessonReferences()
        var messages: [Message] = []
        var given: Set<Int> = []
        var calls = 0
        /// The last call, and what the calculator makes of it.
        var pending: (call: ToolCall, result: String?)?
    }

    /// The conversation, numbers of calls by reference.
    ///
    /// - Parameter definitions: of the functions that it calls, by name.
    func task(_ definitions: [String: ToolDefinition], _ random: inout Randomness) -> Example.Task? {
        var progress = Progress(filling: LessonFilling(slots))
        for turn in turns {
            guard add(turn, definitions, &progress, &random) else { return nil }
        }
        return Example.Task(progress.messages, given: progress.given)
    }

    private func add(
        _ turn: Turn, _ definitions: [String: ToolDefinition], _ progress: inout Progress, _ random: inout Randomness
    ) -> Bool {
        switch turn {
        case .user(let template):
            guard let text = progress.filling.text(template, &random) else { return false }
            progress.references.add(text)
            progress.messages.append(.user(text.string))
        case .assistant(let template):
            guard let text = progress.filling.text(template, &random) else { return false }
            progress.messages.append(.assistant(text.string))
        case .calculation(let calculation, let isWrong):
            progress.calls += 1
            guard let (call, result) = call(calculation, &progress, &random) else { return false }
            append(call, isWrong: isWrong, result: result, &progress)
        case .call(let tool, let arguments, let isWrong):
            progress.calls += 1
            let parameters = definitions[tool]?.parameters
            var filler = LessonArgumentFiller(progress.filling, progress.references)
            var plain: [JSONValue.Member] = []
            var written: [JSONValue.Member] = []
            for argument in arguments {
                let schema = parameters?["properties"]?.members?.first { $0.key == argument.key }?.value
                guard let value = filler.fill(argument.value, schema: schema ?? Self.textSchema, &random) else {
                    return false
                }
                plain.append(.init(key: argument.key, value: value.plain))
                written.append(.init(key: argument.key, value: value.written))
            }
            progress.filling = filler.filling
            let call = ToolCall(
                id: "call_\(progress.calls)", name: tool, arguments: .object(plain),
                written: plain == written ? nil : .object(written))
            append(call, isWrong: isWrong, result: nil, &progress)
        case .result(let template):
            guard let (call, result) = progress.pending, var text = progress.filling.text(template, &random) else {
                return false
            }
            // What the calculator prints is certain; a lesson's error stays.
            if let result, !text.bytes.starts(with: Array("Error".utf8)) {
                text = LessonFilling.Text()
                text.append(result)
            }
            progress.references.add(text)
            progress.messages.append(.tool(text.string, call: call, isUntrusted: call.name == "fetch"))
            progress.pending = nil
        }
        return true
    }

    private static let textSchema = JSONValue.object([.init(key: Array("type".utf8), value: .text("string"))])

    private func append(_ call: ToolCall, isWrong: Bool, result: String?, _ progress: inout Progress) {
        if isWrong { progress.given.insert(progress.messages.count) }
        progress.messages.append(.assistant("", toolCalls: [call]))
        progress.pending = (call, result)
    }

    private func call(
        _ calculation: Calculation, _ progress: inout Progress, _ random: inout Randomness
    ) -> (ToolCall, String?)? {
        switch calculation {
        case .expression(let expression):
            for slot in expression.slots { _ = progress.filling.value(slot, &random) }
            let filling = progress.filling
            let references = progress.references
            func operand(_ leaf: LessonExpression) -> Operand? {
                switch leaf {
                case .number(let number): Self.constant(number, references)
                case .slot(let slot): filling.number(slot).map { Self.operand($0, slot, references) }
                default: nil
                }
            }
            if let made = LessonCalculation(expression, operand: operand) {
                return (made.call(progress.calls), made.result)
            }
            // Only an error can answer what has no value, such as a division by zero.
            guard expression.value({ filling.number($0) }) == nil else { return nil }
            let written = expression.text { operand($0)?.written ?? "" }
            let resolved = expression.text { operand($0)?.resolved ?? "" }
            return (LessonCalculation.call(progress.calls, written: written, resolved: resolved), nil)
        case .text(let template):
            guard let text = progress.filling.text(template, &random) else { return nil }
            let arguments = JSONValue.object([.init(key: Array("expression".utf8), value: .string(text.bytes))])
            return (ToolCall(id: "call_\(progress.calls)", name: "calculator", arguments: arguments), nil)
        }
    }

    /// A slot's number: where the slot stands, or the latest place that has its value, exactly or as far as it was
    /// printed.
    private static func operand(_ number: LessonNumber, _ slot: Int, _ references: LessonReferences) -> Operand {
        if let entry = references.entry(of: slot, value: number) ?? references.any(number, latestFirst: true) {
            return ("@\(entry.place)", entry.text, entry.value)
        }
        let close = references.entries.last {
            abs($0.value.double - number.double) <= 1e-5 * max(1, abs(number.double))
        }
        if let close { return ("@\(close.place)", close.text, close.value) }
        let plain = number.decimal ?? "\(number.double)"
        return (plain, plain, number)
    }

    /// A numeral of the lesson's expression: small ones are mostly implied, others were read somewhere.
    private static func constant(_ number: LessonNumber, _ references: LessonReferences) -> Operand {
        let plain = number.decimal ?? "\(number.double)"
        let free = references.entries.last { $0.value == number && $0.slot == nil && !$0.isOrdinal }
        let isCommon = number.isInteger && (abs(number.numerator) <= 12 || [60, 100, 1000].contains(number.numerator))
        if let free, !isCommon || free.message == 0 { return ("@\(free.place)", free.text, number) }
        return (plain, plain, number)
    }
}
