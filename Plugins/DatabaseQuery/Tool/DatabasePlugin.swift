public import Corvid

/// Databases for an agent: a tool for each that queries it, and the tables as instructions.
///
/// ```swift
/// let shop = try await DatabasePlugin([DatabaseLocation(parsing: "shop.db")])
/// let agent = Agent(model: model, plugins: [shop])
/// ```
/// Each database has a tool of its own, `database` or, where there are several, `database_NAME`: then the grammar of the
/// query is that of the one database, and which database to ask is the choice of a tool, which ranking by words helps even
/// small models to make. CSV, TSV and JSON files share one database, so that they can be joined. Where the policy allows
/// writing, a second tool, `change_database…`, changes rows; it alone needs approval.
public struct DatabasePlugin: Plugin {
    /// One database and what is in it.
    struct Source: Sendable {
        let name: String
        let connection: any DatabaseConnection
        let schema: DatabaseSchema
    }

    public let name = "database"
    public let tools: [any Tool]
    private let sources: [Source]
    private let textLimit: Int

    /// Opens databases and reads their schemas.
    ///
    /// - Parameters:
    ///   - policy: What statements may do; reading only by default.
    ///   - samples: How many values of each column the instructions show.
    ///   - textLimit: Bytes that the instructions may have.
    /// - Throws: ``DatabaseError``.
    public init(
        _ locations: [DatabaseLocation], policy: QueryPolicy = QueryPolicy(), samples: Int = 0, textLimit: Int = 16_384
    ) async throws {
        var named: [(name: String, connection: any DatabaseConnection)] = []
        do {
            let files = locations.filter(\.isTextFile)
            if let first = files.first {
                var reading = policy
                reading.allowsWriting = false
                named.append(
                    (files.count == 1 ? first.name : "files", try SQLiteDatabase(importing: files, policy: reading)))
            }
            for location in locations where !location.isTextFile {
                named.append((location.name, try await location.open(policy: policy)))
            }
            var sources: [Source] = []
            for (name, connection) in named {
                sources.append(
                    Source(name: name, connection: connection, schema: try await connection.schema(samples: samples)))
            }
            self.init(sources, textLimit: textLimit)
        } catch {
            for (_, connection) in named { await connection.close() }
            throw error
        }
    }

    init(_ sources: [Source], textLimit: Int) {
        var taken: Set<String> = []
        var unique: [Source] = []
        for source in sources {
            var name = source.name
            var number = 2
            while !taken.insert(name.lowercased()).inserted {
                name = "\(source.name)_\(number)"
                number += 1
            }
            unique.append(Source(name: name, connection: source.connection, schema: source.schema))
        }
        self.sources = unique
        self.textLimit = textLimit
        let isOnly = unique.count == 1
        var tools: [any Tool] = []
        for source in unique {
            let suffix = isOnly ? "" : "_" + source.name
            tools.append(DatabaseQueryTool(source.connection, schema: source.schema, name: "database" + suffix))
            if source.connection.policy.allowsWriting {
                tools.append(
                    DatabaseChangeTool(source.connection, schema: source.schema, name: "change_database" + suffix))
            }
        }
        self.tools = tools
    }

    /// The tables of each database, in the compact form of ``DatabaseSchema/text(limit:)``.
    public var instructions: String? {
        guard !sources.isEmpty else { return nil }
        let limit = textLimit / sources.count
        return sources.map { source in
            let tool = sources.count == 1 ? "database" : "database_" + source.name
            return Self.instructions(tool: tool, source.schema, limit: limit)
        }.joined(separator: "\n\n")
    }

    /// The instructions for one database, which need not exist.
    package static func instructions(
        tool: String = "database", _ schema: DatabaseSchema, limit: Int = 16_384
    ) -> String {
        "Tables of the tool \(tool) (\(schema.dialect.name)):\n\(schema.text(limit: limit))"
    }

    public func close() async {
        for source in sources { await source.connection.close() }
    }
}
