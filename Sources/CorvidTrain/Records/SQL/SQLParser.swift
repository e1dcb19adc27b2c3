/// Reads the queries of public records: SELECT with joins, conditions, groups, order, and one set operation.
struct SQLParser {
    /// What the parser does not read, in words for a report.
    struct Unsupported: Error {
        var what: String
    }

    private var rest: ArraySlice<SQLToken>
    private var depth = 0
    private static let maximumDepth = 24

    static func parse(_ text: String) throws(Unsupported) -> SQLQuery {
        guard let tokens = SQLToken.tokens(of: text) else { throw Unsupported(what: "a text without its end") }
        var parser = SQLParser(rest: tokens[...])
        let query = try parser.query()
        parser.take(";")
        guard parser.rest.isEmpty else { throw Unsupported(what: "more than one SELECT can say") }
        return query
    }

    private init(rest: ArraySlice<SQLToken>) { self.rest = rest }

    // MARK: Words

    private static let reserved: Set<String> = [
        "SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "UNION", "INTERSECT", "EXCEPT", "JOIN", "ON",
        "AS",
        "AND", "OR", "NOT", "IN", "LIKE", "BETWEEN", "IS", "NULL", "DISTINCT", "ASC", "DESC", "BY", "INNER", "LEFT",
        "CASE",
        "EXISTS", "COLLATE",
    ]

