import Corvid
import CorvidGrammar
import Foundation
import Testing

@testable import CorvidTrain

@Suite struct LessonValueTests {
    /// Tools whose instructions are the tables, to be read again.
    private static let tools: TaskTools = {
        var tools = LessonFixtures.tools
        let database = tools.database
        tools.database = { tables in
            let encoded = (try? JSONEncoder().encode(tables)) ?? Data()
            return (database(tables).tool, String(decoding: encoded, as: UTF8.self))
        }
        return tools
    }()

    private static func tables(_ example: Example) throws -> [TableDescription] {
        try JSONDecoder().decode([TableDescription].self, from: Data(example.instructions.utf8))
    }

    private static let lesson = """
        {"schema": "library", "tables": [
        {"name": "club_members", "columns": [
        {"name": "member_id", "type": "INTEGER", "values": null, "key": "primary"},
        {"name": "full_name", "type": "TEXT", "values": ["Ada Brandt", "J. P. O'Neil"]},
        {"name": "home_town", "type": "TEXT", "values": ["Lower Wick", "Wick"]},
        {"name": "joined_on", "type": "DATE", "values": ["2015-03-12"]}]},
        {"name": "books", "columns": [
        {"name": "title", "type": "TEXT", "values": ["Wick", "Winter Bees"]},
        {"name": "pages", "type": "INTEGER", "values": [96, 144]}]}],
        "questions": [
        {"t": "Which members live in {club_members.home_town}?",
        "sql": "SELECT full_name FROM club_members WHERE home_town = '{club_members.home_town}'"},
        {"t": "when did {club_members.full_name} join?",
        "sql": "SELECT joined_on FROM club_members WHERE full_name = '{club_members.full_name}'"},
        {"t": "Who joined on {club_members.joined_on}?",
        "sql": "SELECT full_name FROM club_members WHERE joined_on = '{club_members.joined_on}'"},
        {"t": "How many books are called WINTER BEES?",
        "sql": "SELECT COUNT(*) FROM books WHERE title = 'Winter Bees'"}]}
        """

    @Test func matchesAreWhatTheRowsHave() throws {
        let source = DatabaseSource(
            lessons: [try DatabaseLesson(JSONValue(parsing: Self.lesson))], problems: [], tools: Self.tools)
        var seen: Set<[String]> = []
        for index in 0..<400 as Range<UInt64> {
            var random = Randomness(seed: 4, index: index)
            let example = source.example(&random)
            let names = TableNames(try Self.tables(example))
            for task in example.tasks {
                let question = task.messages[0].text
                let found = task.messages[0].matches.map { match in
                    // Names may be in another style in each example.
                    match.name.lowercased().replacing("_", with: "") + "=" + match.value
                }
                let expected: [String] =
                    if question.contains("Lower Wick") {
                        ["clubmembers.hometown=Lower Wick", "books.title=Wick"]
                    } else if question.contains("Wick") {
                        ["clubmembers.hometown=Wick", "books.title=Wick"]
                    } else if question.contains("Ada") {
                        ["clubmembers.fullname=Ada Brandt"]
                    } else if question.contains("Neil") {
                        ["clubmembers.fullname=J. P. O'Neil"]
                    } else if question.contains("WINTER") {
                        ["books.title=Winter Bees"]
                    } else {
                        []
                    }
                #expect(Set(found) == Set(expected), "\(question)")
                let known = names.tables.flatMap { table in table.columns.map { table.name + "." + $0.name } }
                #expect(task.messages[0].matches.allSatisfy { known.contains($0.name) })
                seen.insert(expected)
            }
        }
        #expect(seen.count == 6)
    }

    @Test func theBankTellsTheValuesOfItsQueries() throws {
        let bank = try LessonBank(folder: LessonFixtures.folder, portion: .training, tools: Self.tools)
        let source = try #require(bank.source(named: "lessons-databases"))
        var (told, wanted, questions, whole) = (0, 0, 0, 0)
        for index in 0..<800 as Range<UInt64> {
            var random = Randomness(seed: 6, index: index)
            let example = source.example(&random)
            let names = TableNames(try Self.tables(example))
            for task in example.tasks {
                guard let sql = task.messages[1].toolCalls.first?.arguments["sql"]?.text else { continue }
                questions += 1
                if !sql.contains(" WHERE ") { whole += 1 }
                let message = task.messages[0]
                let said = message.text.lowercased()
                for match in message.matches { #expect(said.contains(match.value.lowercased())) }
                for (place, value) in names.texts(in: sql)
                where said.contains(value.lowercased()) && value.contains(where: \.isLetter) {
                    wanted += 1
                    let match = ValueMatch(name: names.name(of: place), value: value)
                    if message.matches.contains(match) { told += 1 }
                }
            }
        }
        #expect(wanted > 800 && told * 100 > wanted * 93, "\(told) of \(wanted)")
        #expect(0.36...0.45 ~= Double(whole) / Double(questions), "\(whole) of \(questions)")
    }

    @Test func questionsAboutAllRowsNameNoValue() throws {
        let lessons = try LessonCollection(folder: LessonFixtures.folder).databases.map(\.value)
        var counts: Set<String> = []
        for (number, lesson) in lessons.enumerated() {
            let questions = WholeTableQuestions(lesson)
            let names = TableNames(lesson.tables)
            for index in 0..<10 as Range<UInt64> {
                var random = Randomness(seed: UInt64(number), index: index)
                guard let (text, sql) = questions.question(&random) else { continue }
                #expect(!sql.contains("WHERE") && !sql.contains("'") && !text.contains("{"))
                #expect(names.tables.contains { sql.contains(" FROM \($0.name)") }, "\(sql)")
                counts.insert(text)
            }
        }
        #expect(counts.count > 800)
    }
}
