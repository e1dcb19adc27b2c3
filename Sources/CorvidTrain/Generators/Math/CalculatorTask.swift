import Corvid
import CorvidGrammar

/// A question that one call of the calculator answers.
struct CalculatorTask {
    /// The user's text, numbers marked.
    var text: String
    var expression: (written: (NumberPlaces) -> String, resolved: String)
    var result: String
    /// The last message.
    var answer: String

    /// - Parameter answer: with `{r}` where the result stands.
    init(text: String, formula: Formula, answer: String) {
        self.text = text
        result = formula.value.calculatorText
        let stated = formula.value.rounded
        self.answer = answer.replacing("{r}", with: formula.value.decimalPlaces == nil ? "about \(stated)" : stated)
        expression = ({ places in formula.text(places.reference) }, formula.text { $0.value.calculatorText })
    }

    /// An expression whose text the caller knows, with the result that the calculator prints for it.
    init(
        text: String, written: @escaping (NumberPlaces) -> String, resolved: String, result: String, answer: String
    ) {
        self.text = text
        expression = (written, resolved)
        self.result = result
        self.answer = answer.replacing("{r}", with: result)
    }

    var task: Example.Task {
        var places = NumberPlaces()
        let text = places.read(text)
        let written = expression.written(places)
        let arguments = JSONValue.object(["expression": .text(expression.resolved)])
        let call = ToolCall(
            id: "call_1", name: "calculator", arguments: arguments,
            written: written == expression.resolved ? nil : .object(["expression": .text(written)]))
        return .init([
            .user(text), .assistant("", toolCalls: [call]), .tool(result, call: call), .assistant(answer),
        ])
    }
}

/// Which tools stand beside the calculator.
struct CalculatorOffer {
    let tools: TaskTools

    /// The calculator alone, or among others, so that choosing it is learned too.
    func draw(_ composer: inout Composer) -> [ToolDefinition] {
        let roll = composer.int(0...99)
        if roll < 60 { return [tools.calculator] }
        if roll < 75 { return [tools.calculator, tools.fetch] }
        var taken: Set<String> = ["calculator", "fetch"]
        var offer = [tools.calculator]
        for _ in 0..<composer.int(1...3) {
            let service = composer.pick(ServiceCatalog.all)
            // A loan calculator beside the calculator would make the choice a matter of taste.
            guard !["loan", "statistics", "bank"].contains(service.name) else { continue }
            let function = InventedFunction(
                composer.pick(service.actions), service: service.name, style: composer.pick([.snake, .camel]),
                taken: taken,
                &composer)
            if taken.insert(function.definition.name).inserted { offer.append(function.definition) }
        }
        if composer.chance(0.2) { offer.append(tools.fetch) }
        return offer
    }
}
