import Corvid
import CorvidGrammar

/// Questions about tables, answered with a query.
struct SQLSource: ExampleSource {
    /// Tables and the questions about them.
    struct Database: Sendable {
        var schema: SQLSchema
        var tasks: [Task] = []
        /// Each table stands for itself, and its name says nothing.
        var isNameless = false
        /// Texts that its queries compare columns with.
        var values = ValueIndex()
    }

    struct Task: Sendable {
        var question: String
        var paraphrase: String?
        var query: SQLTemplate
    }

    let name: String
    private let databases: [Database]
    /// The database of each question, so that each has the same chance.
    private let owners: [Int]
    private let tools: TaskTools
    private let quoted: Set<String>

    private static let mostTables = 6

    static func sources(
        _ files: [String], _ reader: inout RecordReader, _ tools: TaskTools
    ) throws(RecordError) -> [any ExampleSource] {
        var known: [String: SQLSchema] = [:]
        var sources: [any ExampleSource] = []
        var read: [(index: Int, name: String, records: [SQLRecord])] = []
        // Databases may be described in a file of their own, before or after the questions.
        for (index, file) in files.enumerated() {
            let records = try reader.read(file) { (line) throws(RecordError) in try SQLRecord.read(line, &known) }
            read.append((index, RecordFile(path: file).name, records))
        }
        for (index, name, records) in read {
            var drops: [RecordDrop] = []
            let databases = databases(records, known, &drops)
            reader.dropLater(drops, in: index)
            guard !databases.isEmpty else { continue }
            sources.append(SQLSource(name, databases, tools))
        }
        return sources
    }

    /// Queries in the tool's form, by database.
    static func databases(
        _ records: [SQLRecord], _ known: [String: SQLSchema], _ drops: inout [RecordDrop]
    ) -> [Database] {
        var order: [String] = []
        var groups: [String: [SQLRecord]] = [:]
        for record in records {
            if groups[record.database] == nil { order.append(record.database) }
            groups[record.database, default: []].append(record)
        }
        var databases: [Database] = []
        for key in order {
            let records = groups[key] ?? []
            var schema = known[key] ?? SQLSchema(tables: [])
            if known[key] == nil {
                for table in records.flatMap(\.tables) where schema.table(named: table.name) == nil {
                    schema.tables.append(table)
                }
            }
            var observer = SQLObserver(schema)
            var failures: Set<Int> = []
            for (index, record) in records.enumerated() {
                do throws(SQLParser.Unsupported) {
                    var next = observer
                    try next.observe(record.query)
                    observer = next
                } catch {
                    failures.insert(index)
                    drops.append(RecordDrop("the grammar cannot say: " + error.what))
                }
            }
            schema = observer.schema
            schema.settle()
            var database = Database(schema: schema)
            database.isNameless = schema.tables.count == 1 && schema.tables[0].name == "t"
            for (index, record) in records.enumerated() where !failures.contains(index) {
                do throws(SQLParser.Unsupported) {
                    let template = try SQLWriter.template(record.query, schema)
                    database.tasks.append(
                        Task(question: record.question, paraphrase: record.paraphrase, query: template))
                } catch {
                    drops.append(RecordDrop("the grammar cannot say: " + error.what))
                }
            }
            let names = TableNames(schema.descriptions)
            for task in database.tasks {
                let query = task.query.text(
                    table: { SQLNames.written(schema.tables[$0].name) },
                    column: { SQLNames.written(schema.tables[$0].columns[$1].name) })
                for (place, value) in names.texts(in: query) { database.values.insert(value, at: place) }
            }
            if !database.tasks.isEmpty { databases.append(database) }
        }
        return databases
    }

    init(_ name: String, _ databases: [Database], _ tools: TaskTools) {
        self.name = name
        self.databases = databases
        self.tools = tools
        owners = databases.indices.flatMap { Array(repeating: $0, count: databases[$0].tasks.count) }
        var names: Set<String> = []
        for table in databases.flatMap(\.schema.tables) {
            names.insert(table.name)
            names.formUnion(table.columns.map(\.name))
        }
        quoted = SQLNames.quoted(names, tools)
    }

    // MARK: Examples

    func example(_ random: inout Randomness) -> Example {
        let first = random.pick(owners)
        var view = SQLView(quoted: quoted, &random)
        var tasks: [(question: String, sql: String)] = []
        var known: [(database: Int, names: SQLView.Names)] = []
        if databases[first].isNameless {
            // One question is seldom enough for its table; others come with theirs.
            let wanted = Int.random(in: 4...6, using: &random)
            known.append((first, add(databases[first], wanted, &view, &tasks, &random)))
            for _ in 0..<3 where tasks.count < wanted && random.chance(0.75) {
                let next = random.pick(owners)
                known.append((next, add(databases[next], wanted - tasks.count, &view, &tasks, &random)))
            }
        } else {
            known.append((first, addSeveral(databases[first], &view, &tasks, &random)))
        }
        let (tool, instructions) = tools.database(view.tables)
        var values = SupposedValues(view.tables)
        for (database, names) in known {
            values.add(databases[database].values, places: names.places(in: values.names))
        }
        return Example(
            skill: .sql, tools: [tool], instructions: instructions,
            tasks: tasks.map { question, sql in
                let call = ToolCall(id: "call_1", name: tool.name, arguments: .object(["sql": .text(sql)]))
                var task = Example.Task([.user(question), .assistant("", toolCalls: [call])])
                values.tell(&task, &random)
                return task
            })
    }

    private func add(
        _ database: Database, _ count: Int, _ view: inout SQLView, _ tasks: inout [(question: String, sql: String)],
        _ random: inout Randomness
    ) -> SQLView.Names {
        let names = view.add(database.schema, [0], renames: true, &random)
        for task in database.tasks.shuffled(using: &random).prefix(count) {
            tasks.append((task.question, names.text(of: task.query)))
        }
        return names
    }

    /// A part of a database that one question needs, and other questions that it answers.
    private func addSeveral(
        _ database: Database, _ view: inout SQLView, _ tasks: inout [(question: String, sql: String)],
        _ random: inout Randomness
    ) -> SQLView.Names {
        let anchor = random.pick(database.tasks)
        var tables = anchor.query.tables
        for table in database.schema.tables.indices.shuffled(using: &random)
        where tables.count < max(Self.mostTables, anchor.query.tables.count) {
            tables.insert(table)
        }
        let names = view.add(database.schema, tables, renames: false, &random)
        var chosen = [anchor]
        let others = database.tasks.filter { $0.query.tables.isSubset(of: tables) }
        for _ in 0..<Int.random(in: 3...7, using: &random) {
            let other = random.pick(others)
            if !chosen.contains(where: { $0.question == other.question }) { chosen.append(other) }
        }
        for task in chosen {
            let question = task.paraphrase.flatMap { random.chance(0.5) ? $0 : nil } ?? task.question
            tasks.append((question, names.text(of: task.query)))
        }
        return names
    }
}
