extension ExpressionPool {
    /// The stretches of `text`; nothing where there is none. A machine is made by each call.
    package func substring(of text: GroundedText, options: SubstringOptions = SubstringOptions()) -> ExpressionID {
        guard let machine = SubstringMachine(text, options: options) else { return .nothing }
        return native(machine, SubstringMachine.start)
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
