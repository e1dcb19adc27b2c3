import Corvid

/// Rows of a query put into a sentence.
extension ResultSentences {
    private static let counts = Phrases(
        """
        How many {e}{f} are there?
        How many {e}{f} do we have?
        Count the {e}{f}.
        What is the number of {e}{f}?
        """)
    private static let countAnswers = Phrases(
        """
        There are {r} {e}{f}.
        We have {r} {e}{f}.
        {r} {e}{f} were found.
        The number of {e}{f} is {r}.
        """)
    private static let lists = Phrases(
        """
        Which {e}{f} are there?
        List the {e}{f}.
        Show me [all |the |]{e}{f}.
        Name the {e}{f}.
        Find [all |the |]{e}{f}.
        """)
    private static let listAnswers = Phrases(
        """
        The {e}{f} are {r}.
        I found {r}.
        There are {r}.
        They are {r}.
        """)
    private static let singleAnswers = Phrases(
        """
        The only one is {r}.
        I found one: {r}.
        There is only {r}.
        """)
    private static let emptyRows = Phrases(
        """
        There are no {e}{f}.
        I found no {e}{f}.
        No {e}{f} were found.
        """)
    private static let lookups = Phrases(
        """
        What is the {w} of {v}?
        What {w} does {v} have?
        Tell me the {w} of {v}.
        Look up the {w} of {v}.
        """)
    private static let lookupAnswers = Phrases(
        """
        The {w} of {v} is {r}.
        It is {r}.
        {v} has the {w} {r}.
        """)
    private static let unknown = Phrases(
        """
        There is no {o} called {v}.
        I found nothing about {v}.
        {v} is not in the database.
        """)
    private static let aggregates = Phrases(
        """
        What is the {d} {w} of the {e}{f}?
        Find the {d} {w} of the {e}{f}.
        Give me the {d} {w} of all {e}{f}.
        """)
    private static let aggregateAnswers = Phrases(
        """
        The {d} {w} of the {e}{f} is {r}.
        The {d} {w} is {r}.
        It is {r}.
        """)
    private static let extremes = Phrases(
        """
        Which is the {s} {o}?
        What is the {s} {o} called?
        Name the {s} {o}.
        Find the {s} {o}.
        """)
    private static let extremeAnswers = Phrases(
        """
        The {s} {o} is {r}.
        It is {r}.
        {r} is the {s} {o}.
        """)
    private static let groups = Phrases(
        """
        How many {e} are there per {w}?
        Count the {e} by {w}.
        How many {e} are there for each {w}?
        """)

    /// Questions about an invented database, its rows, and what is said about them.
    func databaseAnswers(_ composer: inout Composer) -> Example {
        let schema = InventedSchema(&composer)
        let (tool, instructions) = tools.database(schema.descriptions)
        var offer = [tool]
        if composer.chance(0.4) { offer.append(tools.calculator) }
        var writer = QueryWriter(schema: schema, composer: composer)
        let values = SupposedValues(schema.descriptions)
        let tasks = (0..<composer.int(3...6)).map { _ -> Example.Task in
            var result = rows(&writer)
            while result == nil { result = rows(&writer) }
            var conversation = Conversation()
            guard let result else { return conversation.task }
            conversation.user(result.question.squeezed.articlesFixed.capitalizedSentence)
            conversation.call(tool.name, text: result.sql, of: "sql")
            conversation.result(result.rows)
            conversation.say(result.answer.squeezed.articlesFixed.capitalizedSentence)
            var task = conversation.task
            values.tell(&task, &writer.composer.random)
            return task
        }
        composer = writer.composer
        return Example(skill: .dialogue, tools: offer, instructions: instructions, tasks: tasks)
    }

    private typealias Rows = (question: String, sql: String, rows: String, answer: String)

