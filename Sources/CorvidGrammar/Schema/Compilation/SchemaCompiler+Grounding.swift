/// Values taken from texts.
extension SchemaCompiler {
    func groundedContent(_ grounding: SchemaGrounding, _ instance: Int32) throws(GrammarError) -> ExpressionID {
        throw failure(.unsupported, instance, .grounded, "x-grounded is not supported yet")
    }

    func groundedNumbers(_ grounding: SchemaGrounding, _ instance: Int32) throws(GrammarError) -> [ExactDecimal] {
        throw failure(.unsupported, instance, .grounded, "x-grounded is not supported yet")
    }
}
