extension SQLWriter {
    private func fail(_ what: String) -> Unsupported { Unsupported(what: what) }

    func isAggregate(_ expression: SQLExpression) -> Bool {
        switch expression {
        case .call: true
        case .binary(_, let left, let right): isAggregate(left) || isAggregate(right)
        case .group(let inner): isAggregate(inner)
        case .column, .number, .string, .star, .subquery: false
        }
    }

    /// What a value is; nil for a star.
    func kind(_ expression: SQLExpression, _ context: Context) throws(Unsupported) -> SQLSchema.Class? {
        switch expression {
        case .column(let table, let name):
            let column = try context.scope.column(table, name, schema)
            return schema.tables[column.table].columns[column.column].type
        case .number, .binary: return .number
        case .string: return .text
        case .star: return nil
        case .group(let inner): return try kind(inner, context)
        case .call(let name, _, let argument):
            return name == "MIN" || name == "MAX" ? try kind(argument, context) : .number
        case .subquery(let query):
            guard let item = query.items.first else { return nil }
            let inner = Context(scope: try SQLScope(query, schema), isQualified: false)
            return try kind(item.expression, inner)
        }
    }

    mutating func write(
        _ expression: SQLExpression, _ context: Context, mayAggregate: Bool
    ) throws(Unsupported) {
        switch expression {
        case .column(let table, let name):
            template.append(
                column: try context.scope.column(table, name, schema), isQualified: context.isQualified)
        case .number(let text): template.append(try number(text))
        case .string(let text): template.append(try quoted(text))
        case .star: template.append("*")
        case .group(let inner):
            template.append("(")
            try write(inner, context, mayAggregate: mayAggregate)
            template.append(")")
        case .binary(let sign, let left, let right):
            guard try kind(left, context) == .number, try kind(right, context) == .number else {
                throw fail("arithmetic with texts")
            }
            try write(left, context, mayAggregate: mayAggregate)
            template.append(" \(sign) ")
            try write(right, context, mayAggregate: mayAggregate)
        case .call(let name, let isDistinct, let argument):
            guard mayAggregate, ["COUNT", "SUM", "AVG", "MIN", "MAX"].contains(name) else {
                throw fail("a function that is not known, or an aggregate at another place")
            }
            if case .column = argument {
                let kind = try kind(argument, context)
                guard kind == .number || name == "COUNT" || (name == "MIN" || name == "MAX") && !isDistinct else {
                    throw fail("\(name) of a text")
                }
            } else if case .star = argument {
                guard name == "COUNT", !isDistinct else { throw fail("\(name) of a star") }
            } else if name == "COUNT" || isDistinct || isAggregate(argument) {
                throw fail("\(name) of an expression")
            }
            template.append("\(name)(" + (isDistinct ? "DISTINCT " : ""))
            try write(argument, context, mayAggregate: false)
            template.append(")")
        case .subquery: throw fail("a query among what is selected or computed")
        }
    }

    func number(_ text: String) throws(Unsupported) -> String {
        var text = text[...]
        let isNegative = text.hasPrefix("-")
        if isNegative { text = text.dropFirst() }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let whole = Int64(first.isEmpty ? "0" : String(first)),
            whole < 1_000_000_000_000
        else { throw fail("a number of too many digits") }
        let fraction = parts.count > 1 ? parts[1] : ""
        guard fraction.count <= 9 else { throw fail("a number of too many digits") }
        return (isNegative ? "-" : "") + "\(whole)" + (fraction.isEmpty ? "" : "." + fraction)
    }

    func quoted(_ text: String) throws(Unsupported) -> String {
        guard text.unicodeScalars.allSatisfy({ 0x20...0x7E ~= $0.value || $0.value >= 0xA0 }) else {
            throw fail("a text with control characters")
        }
        return "'" + text.replacing("'", with: "''") + "'"
    }

    // MARK: Order

    mutating func writeOrder(
        _ expression: SQLExpression, _ query: SQLQuery, _ context: Context
    ) throws(Unsupported) {
        // An alias stands for what it names.
        if case .column(nil, let name) = expression,
            let item = query.items.first(where: { $0.alias?.lowercased() == name.lowercased() })
        {
            return try writeOrder(item.expression, query, context)
        }
        switch expression {
        case .column: break
        case .call: guard !query.groups.isEmpty else { throw fail("order by an aggregate without groups") }
        case .binary(let sign, .column, .number), .binary(let sign, .column, .column):
            guard sign == "*" || sign == "/" else { throw fail("order by an expression") }
        default: throw fail("order by an expression")
        }
        if case .call(let name, _, let argument) = expression, case .column = argument, name == "MIN" || name == "MAX" {
            guard try kind(argument, context) == .number else { throw fail("order by an aggregate of texts") }
        }
        try write(expression, context, mayAggregate: !query.groups.isEmpty)
    }

