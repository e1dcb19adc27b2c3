import Corvid
import CorvidGrammar

/// A conversation in the making: places of numbers are known from what was said before.
struct Conversation {
    private var places = NumberPlaces()
    private var messages: [Message] = []
    private var given: Set<Int> = []
    private var last: ToolCall?
    private var calls = 0

    var task: Example.Task { .init(messages, given: given) }

    mutating func user(_ marked: String) { messages.append(.user(places.read(marked))) }

    /// - Parameter isGiven: a call that is not to be learned, because it is wrong.
    mutating func call(_ name: String, _ values: [(name: String, value: ParameterValue)], isGiven: Bool = false) {
        let arguments = values.map { JSONValue.Member(key: Array($0.name.utf8), value: $0.value.argument) }
        let written = values.map { JSONValue.Member(key: Array($0.name.utf8), value: $0.value.written(places)) }
        append(name, .object(arguments), written: arguments == written ? nil : .object(written), isGiven: isGiven)
    }

    mutating func calculate(_ formula: Formula) {
        let resolved = formula.text { $0.value.calculatorText }
        let written = formula.text(places.reference)
        append(
            "calculator", .object(["expression": .text(resolved)]),
            written: written == resolved ? nil : .object(["expression": .text(written)]), isGiven: false)
    }

    mutating func call(_ name: String, text: String, of parameter: String) {
        append(
            name, .object([.init(key: Array(parameter.utf8), value: .text(text))]), written: nil, isGiven: false)
    }

    private mutating func append(_ name: String, _ arguments: JSONValue, written: JSONValue?, isGiven: Bool) {
        calls += 1
        let call = ToolCall(id: "call_\(calls)", name: name, arguments: arguments, written: written)
        if isGiven { given.insert(messages.count) }
        messages.append(.assistant("", toolCalls: [call]))
        last = call
    }

    mutating func result(_ marked: String, isUntrusted: Bool = false, source: String? = nil) {
        guard let last else { return }
        messages.append(.tool(places.read(marked), call: last, isUntrusted: isUntrusted, source: source))
    }

    /// The assistant's words; marks are taken out, and name no places.
    mutating func say(_ marked: String) {
        let text = String(String.UnicodeScalarView(marked.unicodeScalars.filter { !Figure.isMark($0) }))
        messages.append(.assistant(text))
    }
}
