/// The tables and views of a database as they are now: names, types, keys.
public struct DatabaseSchema: Sendable, Hashable {
    /// A column of a table or view.
    public struct Column: Sendable, Hashable {
        /// What values of a column are good for, by its declared type.
        public enum Class: String, Sendable, Hashable {
            case number, text, time, boolean, blob
            /// Anything else, or not declared.
            case other
        }

        public var name: String
        /// The type as it was declared, in lower case; empty when none was.
        public var type: String
        public var valueClass: Class
        /// Whether the database computes it, so that it cannot be written.
        public var isGenerated = false
        /// Some different values, as text, when they were asked for.
        public var samples: [String] = []

        public init(name: String, type: String, valueClass: Class) {
            self.name = name
            self.type = type
            self.valueClass = valueClass
        }
    }

    /// Columns whose values are those of another table's columns.
    public struct ForeignKey: Sendable, Hashable {
        public var columns: [String]
        /// The name of the other table as ``Table/name`` has it.
        public var table: String
        public var referencedColumns: [String]

        public init(columns: [String], table: String, referencedColumns: [String]) {
            self.columns = columns
            self.table = table
            self.referencedColumns = referencedColumns
        }
    }

    /// A table or a view.
    public struct Table: Sendable, Hashable {
        /// The schema that the name has to be qualified with; nil where it is found without.
        public var schema: String?
        public var name: String
        public var isView = false
        public var columns: [Column]
        public var primaryKey: [String] = []
        public var foreignKeys: [ForeignKey] = []
        /// About how many rows there are, when the database knows without counting.
        public var estimatedRows: Int?

        public init(name: String, columns: [Column]) {
            self.name = name
            self.columns = columns
        }
    }

    public var dialect: SQLDialect
    /// In the order of their names, by bytes; tables and views together.
    public var tables: [Table]

    public init(dialect: SQLDialect, tables: [Table]) {
        self.dialect = dialect
        self.tables = tables.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

extension DatabaseSchema.Table {
    /// What tells the table from others.
    var key: String { schema.map { $0 + "." + name } ?? name }

    /// The name as a statement has to write it.
    func written(_ dialect: SQLDialect) -> String {
        (schema.map { dialect.quoted($0) + "." } ?? "") + dialect.quoted(name)
    }
}
