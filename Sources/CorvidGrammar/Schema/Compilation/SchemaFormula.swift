/// A conjunction of literals and what is known of it.
final class SchemaFormula {
    let literals: [SchemaLiteral]
    /// Types that values may have, or more.
    var types: SchemaTypes?
    /// All values, where a list of them is written in the schema; the outer nil: not yet known.
    var values: [JSONValue]??
    var expression: ExpressionID?
    /// Numbers of specifications.
    var objects: [Int32]?
    var arrays: [Int32]?
    var scalars: ExpressionID?
    /// Bytes of a shortest value; `unsatisfiable` while none is known; nil before the first question.
    var cost: Int32?
    var isSolved = false
    var isChecked = false

    static let unsatisfiable = Int32.max

    init(_ literals: [SchemaLiteral]) { self.literals = literals }
}
