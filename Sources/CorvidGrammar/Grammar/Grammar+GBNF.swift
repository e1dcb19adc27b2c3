extension Grammar {
    /// Reads a grammar in GBNF, the notation of llama.cpp's grammars; its rule `root` is what the text must match.
    ///
    /// Understood are `name ::= …`, literals and classes with the escapes `\n \t \r \\ \" \[ \] \- \xHH \uHHHH
    /// \UHHHHHHHH`, `.`, groups, `|`, the repetitions `* + ? {m} {m,} {m,n}`, comments from `#` to the end of the line,
    /// and special tokens: `<[1000]>` by number, `<name>` by name. `!<name>*` and `!<name>+` are any text and any special
    /// tokens but that one; `!<name>` alone would have to count tokens of text and is refused.
    ///
    /// - Parameters:
    ///   - text: The grammar.
    ///   - tokenID: The number of the special token with a spelling, angle brackets included; nil if there is none.
    /// - Throws: With line and column (in characters, both counted from 1) where the text breaks the notation or refers to
    ///   a rule that it does not define. Whether the grammar can be used is only known when it is compiled.
    public init(gbnf text: String, tokenID: ((String) -> Int?)? = nil) throws(GrammarError) {
        try self.init(gbnf: Array(text.utf8), tokenID: tokenID)
    }

    /// Reads a grammar in GBNF from the bytes of a text, which must be UTF-8.
    public init(gbnf bytes: [UInt8], tokenID: ((String) -> Int?)? = nil) throws(GrammarError) {
        var parser = GBNFParser(bytes, tokenID: tokenID)
        self.init(root: "root", rules: try parser.parseRules())
    }

    /// The grammar in GBNF. Rules are renamed where GBNF has no such names; the root becomes `root`.
    ///
    /// - Throws: ``GrammarError`` when a rule holds what GBNF cannot say: regular expressions, JSON strings, intersections,
    ///   complements, bytes that are no characters.
    public func gbnf() throws(GrammarError) -> String {
        var writer = GBNFWriter(self)
        return try writer.write()
    }
}
