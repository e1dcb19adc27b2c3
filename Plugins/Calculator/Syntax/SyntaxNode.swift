/// A part of an expression, and where it stands.
struct SyntaxNode: Sendable {
    /// The character, counted from 1.
    let position: Int
    let kind: Kind

    /// What it is.
    indirect enum Kind: Sendable {
        case number(Rational)
        case reference(Int)
        case constant(CalculatorConstant)
        case date(DateLiteral)
        case call(CalculatorFunction, [SyntaxNode])
        case negation(SyntaxNode)
        case factorial(SyntaxNode)
        case percentage(SyntaxNode)
        case power(SyntaxNode, SyntaxNode)
        /// A number with a unit.
        case quantity(SyntaxNode, UnitProduct)
        /// Quantities that are written side by side: 3 h 20 min.
        case mixed([SyntaxNode])
        /// Operators of one rank, from left to right.
        case chain(SyntaxNode, [Step])
        case conversion(SyntaxNode, UnitProduct)
        case comparison(Comparison, SyntaxNode, SyntaxNode)
    }

    /// An operator and its right side.
    struct Step: Sendable {
        let position: Int
        let operation: Operation
        let operand: SyntaxNode
    }

    enum Operation: Sendable {
        case add, subtract, multiply, divide, quotient, remainder
        /// The multiplication that is written "of".
        case of
    }

    enum Comparison: Sendable {
        case equal, unequal, less, lessOrEqual, greater, greaterOrEqual
    }

    /// The fields of a date as they are written, whether there is such a day or not.
    struct DateLiteral: Sendable {
        let text: String
        let year, month, day: Int
        var hour, minute, second: Int?
    }
}
