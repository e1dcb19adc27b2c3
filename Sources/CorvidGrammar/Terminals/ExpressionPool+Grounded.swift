extension ExpressionPool {
    /// What a machine of a text's stretches is known by. The machine keeps the text.
    struct SubstringKey: Hashable {
        var text: ObjectIdentifier
        var options: SubstringOptions
    }

    /// The stretches of `text`; nothing where there is none. All that are copied from one text share a machine.
    package func substring(of text: GroundedText, options: SubstringOptions = SubstringOptions()) -> ExpressionID {
        let key = SubstringKey(text: ObjectIdentifier(text), options: options)
        if let known = substrings[key] { return known }
        guard let machine = SubstringMachine(text, options: options) else { return .nothing }
        let expression = native(machine, SubstringMachine.start)
        substrings[key] = expression
        return expression
    }

    /// One of the numbers that stand in `text`, as JSON writes it or as it stands there; nothing where there is none.
    package func number(in text: GroundedText, asWritten: Bool = false) -> ExpressionID {
        literals(unique(text.numbers().map { Array((asWritten ? $0.written : $0.normalized).utf8) }))
    }

    /// One of the URLs that stand in `text`; nothing where there is none.
    package func url(in text: GroundedText) -> ExpressionID {
        literals(text.urls().map { Array($0.utf8) })
    }

    /// A reference to one of the numbers, from `@1` on; nothing where there is none.
    package func reference(to references: NumberReferences) -> ExpressionID {
        literals(references.numbers.indices.map { Array(references.reference(to: $0).utf8) })
    }

    private func unique(_ texts: [[UInt8]]) -> [[UInt8]] {
        var seen: Set<[UInt8]> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
