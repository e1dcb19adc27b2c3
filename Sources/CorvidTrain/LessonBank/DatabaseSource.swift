import Corvid
import CorvidGrammar

/// Questions to a database, several for one schema.
struct DatabaseSource: ExampleSource {
    let name = "lessons-databases"
    let lessons: [DatabaseLesson]
    let problems: [WordProblemLesson]
    let tools: TaskTools

    func example(_ random: inout Randomness) -> Example {
        let lesson = random.pick(lessons)
        var tables = lesson.tables
        if random.chance(0.2) {
            // Tables that no question is about.
            let other = random.pick(lessons).tables.shuffled(using: &random).prefix(
                Int.random(in: 1...2, using: &random))
            let names = Set(tables.map { $0.name.lowercased() })
            tables += other.filter { !names.contains($0.name.lowercased()) }.map { table in
                var table = table
                for index in table.columns.indices { table.columns[index].references = nil }
                return table
            }
        }
        let database = VariedDatabase(tables, &random)
        let (tool, instructions) = tools.database(database.tables)
        var offered = [tool]
        if random.chance(0.5) { offered.append(tools.calculator) }
        if random.chance(0.2) { offered.append(tools.fetch) }
        var tasks: [Example.Task] = []
        let wanted = Int.random(in: 4...8, using: &random)
        for question in lesson.questions.shuffled(using: &random).prefix(wanted) {
            guard let filled = question.fill(&random) else { continue }
            var text = LessonFilling.Text()
            LessonSurroundings.greet(&text, &random)
            text.append(filled.text.string)
            LessonSurroundings.vary(&text, &random)
            tasks.append(Self.task(text.string, database.renamed(filled.sql), tool.name))
        }
        if offered.count > 1, offered[1].name == tools.calculator.name, random.chance(0.2), !problems.isEmpty,
            let task = random.pick(problems).task(&random)
        {
            tasks.append(task)
        }
        return Example(skill: .sql, tools: offered, instructions: instructions, tasks: tasks)
    }

    static func task(_ question: String, _ sql: String, _ tool: String) -> Example.Task {
        let arguments = JSONValue.object([.init(key: Array("sql".utf8), value: .text(sql))])
        return Example.Task([
            .user(question), .assistant("", toolCalls: [ToolCall(id: "call_1", name: tool, arguments: arguments)]),
        ])
    }
}
