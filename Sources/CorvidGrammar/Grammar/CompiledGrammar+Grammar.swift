extension CompiledGrammar {
    /// Checks a grammar and makes it ready for matching.
    ///
    /// - Throws: ``GrammarError`` for a reference to a rule that does not exist, for left recursion, for a rule that can
    ///   never finish, for an intersection of what is not regular, and for what is too large.
    public convenience init(_ grammar: Grammar) throws(GrammarError) {
        try self.init { pool throws(GrammarError) in try grammar.compile(into: pool) }
    }
}
