/// Values taken from texts.
extension SchemaCompiler {
    /// The strings that `x-grounded` allows.
    func groundedContent(_ grounding: SchemaGrounding, _ instance: Int32) throws(GrammarError) -> ExpressionID {
        if let known = groundedContents[grounding] { return known }
        guard let text = document.grounding else { return .nothing }
        let content = grounding.content(of: text, in: pool)
        guard content != .nothing else {
            throw failure(
                .unsatisfiable, instance, .grounded, "the texts have nothing to take a '\(grounding.rawValue)' from")
        }
        groundedContents[grounding] = content
        return content
    }

    /// The numbers that `x-grounded` allows.
    func groundedNumbers(_ grounding: SchemaGrounding, _ instance: Int32) throws(GrammarError) -> [ExactDecimal] {
        switch grounding {
        case .number, .normalizedNumber: document.grounding?.numbers(deduplicated: true).map(\.value) ?? []
        default:
            throw failure(
                .unsupported, instance, .grounded, "numbers are taken as 'number', not as '\(grounding.rawValue)'")
        }
    }
}