    // MARK: Conditions

    mutating func write(_ condition: SQLCondition, _ context: Context) throws(Unsupported) {
        switch condition {
        case .comparison(let left, let sign, let right): try write(left, sign, right, context)
        case .between(let value, let low, let high):
            guard try kind(value, context) == .number else { throw fail("BETWEEN of texts") }
            try write(value, context, mayAggregate: false)
            template.append(" BETWEEN ")
            try write(asNumber(low), context, mayAggregate: false)
            template.append(" AND ")
            try write(asNumber(high), context, mayAggregate: false)
        case .among(let value, let isNot, let values):
            let isNumber = try kind(value, context) == .number
            try write(value, context, mayAggregate: false)
            template.append(isNot ? " NOT IN (" : " IN (")
            for (index, other) in values.enumerated() {
                if index > 0 { template.append(", ") }
                try writeLiteral(other, isNumber: isNumber)
            }
            template.append(")")
        case .inQuery(let value, let isNot, let query):
            guard case .column = value, let item = query.items.first else { throw fail("IN of an expression") }
            let inner = Context(scope: try SQLScope(query, schema), isQualified: false)
            guard try kind(value, context) == kind(item.expression, inner) else {
                throw fail("IN of different types")
            }
            try write(value, context, mayAggregate: false)
            template.append(isNot ? " NOT IN (" : " IN (")
            try write(query, .list)
            template.append(")")
        case .like(let value, let isNot, let pattern):
            guard case .column = value, try kind(value, context) == .text else { throw fail("LIKE of a number") }
            try write(value, context, mayAggregate: false)
            template.append((isNot ? " NOT LIKE " : " LIKE ") + (try quoted(pattern)))
        case .null(let value, let isNot):
            guard case .column = value else { throw fail("NULL of an expression") }
            try write(value, context, mayAggregate: false)
            template.append(isNot ? " IS NOT NULL" : " IS NULL")
        case .not(let inner):
            template.append("NOT (")
            try write(inner, context)
            template.append(")")
        case .group(let inner):
            template.append("(")
            try write(inner, context)
            template.append(")")
        case .chain(let left, let word, let right):
            try write(left, context)
            template.append(" \(word) ")
            try write(right, context)
        }
    }

    /// A numeral in quotation marks as the number that it is.
    private func asNumber(_ expression: SQLExpression) -> SQLExpression {
        if case .string(let text) = expression, Fraction(text) != nil { .number(text) } else { expression }
    }

    private mutating func writeLiteral(_ expression: SQLExpression, isNumber: Bool) throws(Unsupported) {
        switch expression {
        case .number(let text): template.append(isNumber ? try number(text) : try quoted(text))
        case .string(let text):
            guard isNumber else { return template.append(try quoted(text)) }
            guard Fraction(text) != nil else { throw fail("a number compared with a text") }
            template.append(try number(text))
        default: throw fail("a list of something else than values")
        }
    }

    private mutating func write(
        _ left: SQLExpression, _ sign: String, _ right: SQLExpression, _ context: Context
    ) throws(Unsupported) {
        let isNumber = try kind(left, context) == .number
        try write(left, context, mayAggregate: false)
        template.append(" \(sign) ")
        switch right {
        case .number, .string: try writeLiteral(right, isNumber: isNumber)
        case .subquery(let query):
            guard try kind(right, context) == (isNumber ? .number : .text) else {
                throw fail("a comparison of different types")
            }
            if !isNumber {
                guard case .column = left, sign == "=" else { throw fail("a text compared with a query") }
            }
            template.append("(")
            try write(query, isNumber ? .aggregate : .first)
            template.append(")")
        default:
            guard try kind(right, context) == (isNumber ? .number : .text) else {
                throw fail("a comparison of different types")
            }
            try write(right, context, mayAggregate: false)
        }
    }

    mutating func writeHaving(_ condition: SQLCondition, _ context: Context) throws(Unsupported) {
        switch condition {
        case .comparison(let left, let sign, let right):
            guard case .call = left, try kind(left, context) == .number else {
                throw fail("HAVING of something else than aggregates")
            }
            try write(left, context, mayAggregate: true)
            template.append(" \(sign) ")
            let value = asNumber(right)
            switch value {
            case .number, .call: try write(value, context, mayAggregate: true)
            default: throw fail("HAVING of something else than aggregates")
            }
        case .between(let value, let low, let high):
            guard case .call = value, case .number(let least) = asNumber(low), case .number(let most) = asNumber(high)
            else { throw fail("HAVING of something else than aggregates") }
            try write(value, context, mayAggregate: true)
            template.append(" BETWEEN \(try number(least)) AND \(try number(most))")
        case .chain(let left, let word, let right):
            try writeHaving(left, context)
            template.append(" \(word) ")
            try writeHaving(right, context)
        default: throw fail("HAVING of another form")
        }
    }
}
