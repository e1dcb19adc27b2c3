extension Grammar {
    /// Any JSON text (RFC 8259), whitespace included. Surrogates are only escaped in pairs.
    public static let json = Grammar(
        root: "text",
        rules: [
            "text": [.reference("space"), .reference("value")],
            "value": [
                .choice([
                    .reference("object"), .reference("array"), .reference("string"), .reference("number"), "true",
                    "false", "null",
                ]),
                .reference("space"),
            ],
            "object": [
                "{", .reference("space"), .optional(.list(of: .reference("member"), separatedBy: .reference("comma"))),
                "}",
            ],
            "member": [
                .reference("string"), .reference("space"), ":", .reference("space"), .reference("value"),
            ],
            "array": [
                "[", .reference("space"), .optional(.list(of: .reference("value"), separatedBy: .reference("comma"))),
                "]",
            ],
            "comma": [",", .reference("space")],
            "string": [
                "\"", .zeroOrMore(.choice([.characters(unescaped), ["\\", .reference("escape")]])), "\"",
            ],
            "escape": .choice([
                .characters(in: "\"\\/bfnrt"),
                ["u", .characters("0"..."9", "a"..."c", "e"..."f", "A"..."C", "E"..."F"), hexadecimal(3)],
                ["u", .characters(in: "dD"), .characters("0"..."7"), hexadecimal(2)],
                [
                    "u", .characters(in: "dD"), .characters(in: "89abAB"), hexadecimal(2),
                    "\\u", .characters(in: "dD"), .characters("c"..."f", "C"..."F"), hexadecimal(2),
                ],
            ]),
            "number": [
                .optional("-"), .choice(["0", [.characters("1"..."9"), .zeroOrMore(.characters(.digits))]]),
                .optional([".", .oneOrMore(.characters(.digits))]),
                .optional([
                    .characters(in: "eE"), .optional(.characters(in: "+-")), .oneOrMore(.characters(.digits)),
                ]),
            ],
            "space": .zeroOrMore(.characters(in: " \t\n\r")),
        ])

    /// What stands for itself in a string.
    private static let unescaped = CharacterClass("\u{0}"..."\u{1F}").union(CharacterClass(in: "\"\\")).inverted

    private static func hexadecimal(_ count: Int) -> Expression {
        .repetition(.characters(.hexadecimalDigits), count)
    }
}
