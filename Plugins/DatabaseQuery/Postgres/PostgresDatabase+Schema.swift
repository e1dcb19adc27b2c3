extension PostgresDatabase {
    public func schema(samples: Int) async throws -> DatabaseSchema {
        try await onQueue(until: .now + max(policy.timeout, .seconds(10))) { connection, end in
            _ = try connection.run("BEGIN READ ONLY", until: end)
            defer { _ = try? connection.run("ROLLBACK", until: .now + .seconds(2)) }
            var reader = PostgresSchemaReader(connection, end)
            return try reader.read(samples: samples)
        }
    }
}
