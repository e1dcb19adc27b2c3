public import Corvid
import CorvidGrammar

/// A tool that answers questions with one query of a database. It only reads.
///
/// The argument is SQL of a grammar made from the schema: a model cannot write anything but a SELECT over tables and columns
/// that exist.
public struct DatabaseQueryTool: Tool {
    /// What the model writes.
    public struct Arguments: ToolArguments {
        /// One SELECT.
        @Parameter("One SQL SELECT statement.") public var sql: String

        public init() {}
    }

    public let name: String
    public let connection: any DatabaseConnection
    /// The tables as they were when the tool was made.
    public let schema: DatabaseSchema
    public let definition: ToolDefinition
    /// How long the tables are searched for values that a text names.
    var matchingTime = Duration.milliseconds(100)

    public init(_ connection: any DatabaseConnection, schema: DatabaseSchema, name: String = "database") {
        self.name = name
        self.connection = connection
        self.schema = schema
        definition = Self.definition(name: name, schema)
    }

    /// What a model sees of a tool for these tables, which need not exist.
    package static func definition(name: String = "database", _ schema: DatabaseSchema) -> ToolDefinition {
        ToolDefinition(
            name: name, description: description(schema), sql: "One SQL SELECT statement.",
            QueryGrammar.queries(over: schema))
    }

    public var description: String { definition.description }

    public var traits: ToolTraits {
        ToolTraits(returnsUntrustedText: true, timeout: connection.policy.timeout + .seconds(5))
    }

    /// Runs the query.
    ///
    /// - Returns: The rows as a table, and as data `{"columns":[…],"rows":[[…]]}`.
    /// - Throws: `ToolError` that says what is wrong with the query and what name was perhaps meant.
    public func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        try await connection.output(of: arguments.sql, .reading, schema, context)
    }

    /// Texts of the tables that stand in a user's text, whatever their case: of the longest stretches of one to five words.
    /// Numbers are not looked up, and large tables and what takes too long are left out.
    public func matches(in text: String) async -> [ValueMatch] {
        await ValueLookup(connection, schema).matches(of: TextStretches(text), within: matchingTime)
    }

    private static func description(_ schema: DatabaseSchema) -> String {
        let tables = schema.tables.prefix(20).map(\.name).joined(separator: ", ")
        let more = schema.tables.count > 20 ? " and \(schema.tables.count - 20) more" : ""
        return "Queries the \(schema.dialect.name) database with SQL and returns rows. Tables: \(tables)\(more)."
    }
}

extension ToolDefinition {
    /// A tool with one argument `sql` in a grammar of its own.
    init(name: String, description: String, sql: String, _ grammar: Grammar) {
        self.init(
            name: name, description: description,
            parameters: .object([
                "type": .text("object"),
                "properties": .object([
                    "sql": .object([
                        "type": .text("string"), "description": .text(sql), "x-grammar": .text("sql"),
                    ])
                ]),
                "required": .array([.text("sql")]), "additionalProperties": .bool(false),
            ]), grammars: ["sql": grammar])
    }
}
