import Corvid
import CorvidGrammar
import Foundation

/// Record files made of the lessons that no training sees.
///
/// `math`, `sql`, `tools-single`, `tools-sets` and `qa`, each with `.jsonl`, in the formats that `corvid evaluate`
/// reads.
package struct LessonDevelopmentSets {
    private let lessons: LessonCollection
    private var random: Randomness
    private let count: Int

    /// - Parameters:
    ///   - folder: of the lessons.
    ///   - seed: other seeds give other fillings of the same lessons.
    ///   - count: records of each file.
    /// - Throws: `LessonProblem`.
    package init(folder: String, seed: UInt64, count: Int = 300) throws {
        lessons = try LessonCollection(folder: folder).portion(.development)
        random = Randomness(seed: seed)
        self.count = count
    }

    /// Writes the files into a folder, which is made where it is missing.
    ///
    /// - Throws: what the file system says.
    package mutating func write(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write("math", to: folder) { sets, _ in sets.math() }
        try write("sql", to: folder) { sets, _ in sets.sql() }
        try write("tools-single", to: folder) { sets, _ in sets.single() }
        try write("tools-sets", to: folder) { sets, number in sets.set(number) }
        try write("qa", to: folder) { sets, number in sets.passage(number) }
    }

    private mutating func write(
        _ name: String, to folder: String, _ make: (inout LessonDevelopmentSets, Int) -> [JSONValue.Member]?
    ) throws {
        var lines: [UInt8] = []
        var made = 0
        var seen: Set<[UInt8]> = []
        for _ in 0..<(count * 20) where made < count {
            guard let members = make(&self, made), seen.insert(JSONValue.object(members).serialized).inserted else {
                continue
            }
            made += 1
            let id = JSONValue.Member(key: Array("id".utf8), value: .text("\(name)-dev-\(made)"))
            JSONValue.object([id] + members).serialize(into: &lines)
            lines.append(UInt8(ascii: "\n"))
        }
        try Data(lines).write(to: URL(fileURLWithPath: folder).appendingPathComponent(name + ".jsonl"))
    }

    private static func members(_ pairs: [(String, JSONValue)]) -> [JSONValue.Member] {
        pairs.map { .init(key: Array($0.0.utf8), value: $0.1) }
    }

    private mutating func math() -> [JSONValue.Member]? {
        guard let lesson = lessons.wordProblems.randomElement(using: &random)?.value,
            let task = lesson.task(&random, allowsSteps: false), let call = task.messages[1].toolCalls.first,
            let expression = call.arguments["expression"], LessonNumber(task.messages[2].text) != nil
        else { return nil }
        return Self.members([
            ("question", .text(task.messages[0].text)), ("expression", expression),
            ("answer", .number(task.messages[2].text)),
        ])
    }

    private mutating func sql() -> [JSONValue.Member]? {
        guard let lesson = lessons.databases.randomElement(using: &random)?.value,
            let filled = lesson.questions.randomElement(using: &random)?.fill(&random)
        else { return nil }
        let rows = SampleRows(lesson, &random).rows
        let tables = zip(lesson.tables, rows).map { table, rows in
            let columns = table.columns.map { column in
                JSONValue.object(Self.members([("name", .text(column.name)), ("type", .text(column.type))]))
            }
            return JSONValue.object(
                Self.members([
                    ("name", .text(table.name)), ("columns", .array(columns)),
                    ("rows", .array(rows.map { .array($0) })),
                ]))
        }
        return Self.members([
            ("question", .text(filled.text.string)), ("tables", .array(tables)), ("sql", .text(filled.sql)),
        ])
    }

    private mutating func single() -> [JSONValue.Member]? {
        guard let lesson = lessons.functions.randomElement(using: &random)?.value,
            let task = lesson.requests.randomElement(using: &random)?.task(
                lesson.functions.map { VariedFunction($0) }, &random)
        else { return nil }
        return Self.record(lesson.functions, task)
    }

    /// Two of three from sets that are easily confused, the others from functions that have nothing in common.
    private mutating func set(_ number: Int) -> [JSONValue.Member]? {
        if number % 3 != 0 {
            guard let lesson = lessons.functionSets.randomElement(using: &random)?.value,
                let task = lesson.requests.randomElement(using: &random)?.task(
                    lesson.functions.map { VariedFunction($0) }, &random)
            else { return nil }
            return Self.record(lesson.functions.shuffled(using: &random), task)
        }
        let pool = FunctionPool(lessons: lessons.functions.map(\.value))
        let offers = pool.draw(Int.random(in: 4...6, using: &random), avoiding: [], allowsArithmetic: true, &random)
        let subjects = offers.reduce(into: Set<String>()) { $0.formUnion($1.lesson.subjects) }
        guard let offer = offers.randomElement(using: &random) else { return nil }
        let task =
            number % 9 == 0
            ? FunctionSource.unfit(random.pick(pool.lessons), subjects, &random) : offer.task(&random)
        return task.map { Self.record(offers.map(\.definition), $0) }
    }

    private static func record(_ functions: [ToolDefinition], _ task: Example.Task) -> [JSONValue.Member] {
        let tools = functions.map { function in
            JSONValue.object(
                members([
                    ("name", .text(function.name)), ("description", .text(function.description)),
                    ("parameters", function.parameters),
                ]))
        }
        let calls = task.messages[1].toolCalls.map { call in
            JSONValue.object(members([("name", .text(call.name)), ("arguments", call.arguments)]))
        }
        return members([("tools", .array(tools)), ("question", .text(task.messages[0].text)), ("calls", .array(calls))])
    }

    private mutating func passage(_ number: Int) -> [JSONValue.Member]? {
        guard let filled = lessons.passages.randomElement(using: &random)?.value.fill(&random) else { return nil }
        let question = number % 5 == 0 ? filled.questions.filter { $0.answer == nil } : filled.questions
        guard let asked = question.randomElement(using: &random) else { return nil }
        return Self.members([
            ("context", .text(filled.text)), ("question", .text(asked.text)),
            ("answer", asked.answer.map { .text($0) } ?? .null),
        ])
    }
}