    private func isWord(_ word: String, at offset: Int = 0) -> Bool {
        guard rest.count > offset, case .word(let text) = rest[rest.startIndex + offset] else { return false }
        return text.uppercased() == word
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard isWord(word) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func expect(_ word: String) throws(Unsupported) {
        guard takeWord(word) else { throw Unsupported(what: "a query without \(word)") }
    }

    @discardableResult
    private mutating func take(_ sign: String) -> Bool {
        guard rest.first == .sign(sign) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func expectSign(_ sign: String) throws(Unsupported) {
        guard take(sign) else { throw Unsupported(what: "an expression of another form") }
    }

    private mutating func name() throws(Unsupported) -> String {
        guard case .word(let text)? = rest.first, !Self.reserved.contains(text.uppercased()) else {
            throw Unsupported(what: "an expression of another form")
        }
        rest = rest.dropFirst()
        return text
    }

    // MARK: Queries

    private mutating func query() throws(Unsupported) -> SQLQuery {
        guard depth < Self.maximumDepth else { throw Unsupported(what: "too deep a query") }
        depth += 1
        defer { depth -= 1 }
        var query = SQLQuery()
        try expect("SELECT")
        query.isDistinct = takeWord("DISTINCT")
        repeat {
            var item = SQLQuery.Item(expression: try expression())
            if takeWord("AS") { item.alias = try name() }
            query.items.append(item)
        } while take(",")
        try expect("FROM")
        query.sources.append(try source())
        while true {
            if rest.first == .sign(",") { throw Unsupported(what: "tables divided by commas") }
            if isWord("LEFT") || isWord("RIGHT") || isWord("CROSS") || isWord("NATURAL") {
                throw Unsupported(what: "an outer or natural join")
            }
            _ = takeWord("INNER")
            guard takeWord("JOIN") else { break }
            var source = try source()
            if takeWord("ON") {
                repeat {
                    let left = try expression()
                    guard take("=") else { throw Unsupported(what: "a join by something else than equality") }
                    source.conditions.append((left, try expression()))
                } while takeWord("AND")
            }
            query.sources.append(source)
        }
        if takeWord("WHERE") { query.condition = try condition() }
        if takeWord("GROUP") {
            try expect("BY")
            repeat { query.groups.append(try expression()) } while take(",")
            if takeWord("HAVING") { query.having = try condition() }
        }
        if takeWord("ORDER") {
            try expect("BY")
            repeat {
                let expression = try expression()
                let isDescending = takeWord("DESC")
                if !isDescending { _ = takeWord("ASC") }
                query.order.append((expression, isDescending))
            } while take(",")
        }
        if takeWord("LIMIT") {
            guard case .number(let count)? = rest.first else { throw Unsupported(what: "a limit that is no number") }
            rest = rest.dropFirst()
            query.limit = count
        }
        for word in ["UNION", "INTERSECT", "EXCEPT"] where takeWord(word) {
            if word == "UNION", takeWord("ALL") { throw Unsupported(what: "UNION ALL") }
            query.combination.append((word, try self.query()))
            break
        }
        return query
    }

    private mutating func source() throws(Unsupported) -> SQLQuery.Source {
        if rest.first == .sign("(") { throw Unsupported(what: "a query after FROM") }
        var source = SQLQuery.Source(table: try name())
        if takeWord("AS") {
            source.alias = try name()
        } else if case .word(let word)? = rest.first, !Self.reserved.contains(word.uppercased()) {
            source.alias = try name()
        }
        return source
    }

    // MARK: Expressions

    private mutating func expression() throws(Unsupported) -> SQLExpression {
        var left = try product()
        while let sign = ["+", "-"].first(where: { rest.first == .sign($0) }) {
            take(sign)
            left = .binary(sign, left, try product())
        }
        return left
    }

    private mutating func product() throws(Unsupported) -> SQLExpression {
        var left = try term()
        while let sign = ["*", "/"].first(where: { rest.first == .sign($0) }) {
            take(sign)
            left = .binary(sign, left, try term())
        }
        return left
    }

    private mutating func term() throws(Unsupported) -> SQLExpression {
        guard depth < Self.maximumDepth, let first = rest.first else {
            throw Unsupported(what: "an expression of another form")
        }
        depth += 1
        defer { depth -= 1 }
        switch first {
        case .number(let text):
            rest = rest.dropFirst()
            return .number(text)
        case .string(let text):
            rest = rest.dropFirst()
            return .string(text)
        case .sign("*"):
            rest = rest.dropFirst()
            return .star
        case .sign("-"):
            rest = rest.dropFirst()
            guard case .number(let text)? = rest.first else { throw Unsupported(what: "an expression of another form") }
            rest = rest.dropFirst()
            return .number("-" + text)
        case .sign("("):
            rest = rest.dropFirst()
            if isWord("SELECT") {
                let inner = try query()
                try expectSign(")")
                return .subquery(inner)
            }
            let inner = try expression()
            try expectSign(")")
            return .group(inner)
        default:
            let word = try name()
            if take("(") {
                let isDistinct = takeWord("DISTINCT")
                let argument = try expression()
                try expectSign(")")
                return .call(name: word.uppercased(), isDistinct: isDistinct, argument: argument)
            }
            if take(".") {
                if take("*") { throw Unsupported(what: "all columns of one table") }
                return .column(table: word, name: try name())
            }
            return .column(table: nil, name: word)
        }
    }

    // MARK: Conditions

    private mutating func condition() throws(Unsupported) -> SQLCondition {
        guard depth < Self.maximumDepth else { throw Unsupported(what: "too deep a query") }
        depth += 1
        defer { depth -= 1 }
        let left = try predicate()
        for word in ["AND", "OR"] where takeWord(word) { return .chain(left, word, try condition()) }
        return left
    }

    private mutating func predicate() throws(Unsupported) -> SQLCondition {
        if takeWord("NOT") {
            guard take("(") else { throw Unsupported(what: "NOT without parentheses") }
            let inner = try condition()
            try expectSign(")")
            return .not(inner)
        }
        if isWord("EXISTS") { throw Unsupported(what: "EXISTS") }
        if rest.first == .sign("("), !isWord("SELECT", at: 1) {
            // Parentheses may hold a condition or a value.
            let start = self
            take("(")
            if let inner = try? condition(), take(")"), !isComparison { return .group(inner) }
            self = start
        }
        let left = try expression()
        let isNot = takeWord("NOT")
        if takeWord("IN") {
            try expectSign("(")
            if isWord("SELECT") {
                let inner = try query()
                try expectSign(")")
                return .inQuery(left, isNot: isNot, inner)
            }
            var values: [SQLExpression] = []
            repeat { values.append(try expression()) } while take(",")
            try expectSign(")")
            return .among(left, isNot: isNot, values)
        }
        if takeWord("LIKE") {
            guard case .string(let pattern)? = rest.first else { throw Unsupported(what: "LIKE without a text") }
            rest = rest.dropFirst()
            return .like(left, isNot: isNot, pattern)
        }
        if isNot { throw Unsupported(what: "NOT at another place") }
        if takeWord("BETWEEN") {
            let low = try expression()
            try expect("AND")
            return .between(left, low, try expression())
        }
        if takeWord("IS") {
            let isNot = takeWord("NOT")
            try expect("NULL")
            return .null(left, isNot: isNot)
        }
        for (sign, canonical) in [
            ("=", "="), ("==", "="), ("!=", "<>"), ("<>", "<>"), ("<=", "<="), (">=", ">="), ("<", "<"), (">", ">"),
        ] where take(sign) {
            let right = try expression()
            if takeWord("COLLATE") { throw Unsupported(what: "COLLATE") }
            return .comparison(left, canonical, right)
        }
        throw Unsupported(what: "a condition of another form")
    }

    /// What follows shows that a value and no condition stood in parentheses.
    private var isComparison: Bool {
        switch rest.first {
        case .sign(let sign)?: ["=", "==", "!=", "<>", "<", ">", "<=", ">=", "+", "-", "*", "/"].contains(sign)
        case .word(let word)?: ["IN", "LIKE", "BETWEEN", "IS"].contains(word.uppercased())
        default: false
        }
    }
}
