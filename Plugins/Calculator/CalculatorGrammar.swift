public import CorvidGrammar

/// The language of the calculator's expressions as a grammar, for models that write under one.
///
/// Every text of it is an expression that ``CalculatorExpression`` reads without an error of syntax, and every expression
/// that it reads is a text of the grammar once its spaces are single ones around operators and behind commas. The names
/// come from the calculator's own tables.
public enum CalculatorGrammar {
    /// The grammar of a whole expression. Any number may be a reference such as `@3`.
    public static let grammar = Grammar(
        root: "expression",
        rules: [
            "expression": [
                .reference("value"), .optional([spaced(.choice(comparisons)), .reference("value")]),
            ],
            "value": [
                .reference("sum"), .optional([" ", .choice(["in", "to", "as"]), " ", .reference("target")]),
            ],
            "target": .choice(["%", .reference("units")]),
            "sum": .list(of: .reference("product"), separatedBy: spaced(sign)),
            "product": [
                .optional(sign), .reference("factor"),
                .zeroOrMore(
                    .choice([
                        [multiplication, .optional(sign), .reference("factor")],
                        [spaced("%"), .reference("factor")],
                    ])),
            ],
            // A number with its unit takes no further sign.
            "factor": .choice([
                [.reference("measurable"), .choice([[space, .reference("measure")], .reference("powers")])],
                [.reference("named"), .reference("powers")],
            ]),
            "measurable": .choice([
                .reference("number"), .reference("reference"), ["(", .reference("value"), ")"],
            ]),
            "named": .choice([.reference("date"), .choice(constants), .reference("call")]),
            "powers": [
                postfix,
                .zeroOrMore([
                    .choice(["^", "**"]), .optional(sign), .choice([.reference("measurable"), .reference("named")]),
                    postfix,
                ]),
            ],
            "number": .choice([
                [digits, .optional([".", digits]), .optional(exponent)], [".", digits, .optional(exponent)],
            ]),
            "reference": ["@", .characters("1"..."9"), .zeroOrMore(.characters(.digits))],
            "date": [
                .repetition(.characters(.digits), 4), "-",
                .choice([["0", .characters("1"..."9")], ["1", .characters("0"..."2")]]), "-",
                .choice([
                    ["0", .characters("1"..."9")], [.characters("1"..."2"), .characters(.digits)],
                    ["3", .characters("0"..."1")],
                ]),
                .optional([
                    "T", .choice([[.characters("0"..."1"), .characters(.digits)], ["2", .characters("0"..."3")]]),
                    sixtieth, .optional(sixtieth),
                ]),
            ],
            "measure": [
                .reference("unit"),
                .choice([
                    [unitPower, moreUnits],
                    .repetition(
                        [
                            " ", .reference("measurable"), space, .reference("unit"),
                        ], 1...7),
                ]),
            ],
            "units": [.reference("unit"), unitPower, moreUnits],
            "unit": .choice(UnitTable.names.map { .text($0) }),
            "call": .choice(calls),
        ])

    private static let space = Grammar.Expression.optional(" ")
    private static let sign = Grammar.Expression.characters(in: "+-−")
    private static let comparisons: [Grammar.Expression] = ["<", "<=", "=", "==", "!=", ">=", ">", "≠", "≤", "≥"]
    private static let constants = CalculatorConstant.allCases.map { Grammar.Expression.text($0.rawValue) }
    private static let digits = Grammar.Expression.list(of: .oneOrMore(.characters(.digits)), separatedBy: "_")
    private static let exponent: Grammar.Expression = [
        .characters(in: "eE"), .optional(.characters(in: "+-")), .oneOrMore(.characters(.digits)),
    ]
    private static let sixtieth: Grammar.Expression = [":", .characters("0"..."5"), .characters(.digits)]
    private static let postfix: Grammar.Expression = [.optional("!"), .optional("%")]
    private static let unitPower = Grammar.Expression.optional([
        .choice(["^", "**"]), .optional("-"), .characters("1"..."9"),
    ])
    private static let moreUnits = Grammar.Expression.zeroOrMore([
        .characters(in: "/*·"), .reference("unit"), unitPower,
    ])
    private static let multiplication = Grammar.Expression.choice([
        spaced(.choice([.characters(in: "*/×·÷"), "//"])), [" ", .choice(["mod", "of"]), " "],
    ])

    private static func spaced(_ expression: Grammar.Expression) -> Grammar.Expression { [space, expression, space] }

    /// The functions, those with the same number of arguments together.
    private static let calls: [Grammar.Expression] = {
        let arities = Set(CalculatorFunction.allCases.map(\.arity))
        return arities.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }.map { arity in
            let names = CalculatorFunction.allCases.filter { $0.arity == arity }.map {
                Grammar.Expression.text($0.rawValue)
            }
            let more: Grammar.Expression = [", ", .reference("value")]
            let isOpen = arity.upperBound == CalculatorFunction.maximumArguments
            return [
                .choice(names), "(", .reference("value"),
                .repetition(more, minimum: arity.lowerBound - 1, maximum: isOpen ? nil : arity.upperBound - 1), ")",
            ]
        }
    }()
}
