import Corvid
import CorvidGrammar

/// Questions to a database, several for one schema.
struct DatabaseSource: ExampleSource {
    let name = "lessons-databases"
    let lessons: [DatabaseLesson]
    let problems: [WordProblemLesson]
    let tools: TaskTools
    /// Of each lesson.
    private let values: [LessonValues]
    /// Of each lesson, questions about all rows of a table.
    private let wholes: [WholeTableQuestions]

    /// How many of the questions are about all rows, beside those that lessons have.
    private static let wholeShare = 0.12

    init(lessons: [DatabaseLesson], problems: [WordProblemLesson], tools: TaskTools) {
        self.lessons = lessons
        self.problems = problems
        self.tools = tools
        values = lessons.map { LessonValues($0) }
        wholes = lessons.map { WholeTableQuestions($0) }
    }

    func example(_ random: inout Randomness) -> Example {
        let chosen = random.pick(lessons.indices)
        let lesson = lessons[chosen]
        var values = [self.values[chosen]]
        var tables = lesson.tables
        if random.chance(0.2) {
            // Tables that no question is about.
            let added = random.pick(lessons.indices)
            let other = lessons[added].tables.shuffled(using: &random).prefix(
                Int.random(in: 1...2, using: &random))
            let names = Set(tables.map { $0.name.lowercased() })
            if added != chosen { values.append(self.values[added].limited(to: other, without: names)) }
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
            var asked = question.fill(&random).map { ($0.text.string, $0.sql) }
            if random.chance(Self.wholeShare), let whole = wholes[chosen].question(&random) { asked = whole }
            guard let (words, sql) = asked else { continue }
            var text = LessonFilling.Text()
            LessonSurroundings.greet(&text, &random)
            text.append(words)
            LessonSurroundings.vary(&text, &random)
            tasks.append(Self.task(text.string, database.renamed(sql), tool.name))
        }
        if offered.count > 1, offered[1].name == tools.calculator.name, random.chance(0.2), !problems.isEmpty,
            let task = random.pick(problems).task(&random)
        {
            tasks.append(task)
        }
        for index in tasks.indices { LessonValues.tell(&tasks[index], values, database) }
        return Example(skill: .sql, tools: offered, instructions: instructions, tasks: tasks)
    }

    static func task(_ question: String, _ sql: String, _ tool: String) -> Example.Task {
        let arguments = JSONValue.object([.init(key: Array("sql".utf8), value: .text(sql))])
        return Example.Task([
            .user(question), .assistant("", toolCalls: [ToolCall(id: "call_1", name: tool, arguments: arguments)]),
        ])
    }
}
