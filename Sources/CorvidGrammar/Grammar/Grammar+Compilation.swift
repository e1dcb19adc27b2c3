extension Grammar {
    /// Checks the grammar and makes its root an expression of a pool.
    ///
    /// Rules that do not refer to themselves are written out where they are referred to unless they are large, so that
    /// regular grammars stay regular. Takes time about proportional to the grammar's size.
    ///
    /// - Parameter style: How the content of ``Expression/jsonString(_:)`` is escaped.
    /// - Throws: ``GrammarError`` for a reference to a rule that does not exist, for left recursion, for a rule that can
    ///   never finish, for an intersection of what is not regular, and for what is too large.
    package func compile(
        into pool: ExpressionPool, style: JSONStyle = .canonical
    ) throws(GrammarError) -> ExpressionID {
        var compiler = GrammarCompiler(try GrammarProgram(self), pool: pool, style: style)
        return try compiler.compile()
    }
}
