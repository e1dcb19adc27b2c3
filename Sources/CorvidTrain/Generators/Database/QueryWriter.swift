/// Composes questions over a schema and the queries that answer them.
struct QueryWriter {
    let schema: InventedSchema
    var composer: Composer

    /// A condition in words and in SQL.
    struct Filter {
        /// Follows the noun: "in Rome", "older than 30".
        var words: String
        /// With `{t}` where a joined query has the table and a point.
        var sql: String

        func sql(in table: String?) -> String { sql.replacing("{t}", with: table.map { $0 + "." } ?? "") }
    }

    typealias Table = InventedSchema.Table
    typealias Column = InventedSchema.Column

    /// How many of the questions are about all rows of a table, beside those that have no condition by chance.
    private static let wholeShare = 0.08

    mutating func question() -> (text: String, sql: String) {
        for _ in 0..<12 {
            if let (text, sql) = attempt() {
                return (finished(text), sql)
            }
        }
        let table = composer.pick(schema.tables)
        return (finished("How many \(nouns(table)) are there?"), "SELECT COUNT(*) FROM \(table.name)")
    }

    private mutating func attempt() -> (String, String)? {
        if composer.chance(Self.wholeShare) { return whole(composer.pick(schema.tables)) }
        let children = schema.tables.filter { $0.parent != nil }
        if !children.isEmpty, composer.chance(0.42) { return joined(composer.pick(children)) }
        return single(composer.pick(schema.tables))
    }

    private static let frames = Phrases(
        """
        {q}
        {q}
        {q}
        {q}
        {q}
        {q}
        Please: {l}
        I want to know: {l}
        Can you tell me: {l}
        [Hi|Hello], {l}
        From the database: {l}
        For my report: {l}
        """)

    private mutating func finished(_ text: String) -> String {
        let sentence = text.squeezed.trimmed.articlesFixed.capitalizedSentence
        let framed = composer.write(Self.frames, ["q": sentence, "l": sentence.uncapitalized])
        return composer.chance(0.08) ? framed.lowercasedFirstOnly.trimmingStop : framed
    }

    // MARK: - Words

    mutating func nouns(_ table: Table) -> String {
        composer.chance(0.75) || table.entity.synonyms.isEmpty
            ? table.entity.plural : composer.pick(table.entity.synonyms)
    }

    mutating func word(_ column: Column) -> String {
        let named = column.name.spacedWords
        return composer.chance(0.25) && !named.isEmpty && named.count > 3
            ? named : composer.pick(column.attribute.words)
    }

    /// A value in the question's words and as SQL's literal.
    mutating func value(_ attribute: Attribute) -> (text: String, sql: String) {
        let value = composer.value(attribute.kind)
        let text = String(String.UnicodeScalarView(value.spoken.unicodeScalars.filter { !Figure.isMark($0) }))
        if case .number(let figure) = value.json {
            let plain = figure.value.calculatorText
            return (composer.chance(0.9) ? plain : text, plain)
        }
        let quoted = "'" + text.replacing("'", with: "''") + "'"
        switch attribute.kind {
        case .title, .message: return (composer.chance(0.5) ? "\"\(text)\"" : text, quoted)
        default: return (text, quoted)
        }
    }

    // MARK: - Conditions

    private static let between = Phrases(
        """
        with [a |]{w} between {a} and {b}
        whose {w} is between {a} and {b}
        with [a |]{w} from {a} to {b}
        whose {w} lies between {a} and {b}
        """)
    private static let missing = Phrases(
        """
        without [a |]{w}
        with no {w}
        whose {w} is [missing|unknown|not known|empty]
        that have no {w}
        """)
    private static let present = Phrases(
        """
        with a known {w}
        whose {w} is known
        that have a {w}
        whose {w} is not empty
        """)
    private static let starts = Phrases(
        """
        whose {w} [begins|starts] with {v}
        with a {w} that [begins|starts] with {v}
        """)
    private static let contains = Phrases(
        """
        whose {w} contains {v}
        with {v} in the {w}
        with a {w} containing {v}
        """)
    private static let equals = Phrases(
        """
        with {w} {v}
        whose {w} is {v}
        with the {w} {v}
        """)
    private static let above = Phrases(
        """
        with [a |]{w} [over|above|greater than|higher than] {n}
        whose {w} is [over|above|more than|greater than] {n}
        """)
    private static let below = Phrases(
        """
        with [a |]{w} [under|below|lower than] {n}
        whose {w} is [under|below|less than] {n}
        """)
    private static let least = Phrases(
        """
        with [a |]{w} of at least {n}
        whose {w} is at least {n}
        with [a |]{w} of {n} or more
        """)
    private static let greatest = Phrases(
        """
        with [a |]{w} of at most {n}
        whose {w} is at most {n}
        with [a |]{w} of {n} or less
        """)

