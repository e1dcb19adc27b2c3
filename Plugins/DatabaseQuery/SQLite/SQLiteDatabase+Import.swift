extension SQLiteDatabase {
    /// A database in memory with a table for each of some text files, so that they can be joined. The files are read once.
    ///
    /// - Parameter locations: CSV, TSV, JSON and JSON lines files; each table is named as its location is.
    /// - Throws: ``DatabaseError`` `.notFound`, `.accessDenied`, `.invalidFile` with file and line, `.tooLarge`; `.refused`
    ///   when the policy allows writing, which would change the copy and not the file.
    public convenience init(
        importing locations: [DatabaseLocation], policy: QueryPolicy = QueryPolicy()
    ) throws(DatabaseError) {
        let paths = locations.compactMap(\.path)
        guard !policy.allowsWriting else {
            throw DatabaseError(
                .refused,
                "\(paths.joined(separator: ", ")) can only be read; import it into a SQLite database to change it")
        }
        do {
            try self.init(name: paths.joined(separator: ", "), policy: policy) { database, _ in
                var taken: Set<String> = []
                for location in locations {
                    var name = location.name
                    var number = 2
                    while !taken.insert(name.lowercased()).inserted {
                        name = "\(location.name)_\(number)"
                        number += 1
                    }
                    switch location.kind {
                    case .delimited(let path, let delimiter):
                        try TableFile(path: path, isJSON: false).importDelimited(delimiter, as: name, into: database)
                    case .json(let path): try TableFile(path: path, isJSON: true).importJSON(as: name, into: database)
                    case .sqlite, .postgres, .script:
                        throw DatabaseError(.invalidFile, "only CSV, TSV, JSON and JSON lines files open as tables")
                    }
                }
            }
        } catch {
            throw Self.openingError(error, paths.joined(separator: ", "))
        }
    }
}

extension DatabaseLocation {
    /// The file, where there is one.
    var path: String? {
        switch kind {
        case .sqlite(let path), .delimited(let path, _), .json(let path), .script(let path): path
        case .postgres: nil
        }
    }
}
