import Corvid
import CorvidGrammar

/// The values of a lesson's tables, for the questions to them.
struct LessonValues: Sendable {
    /// By the lesson's tables and columns.
    private let index: ValueIndex
    private let tables: [TableDescription]
    /// Numbers of the tables that count.
    private var shown: Set<Int>

    init(_ lesson: DatabaseLesson) {
        tables = lesson.tables
        var index = ValueIndex()
        for place in TableNames(tables).texts {
            let (table, column) = (tables[place.table], tables[place.table].columns[place.column])
            for value in lesson.samples["\(table.name).\(column.name)"] ?? [] {
                if let text = value.text { index.insert(text, at: place) }
            }
        }
        self.index = index
        shown = Set(tables.indices)
    }

    /// The values of some of the tables alone.
    func limited(to others: some Sequence<TableDescription>, without names: Set<String>) -> LessonValues {
        let kept = Set(others.map { $0.name.lowercased() }).subtracting(names)
        var copy = self
        copy.shown = Set(tables.indices.filter { kept.contains(tables[$0].name.lowercased()) })
        return copy
    }

    /// What the question names of them.
    ///
    /// - Parameters:
    ///   - names: of the example's tables.
    ///   - database: gives the lesson's tables the names that they have there.
    func found(
        in question: QuestionStretches, _ names: TableNames, _ database: VariedDatabase
    ) -> [ValueIndex.Found] {
        index.all(in: question).compactMap { found in
            guard shown.contains(found.place.table) else { return nil }
            let table = tables[found.place.table]
            let column = table.columns[found.place.column].name
            guard
                let place = names.place(table: database.name(of: table.name), column: database.name(of: column))
            else { return nil }
            return ValueIndex.Found(place: place, value: found.value, pieces: found.pieces)
        }
    }

    /// Sets the matches of the messages of the user.
    static func tell(_ task: inout Example.Task, _ values: [LessonValues], _ database: VariedDatabase) {
        let names = TableNames(database.tables)
        for index in task.messages.indices where task.messages[index].role == .user {
            let question = QuestionStretches(task.messages[index].text)
            let found = values.flatMap { $0.found(in: question, names, database) }
            task.messages[index].matches = ValueIndex.settled(found).map {
                ValueMatch(name: names.name(of: $0.place), value: $0.value)
            }
        }
    }
}
