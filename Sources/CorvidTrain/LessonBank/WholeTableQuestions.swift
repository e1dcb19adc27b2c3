/// Questions about all rows of a lesson's tables: nothing in them is a value, least of all what the rows are called.
struct WholeTableQuestions: Sendable {
    private struct Column: Sendable {
        var name: String
        /// How people call it.
        var words: String
    }

    private struct Table: Sendable {
        var name: String
        /// What its rows are called.
        var nouns: [String]
        var texts: [Column]
        var numbers: [Column]
    }

    private let tables: [Table]

    init(_ lesson: DatabaseLesson) { tables = lesson.tables.compactMap(Self.table) }

    /// Nil where the tables' names say nothing.
    func question(_ random: inout Randomness) -> (text: String, sql: String)? {
        guard let table = tables.randomElement(using: &random) else { return nil }
        let draw = Int.random(in: 0..<100, using: &random)
        let noun = random.pick(table.nouns)
        func write(_ forms: [String], _ slots: [(String, String)], _ sql: String) -> (String, String) {
            var text = random.pick(forms)
            for (slot, value) in [("{e}", noun)] + slots { text = text.replacing(slot, with: value) }
            return (text.prefix(1).uppercased() + text.dropFirst(), sql + " FROM \(table.name)")
        }
        if draw < 35 { return write(Self.counts, [], "SELECT COUNT(*)") }
        if draw < 45 { return write(Self.alls, [], "SELECT *") }
        if draw < 65, let text = table.texts.randomElement(using: &random) {
            return random.chance(0.6)
                ? write(Self.lists, [("{w}", text.words)], "SELECT \(text.name)")
                : write(Self.distincts, [("{w}", text.words)], "SELECT DISTINCT \(text.name)")
        }
        guard let number = table.numbers.randomElement(using: &random) else {
            return write(Self.counts, [], "SELECT COUNT(*)")
        }
        if draw < 85 {
            let (forms, function) = random.pick([
                (Self.averages, "AVG"), (Self.averages, "AVG"), (Self.maxima, "MAX"), (Self.minima, "MIN"),
            ])
            return write(forms, [("{w}", number.words)], "SELECT \(function)(\(number.name))")
        }
        guard let text = table.texts.first else { return write(Self.counts, [], "SELECT COUNT(*)") }
        let isMost = random.chance(0.6)
        let count = Int.random(in: 2...12, using: &random)
        let isLimited = random.chance(0.6)
        let degree = isMost ? "highest" : "lowest"
        let (words, sql) = write(
            isLimited ? Self.tops : Self.orders,
            [("{w}", number.words), ("{m}", text.words), ("{d}", degree), ("{n}", "\(count)")], "SELECT \(text.name)")
        return (
            words, sql + " ORDER BY \(number.name)" + (isMost ? " DESC" : "") + (isLimited ? " LIMIT \(count)" : "")
        )
    }

    private static let counts = [
        "How many {e} are there?", "How many {e} do we have?", "Count the {e}.", "Count all {e}.",
        "What is the number of {e}?", "How many {e} are in the database?", "Give me the number of all {e}.",
        "How many {e} are there in total?", "total number of {e}", "The number of {e}, please.",
        "How many {e} does the database hold?", "How many {e} have been recorded?",
    ]
    private static let alls = [
        "Show all {e} with all columns.", "Show everything about the {e}.", "All details of all {e}",
        "List the complete rows of all {e}.", "Give me all the data on the {e}.",
    ]
    private static let lists = [
        "List the {w} of all {e}.", "Show the {w} of every one of the {e}.", "What is the {w} of each of the {e}?",
        "Give me the {w} for all {e}.", "{w} of all {e}", "For all {e}, show the {w}.",
    ]
    private static let distincts = [
        "List each {w} of the {e} once.", "Which different values of {w} do the {e} have?",
        "Show every {w} of the {e} without repetition.", "The different values of {w} among the {e}?",
    ]
    private static let averages = [
        "What is the average {w} of all {e}?", "What is the average {w} of the {e}?", "Average {w} over all {e}",
        "Find the mean {w} of the {e}.", "What {w} do the {e} have on average?", "The average {w} of our {e}?",
    ]
    private static let maxima = [
        "What is the highest {w} of the {e}?", "The largest {w} among all {e}?", "Find the maximum {w} of the {e}.",
    ]
    private static let minima = [
        "What is the lowest {w} of the {e}?", "The smallest {w} among all {e}?", "Find the minimum {w} of the {e}.",
    ]
    private static let orders = [
        "List the {m} of all {e} by {w}, {d} first.", "Show the {m} of all {e}, sorted by {w} with the {d} first.",
        "All {e} ordered by {w}, {d} first; show the {m}.",
    ]
    private static let tops = [
        "List the {m} of the {n} {e} with the {d} {w}.", "Which {n} {e} have the {d} {w}? Show the {m}.",
        "{m} of the {n} {e} with the {d} {w}", "Show the {m} of the {n} {e} that have the {d} {w}.",
    ]

    private static func table(_ table: TableDescription) -> Table? {
        guard isPlain(table.name) else { return nil }
        let words = LessonNames.words(table.name)
        guard let last = words.last, words.allSatisfy(isWord) else { return nil }
        let noun = words.joined(separator: " ")
        let isPlural = last.hasSuffix("s") && !last.hasSuffix("ss")
        let plural = isPlural ? noun : Words.plural(noun)
        let single = isPlural ? singular(noun) : noun
        let columns = table.columns.filter { !$0.isKey && $0.references == nil && isPlain($0.name) }
        func named(_ column: TableDescription.Column) -> Column? {
            let words = LessonNames.words(column.name)
            guard words.allSatisfy(isWord) else { return nil }
            return Column(name: column.name, words: words.joined(separator: " "))
        }
        return Table(
            name: table.name,
            nouns: [plural, plural, plural, "\(single) entries", "\(single) records", "rows of \(table.name)"],
            texts: columns.filter(TableNames.isText).compactMap(named),
            numbers: columns.filter { ["INTEGER", "REAL"].contains($0.type.uppercased()) && !isLabel($0.name) }
                .compactMap(named))
    }

    /// Names that need no quotation marks.
    private static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { 0x61...0x7A ~= $0 | 0x20 && $0 < 0x80 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_") }
            && !SQLWord.isReserved(name)
    }

    /// Whether it can be a word rather than an abbreviation.
    private static func isWord(_ word: String) -> Bool {
        word.utf8.count > 3 && word.contains { "aeiouy".contains($0) } || known.contains(word)
    }

    private static let known: Set<String> = [
        "age", "bed", "bid", "car", "cat", "cow", "cup", "day", "dog", "egg", "fee", "hut", "job", "lot", "map", "mine",
        "pet", "pig", "tax", "toy", "tree", "of", "per", "in", "by", "on",
    ]

    /// Whether the numbers are names of things rather than amounts.
    private static func isLabel(_ name: String) -> Bool {
        !Set(LessonNames.words(name)).isDisjoint(with: [
            "id", "no", "nr", "num", "number", "year", "yr", "code", "shirt", "bib", "is", "open", "flag", "season",
            "zip",
        ])
    }

    private static func singular(_ noun: String) -> String {
        if noun.hasSuffix("series") || noun.hasSuffix("species") { return noun }
        if noun.hasSuffix("ies") { return noun.dropLast(3) + "y" }
        for ending in ["sses", "xes", "ches", "shes"] where noun.hasSuffix(ending) { return String(noun.dropLast(2)) }
        return String(noun.dropLast())
    }
}
