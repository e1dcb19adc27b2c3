public import Corvid
import CorvidGrammar

/// A tool that changes rows of a database. It has side effects, so that the default policies ask before each call.
public struct DatabaseChangeTool: Tool {
    /// What the model writes.
    public struct Arguments: ToolArguments {
        /// One INSERT, UPDATE or DELETE.
        @Parameter("One SQL INSERT, UPDATE or DELETE statement.") public var sql: String

        public init() {}
    }

    public let name: String
    public let connection: any DatabaseConnection
    /// The tables as they were when the tool was made.
    public let schema: DatabaseSchema
    public let definition: ToolDefinition

    /// - Parameter connection: One whose policy allows writing; otherwise every call fails.
    public init(_ connection: any DatabaseConnection, schema: DatabaseSchema, name: String = "change_database") {
        self.name = name
        self.connection = connection
        self.schema = schema
        definition = ToolDefinition(
            name: name,
            description: "Changes rows of the \(connection.dialect.name) database: inserts, updates or deletes.",
            sql: "One SQL INSERT, UPDATE or DELETE statement.", QueryGrammar.changes(of: schema))
    }

    public var description: String { definition.description }

    public var traits: ToolTraits {
        ToolTraits(
            hasSideEffects: true, returnsUntrustedText: true, timeout: connection.policy.timeout + .seconds(5))
    }

    /// Runs the statement.
    ///
    /// - Returns: How many rows changed.
    /// - Throws: `ToolError` that says what is wrong with the statement.
    public func call(_ arguments: Arguments, context: ToolContext) async throws -> ToolOutput {
        try await connection.output(of: arguments.sql, .writing, schema, context)
    }
}
