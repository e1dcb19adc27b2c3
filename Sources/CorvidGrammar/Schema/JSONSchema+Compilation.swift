extension JSONSchema {
    /// How documents are written.
    public enum Style: Sendable, Hashable {
        /// Without white space, members in the order of the schema: for generation.
        case compact
        /// As JSON allows, with any white space, order of members and escapes: for validation.
        case any
    }

    /// The documents that follow the schema.
    ///
    /// - Throws: ``GrammarError`` when no document does, or when telling would take too long.
    package func expression(in pool: ExpressionPool, style: Style) throws(GrammarError) -> ExpressionID {
        let compiler = SchemaCompiler(document, in: pool, style: style == .any ? .any : .compact)
        return try compiler.document(of: compiler.rootInstance())
    }

    /// Whether a whole document follows the schema, by plain evaluation.
    ///
    /// Objects with equal keys follow no schema.
    package func evaluate(_ value: JSONValue) throws(GrammarError) -> Bool {
        try SchemaEvaluator(document).matches(value)
    }
}

extension SchemaCompiler {
    /// A whole document.
    func document(of instance: Int32) throws(GrammarError) -> ExpressionID {
        let root = formula(SchemaLiteral(instance))
        guard try cost(root) != SchemaFormula.unsatisfiable else {
            throw conflict(root, at: instance)
        }
        try check(root)
        return pool.sequence([space, try expression(root), space])
    }
}

extension CompiledGrammar {
    /// Makes ready the documents that follow a schema.
    ///
    /// - Throws: ``GrammarError`` when no document does, or when telling would take too long.
    public convenience init(_ schema: JSONSchema, style: JSONSchema.Style = .compact) throws(GrammarError) {
        try self.init { pool throws(GrammarError) in try schema.expression(in: pool, style: style) }
    }
}
