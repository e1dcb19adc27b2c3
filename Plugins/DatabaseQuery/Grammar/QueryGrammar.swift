public import CorvidGrammar

/// Makes the grammar of the queries over a schema.
///
/// Every text of the grammar is one SELECT over tables and columns that exist: expressions, aggregates, joins along foreign
/// keys, WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, sub-queries, EXISTS, UNION. Keywords are written in capital letters with
/// single spaces between words. Columns belong to the tables of FROM: what was selected first decides which tables can
/// follow. Operands fit their operators, as far as declared types tell.
///
/// The grammar is expanded as it is used, so that large schemas cost what is written of them.
public enum QueryGrammar {
    /// The grammar of SELECT statements.
    public static func queries(over schema: DatabaseSchema) -> Grammar { make(schema, changes: false) }

    /// The grammar of statements that change rows: INSERT, UPDATE with WHERE and DELETE with WHERE.
    public static func changes(of schema: DatabaseSchema) -> Grammar { make(schema, changes: true) }

    private static func make(_ schema: DatabaseSchema, changes: Bool) -> Grammar {
        let names = GrammarNames(schema)
        return Grammar(
            .external(
                Grammar.External { pool in
                    let expander = QueryGrammarExpander(names, pool)
                    return changes ? expander.changes() : expander.query()
                }))
    }
}