    private func rows(_ writer: inout QueryWriter) -> Rows? {
        let table = writer.composer.pick(writer.schema.tables)
        let (e, o) = (writer.nouns(table), table.entity.singular)
        let name = table.naming.name
        let numbers = table.columns.filter { $0.attribute.isNumber }
        switch writer.composer.int(0...9) {
        case ..<2:
            let (f, sql) = writer.filters(table, [0, 1, 1])
            let count = String(writer.composer.int(2...400))
            return (
                writer.composer.write(Self.counts, ["e": e, "f": f]), "SELECT COUNT(*) FROM \(table.name)\(sql)",
                "COUNT(*)\n" + count, writer.composer.write(Self.countAnswers, ["e": e, "f": f, "r": count])
            )
        case ..<5:
            let (f, sql) = writer.filters(table, [0, 1, 1, 1])
            let question = writer.composer.write(Self.lists, ["e": e, "f": f])
            let query = "SELECT \(name) FROM \(table.name)\(sql)"
            if !f.isEmpty, writer.composer.chance(0.2) {
                return (question, query, "\(name)\n(no rows)", writer.composer.write(Self.emptyRows, ["e": e, "f": f]))
            }
            let attribute = table.naming.attribute
            let count = writer.composer.int(1...6)
            var names: [String] = []
            for _ in 0..<count {
                let next = writer.shown(attribute)
                if !names.contains(next) { names.append(next) }
            }
            let list = Words.list(names)
            let answer =
                names.count == 1
                ? writer.composer.write(Self.singleAnswers, ["r": list])
                : writer.composer.write(Self.listAnswers, ["e": e, "f": f, "r": list])
            return (question, query, ([name] + names).joined(separator: "\n"), answer)
        case ..<7:
            guard let column = table.columns.randomElement(using: &writer.composer.random) else { return nil }
            let (v, w) = (writer.value(table.naming.attribute), writer.word(column))
            let question = writer.composer.write(Self.lookups, ["w": w, "v": v.text])
            let query = "SELECT \(column.name) FROM \(table.name) WHERE \(name) = \(v.sql)"
            if writer.composer.chance(0.15) {
                return (
                    question, query, "\(column.name)\n(no rows)",
                    writer.composer.write(Self.unknown, ["o": o, "v": v.text])
                )
            }
            let r = writer.shown(column.attribute)
            return (
                question, query, "\(column.name)\n\(r)",
                writer.composer.write(Self.lookupAnswers, ["w": w, "v": v.text, "r": r])
            )
        case 7:
            guard let column = numbers.randomElement(using: &writer.composer.random) else { return nil }
            let (d, function) = writer.composer.pick([
                ("average", "AVG"), ("total", "SUM"), ("highest", "MAX"), ("lowest", "MIN"),
            ])
            let (f, sql) = writer.filters(table, [0, 1])
            let (w, r) = (writer.word(column), writer.shown(column.attribute))
            return (
                writer.composer.write(Self.aggregates, ["d": d, "w": w, "e": e, "f": f]),
                "SELECT \(function)(\(column.name)) FROM \(table.name)\(sql)", "\(function)(\(column.name))\n\(r)",
                writer.composer.write(Self.aggregateAnswers, ["d": d, "w": w, "e": e, "f": f, "r": r])
            )
        case 8:
            let candidates = table.columns.filter { !$0.attribute.most.isEmpty }
            guard let column = candidates.randomElement(using: &writer.composer.random) else { return nil }
            let isMost = writer.composer.chance(0.6)
            let s = writer.composer.pick(isMost ? column.attribute.most : column.attribute.least)
            let r = writer.shown(table.naming.attribute)
            return (
                writer.composer.write(Self.extremes, ["s": s, "o": o]),
                "SELECT \(name) FROM \(table.name) ORDER BY \(column.name)\(isMost ? " DESC" : "") LIMIT 1",
                "\(name)\n\(r)", writer.composer.write(Self.extremeAnswers, ["s": s, "o": o, "r": r])
            )
        default:
            let categories = table.columns.filter { $0.attribute.isCategory }
            guard let column = categories.randomElement(using: &writer.composer.random) else { return nil }
            var values: [String] = []
            for _ in 0..<writer.composer.int(2...4) {
                let next = writer.shown(column.attribute)
                if !values.contains(next) { values.append(next) }
            }
            let counted = values.map { ($0, String(writer.composer.int(1...90))) }
            let lines = ["\(column.name) | COUNT(*)"] + counted.map { "\($0) | \($1)" }
            return (
                writer.composer.write(Self.groups, ["e": e, "w": writer.word(column)]),
                "SELECT \(column.name), COUNT(*) FROM \(table.name) GROUP BY \(column.name)",
                lines.joined(separator: "\n"),
                "There are " + Words.list(counted.map { "\($1) for \($0)" }) + "."
            )
        }
    }
}

extension QueryWriter {
    /// A value as a row shows it.
    mutating func shown(_ attribute: Attribute) -> String {
        let value = composer.value(attribute.kind).inDigits
        return String(String.UnicodeScalarView(value.spoken.unicodeScalars.filter { !Figure.isMark($0) }))
    }
}
