package import CorvidGrammar

/// The queries of a folder's databases with tables and rows to run them on.
package struct LessonQueries {
    /// A schema with rows, and queries over it.
    package struct Database: Sendable {
        package var file: String
        package var line: Int
        package var tables: [TableDescription]
        /// For each table, rows in the order of its columns.
        package var rows: [[[JSONValue]]]
        /// The question's number, counted from 1, and its query.
        package var queries: [(question: Int, sql: String)]
    }

    package let databases: [Database]

    /// - Throws: `LessonProblem`.
    package init(folder: String, seed: UInt64 = 1) throws {
        var random = Randomness(seed: seed)
        databases = try LessonCollection(folder: folder).databases.map { entry in
            let rows = SampleRows(entry.value, &random).rows
            let queries = entry.value.questions.compactMap { question in
                question.fill(&random).map { (question.number, $0.sql) }
            }
            return Database(
                file: entry.file, line: entry.line, tables: entry.value.tables, rows: rows, queries: queries)
        }
    }
}
