package import Corvid

/// The tools that examples call by name, defined as the agent defines them, so that training sees what a run will see.
package struct TaskTools: Sendable {
    /// `calculator(expression)`.
    package var calculator: ToolDefinition
    /// `fetch(url)`.
    package var fetch: ToolDefinition
    /// `database(sql)` and the instructions that describe the tables.
    package var database: @Sendable (_ tables: [TableDescription]) -> (tool: ToolDefinition, instructions: String)

    package init(
        calculator: ToolDefinition, fetch: ToolDefinition,
        database: @escaping @Sendable (_ tables: [TableDescription]) -> (tool: ToolDefinition, instructions: String)
    ) {
        self.calculator = calculator
        self.fetch = fetch
        self.database = database
    }
}

/// A table of a database that need not exist.
package struct TableDescription: Sendable, Hashable, Codable {
    package var name: String
    package var columns: [Column]

    package struct Column: Sendable, Hashable, Codable {
        package var name: String
        /// As SQLite declares it: `INTEGER`, `REAL`, `TEXT`, `DATE` …
        package var type: String
        package var isKey: Bool
        /// `table.column` of a foreign key.
        package var references: String?

        package init(name: String, type: String, isKey: Bool = false, references: String? = nil) {
            self.name = name
            self.type = type
            self.isKey = isKey
            self.references = references
        }
    }

    package init(name: String, columns: [Column]) {
        self.name = name
        self.columns = columns
    }
}
