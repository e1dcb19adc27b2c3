/// Arrays without equal items.
extension SchemaCompiler {
    func canBeUnique(_ array: ArraySpecification, _ state: ArrayState) throws(GrammarError) -> Bool { true }

    /// An item that is none of those before, and what follows it.
    func uniqueItem(
        _ array: ArraySpecification, _ state: ArrayState, _ formula: Int32, _ next: ArrayState
    ) throws(GrammarError) -> ExpressionID {
        throw failure(.unsupported, rootInstance(), .uniqueItems, "later")
    }

    func followItem(_ number: Int32, _ captured: [UInt8]) throws(GrammarError) -> ExpressionID {
        .nothing
    }
}
