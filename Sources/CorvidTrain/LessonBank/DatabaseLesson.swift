import CorvidGrammar

/// A database that need not exist, with questions and the queries that answer them.
struct DatabaseLesson: Sendable {
    struct Question: Sendable {
        var text: LessonText
        var sql: LessonText
        var slots: LessonSlots
        /// Where it stands among the lesson's questions, from 1.
        var number: Int
    }

    let schema: String
    let tables: [TableDescription]
    /// Sample values, by table and column.
    let samples: [String: [JSONValue]]
    let questions: [Question]

    init(_ record: JSONValue) throws {
        guard let schema = record["schema"]?.text, let tables = record["tables"]?.array, !tables.isEmpty,
            let questions = record["questions"]?.array, !questions.isEmpty
        else { throw LessonProblem("a database needs a schema's name, tables and questions") }
        self.schema = schema
        var samples: [String: [JSONValue]] = [:]
        self.tables = try tables.map { table in
            guard let name = table["name"]?.text, let columns = table["columns"]?.array, !columns.isEmpty else {
                throw LessonProblem("a table needs a name and columns")
            }
            return TableDescription(
                name: name,
                columns: try columns.map { column in
                    guard let key = column["name"]?.text, let type = column["type"]?.text else {
                        throw LessonProblem("a column of \(name) needs a name and a type")
                    }
                    samples["\(name).\(key)"] = column["values"]?.array ?? []
                    let reference = column["key"]?.text
                    return .init(
                        name: key, type: type, isKey: reference == "primary",
                        references: reference.flatMap { $0.contains(".") ? $0 : nil })
                })
        }
        self.samples = samples
        let values = samples.compactMapValues { $0.isEmpty ? nil : $0.compactMap(LessonValue.init(json:)) }
        self.questions = try questions.enumerated().map { index, question in
            guard let text = question["t"]?.text, let sql = question["sql"]?.text else {
                throw LessonProblem("question \(index + 1) needs the fields t and sql")
            }
            do {
                var slots = LessonSlots(.other, values: values)
                let template = try LessonText(text, slots: &slots)
                let query = try LessonText(sql, slots: &slots)
                return Question(text: template, sql: query, slots: slots, number: index + 1)
            } catch let problem as LessonProblem {
                throw LessonProblem("question \(index + 1): \(problem.message)")
            }
        }
    }
}

extension DatabaseLesson.Question {
    /// Question and query.
    func fill(_ random: inout Randomness) -> (text: LessonFilling.Text, sql: String)? {
        var filling = LessonFilling(slots)
        guard let text = filling.text(self.text, &random), var query = filling.text(sql, &random) else { return nil }
        // In a literal, an apostrophe is written twice.
        let quote = UInt8(ascii: "'")
        for mark in query.marks.reversed() where mark.range.lowerBound > 0 {
            for place in mark.range.reversed() where query.bytes[place] == quote {
                query.bytes.insert(quote, at: place)
            }
        }
        return (text, query.string)
    }
}
