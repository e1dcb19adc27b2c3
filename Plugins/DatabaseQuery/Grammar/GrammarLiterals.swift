import CorvidGrammar

/// The values and words of queries that no schema changes.
struct GrammarLiterals {
    /// Names for what is selected, by which it can then be ordered.
    static let aliases = [
        "total", "count", "average", "sum", "minimum", "maximum", "number", "amount", "value", "result", "difference",
        "ratio", "share", "year", "month", "n",
    ]

    private var expressions: [GrammarLiteral: ExpressionID] = [:]

    subscript(literal: GrammarLiteral) -> ExpressionID { expressions[literal] ?? .nothing }

    init(_ pool: ExpressionPool, _ dialect: SQLDialect) {
        let digit = pool.bytes(ByteSet(0x30...0x39))
        let leading = pool.bytes(ByteSet(0x31...0x39))
        let whole = pool.choice(pool.literal("0"), pool.sequence(leading, pool.repetition(digit, 0, 11)))
        let fraction = pool.sequence(pool.literal("."), pool.repetition(digit, 1, 9))
        let number = pool.sequence([pool.optional(pool.literal("-")), whole, pool.optional(fraction)])
        // Any text, apostrophes doubled; line ends and other controls do not help in a query.
        let quote = UInt32(UInt8(ascii: "'"))
        let plain = pool.scalars([0x20...(quote - 1), (quote + 1)...0x7E, 0xA0...0x10FFFF])
        let string = pool.sequence([
            pool.literal("'"), pool.repetition(pool.choice(plain, pool.literal("''")), 0, nil), pool.literal("'"),
        ])
        let comma = pool.literal(", ")
        func list(_ element: ExpressionID) -> ExpressionID {
            pool.sequence(element, pool.repetition(pool.sequence(comma, element), 0, nil))
        }
        func text(_ text: String) -> ExpressionID { pool.literal(Array(text.utf8)) }
        let year = pool.sequence(pool.choice(text("19"), text("20")), pool.repetition(digit, 2, 2))
        // Only days that there are, but for the leap days: PostgreSQL refuses others.
        let days28 = pool.choice([
            pool.sequence(text("0"), leading), pool.sequence(text("1"), digit),
            pool.sequence(text("2"), pool.bytes(ByteSet(0x30...0x38))),
        ])
        let days30 = pool.choice([days28, text("29"), text("30")])
        let short = pool.literals(["04", "06", "09", "11"].map { Array($0.utf8) })
        let long = pool.literals(["01", "03", "05", "07", "08", "10", "12"].map { Array($0.utf8) })
        let day = pool.choice([
            pool.sequence(text("02-"), days28), pool.sequence([short, text("-"), days30]),
            pool.sequence([long, text("-"), pool.choice(days30, text("31"))]),
        ])
        let minute = pool.sequence(pool.bytes(ByteSet(0x30...0x35)), digit)
        let hour = pool.choice(
            pool.sequence(pool.bytes(ByteSet(0x30...0x31)), digit),
            pool.sequence(text("2"), pool.bytes(ByteSet(0x30...0x33))))
        let time = pool.sequence([text(" "), hour, text(":"), minute, text(":"), minute])
        let letters = pool.bytes(ByteSet(0x61...0x7A))
        let prefixes = ["total_", "count_", "average_", "avg_", "sum_", "min_", "max_", "num_", "number_of_"]
        let date = pool.sequence([
            text("'"), year, text("-"), day, pool.optional(time), text("'"),
        ])
        let alias = pool.sequence([
            pool.literals(prefixes.map { Array($0.utf8) }), letters,
            pool.repetition(pool.bytes(ByteSet(0x61...0x7A).union(ByteSet([0x5F]))), 0, 23),
        ])
        expressions = [
            .number: number,
            .count: pool.sequence(leading, pool.repetition(digit, 0, 5)),
            .digit: pool.bytes(ByteSet(0x30...0x36)),
            .string: string,
            .numbers: list(number),
            .strings: list(string),
            .date: date,
            .alias: alias,
            .nullableNumber: pool.choice(number, text("NULL")),
            .nullableString: pool.choice(string, text("NULL")),
            .nullableDate: pool.choice(date, text("NULL")),
            .comparison: pool.literals([" = ", " <> ", " != ", " < ", " <= ", " > ", " >= "].map { Array($0.utf8) }),
        ]
    }
}