    /// A condition on one of the table's columns, not one of `used`.
    mutating func filter(_ table: Table, avoiding used: [String] = []) -> (filter: Filter, column: String)? {
        let columns = table.columns.filter { !used.contains($0.name) }
        guard !columns.isEmpty else { return nil }
        let column = composer.pick(columns)
        let attribute = column.attribute
        let name = "{t}" + column.name
        let w = word(column)
        func made(_ words: String, _ sql: String) -> (Filter, String) { (Filter(words: words, sql: sql), column.name) }
        if composer.chance(0.06) {
            return composer.chance(0.65)
                ? made(composer.write(Self.missing, ["w": w]), name + " IS NULL")
                : made(composer.write(Self.present, ["w": w]), name + " IS NOT NULL")
        }
        let first = value(attribute)
        if attribute.isNumber || attribute.isDate {
            switch composer.int(0...9) {
            case ..<3:
                let words =
                    attribute.more.isEmpty || composer.chance(0.4)
                    ? composer.write(Self.above, ["w": w, "n": first.text])
                    : composer.write(composer.pick(attribute.more), ["n": first.text])
                return made(words, "\(name) > \(first.sql)")
            case ..<6:
                let words =
                    attribute.less.isEmpty || composer.chance(0.4)
                    ? composer.write(Self.below, ["w": w, "n": first.text])
                    : composer.write(composer.pick(attribute.less), ["n": first.text])
                return made(words, "\(name) < \(first.sql)")
            case 6: return made(composer.write(Self.least, ["w": w, "n": first.text]), "\(name) >= \(first.sql)")
            case 7: return made(composer.write(Self.greatest, ["w": w, "n": first.text]), "\(name) <= \(first.sql)")
            case 8:
                let second = value(attribute)
                guard first.sql != second.sql else { return nil }
                let inOrder =
                    attribute.isDate ? first.sql < second.sql : (Double(first.sql) ?? 0) < (Double(second.sql) ?? 0)
                let (a, b) = inOrder ? (first, second) : (second, first)
                return made(
                    composer.write(Self.between, ["w": w, "a": a.text, "b": b.text]),
                    "\(name) BETWEEN \(a.sql) AND \(b.sql)")
            default: return made(composer.write(Self.equals, ["w": w, "v": first.text]), "\(name) = \(first.sql)")
            }
        }
        if attribute.isCategory || !attribute.more.isEmpty {
            switch composer.int(0...9) {
            case ..<7:
                let words =
                    attribute.more.isEmpty || composer.chance(0.3)
                    ? composer.write(Self.equals, ["w": w, "v": first.text])
                    : composer.write(composer.pick(attribute.more), ["v": first.text])
                return made(words, "\(name) = \(first.sql)")
            case 7 where !attribute.less.isEmpty:
                return made(composer.write(composer.pick(attribute.less), ["v": first.text]), "\(name) <> \(first.sql)")
            default:
                let second = value(attribute)
                guard first.sql != second.sql else { return nil }
                let both = "\(first.text) or \(second.text)"
                let words =
                    attribute.more.isEmpty
                    ? composer.write(Self.equals, ["w": w, "v": both])
                    : composer.write(composer.pick(attribute.more), ["v": both])
                return made(words, "\(name) IN (\(first.sql), \(second.sql))")
            }
        }
        return like(column, name, w)
    }

    private mutating func like(_ column: Column, _ name: String, _ w: String) -> (Filter, String)? {
        let part =
            composer.chance(0.5)
            ? String(composer.inventedName().prefix(composer.int(1...3))) : composer.pick(Words.firstNames)
        let shown = composer.chance(0.5) ? "\"\(part)\"" : part
        return composer.chance(0.5)
            ? (
                Filter(words: composer.write(Self.starts, ["w": w, "v": shown]), sql: "\(name) LIKE '\(part)%'"),
                column.name
            )
            : (
                Filter(words: composer.write(Self.contains, ["w": w, "v": shown]), sql: "\(name) LIKE '%\(part)%'"),
                column.name
            )
    }

    /// None, one or two conditions.
    mutating func filters(_ table: Table, _ shares: [Int], avoiding used: [String] = []) -> (words: String, sql: String)
    {
        let count = composer.pick(shares)
        guard count > 0, let (first, column) = filter(table, avoiding: used) else { return ("", "") }
        guard count > 1, let (second, _) = filter(table, avoiding: used + [column]) else {
            return (" " + first.words, " WHERE " + first.sql(in: nil))
        }
        if composer.chance(0.15) {
            return (
                " \(first.words) or \(second.words)", " WHERE \(first.sql(in: nil)) OR \(second.sql(in: nil))"
            )
        }
        let link = composer.pick([" and ", " and ", " "])
        return (
            " \(first.words)\(link)\(second.words)", " WHERE \(first.sql(in: nil)) AND \(second.sql(in: nil))"
        )
    }

    /// How the row's name is asked for.
    mutating func nameWord(_ table: Table) -> String { word(table.naming) }
}

extension String {
    var lowercasedFirstOnly: String { uncapitalized }
    var trimmingStop: String { last == "." || last == "?" ? String(dropLast()) : self }
}
