/// One statement whose outside was checked: its size, that it is the only one, what it begins with, what it calls.
///
/// The check comes before what the database itself enforces, and makes clearer errors; it is not what safety rests on, but
/// for functions of PostgreSQL, which has no other means to refuse them.
struct SQLStatement {
    /// Parentheses within parentheses; databases overflow their stacks, or say so, somewhat beyond.
    static let maximumDepth = 100

    /// The text without a final `;` and what follows it.
    let text: String
    /// The first word.
    let verb: String
    /// The names that stand before a parenthesis: functions, among other words. Words are in lower case.
    let calls: Set<String>
    /// All names, words in lower case.
    let names: Set<String>

    /// - Throws: ``DatabaseError`` `.tooLarge`, `.syntax` or `.refused`.
    init(_ sql: String, dialect: SQLDialect, access: QueryAccess, policy: QueryPolicy) throws(DatabaseError) {
        guard sql.utf8.count <= policy.maximumStatementBytes else {
            throw DatabaseError(
                .tooLarge,
                "the statement has \(sql.utf8.count) bytes; at most \(policy.maximumStatementBytes) are allowed")
        }
        let bytes = Array(sql.utf8)
        guard !bytes.contains(0) else { throw DatabaseError(.syntax, "the statement contains a NUL character") }
        let tokens = try SQLLexer.tokens(bytes, dialect)
        let end = tokens.firstIndex { $0.kind == .sign && $0.text == ";" } ?? tokens.count
        guard tokens[end...].allSatisfy({ $0.kind == .sign && $0.text == ";" }) else {
            throw DatabaseError(.refused, "only one statement is allowed at a time; leave out what follows the first ;")
        }
        guard let last = tokens[..<end].last else { throw DatabaseError(.syntax, "the statement is empty") }
        text = String(decoding: bytes[..<last.range.upperBound], as: UTF8.self)
        verb = tokens.first { $0.kind == .word }?.text ?? ""
        try Self.checkVerb(tokens[0].text == "(" ? verb : tokens[0].text, access, policy)
        var depth = 0
        var calls: Set<String> = []
        var names: Set<String> = []
        for (index, token) in tokens[..<end].enumerated() {
            switch token.kind {
            case .sign where token.text == "(":
                depth += 1
                guard depth <= Self.maximumDepth else {
                    throw DatabaseError(.tooLarge, "parentheses nest more than \(Self.maximumDepth) deep")
                }
            case .sign where token.text == ")": depth -= 1
            case .word, .identifier:
                let name = token.kind == .word ? token.text.lowercased() : token.text
                names.insert(name)
                if index + 1 < end, tokens[index + 1].kind == .sign, tokens[index + 1].text == "(" {
                    calls.insert(name)
                }
            default: break
            }
        }
        self.calls = calls
        self.names = names
    }

    private static func checkVerb(
        _ verb: String, _ access: QueryAccess, _ policy: QueryPolicy
    ) throws(DatabaseError) {
        let reading: Set = ["SELECT", "WITH", "VALUES"]
        let writing: Set = ["INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE"]
        if access == .writing, !policy.allowsWriting {
            throw DatabaseError(.refused, "the database is open for reading only; writing was not granted")
        }
        if reading.contains(verb) || access == .writing && writing.contains(verb) { return }
        let shown = verb.isEmpty ? "this" : String(verb.prefix(40))
        throw DatabaseError(
            .refused,
            access == .reading
                ? "\(shown) is not allowed: the database is open for reading only; write a SELECT"
                : "\(shown) is not allowed: only INSERT, UPDATE and DELETE change rows")
    }
}
