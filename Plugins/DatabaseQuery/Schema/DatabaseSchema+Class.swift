extension DatabaseSchema.Column.Class {
    /// What a declared type is good for.
    ///
    /// SQLite lets any words be a type and goes by parts of them (https://sqlite.org/datatype3.html, section 3.1); dates are
    /// told by theirs. The names of PostgreSQL's types fit the same rules.
    init(declared type: String) {
        let words = type.lowercased()
        func has(_ parts: String...) -> Bool { parts.contains { words.contains($0) } }
        if words.isEmpty || words.hasSuffix("[]") {
            self = .other
        } else if has("bool") {
            self = .boolean
        } else if has("date", "time") {
            self = .time
        } else if has("interval", "json", "uuid", "range", "point", "tsvector", "xml", "inet", "bit") {
            self = .other
        } else if has("int", "serial", "real", "floa", "doub", "num", "dec", "money", "number") {
            self = .number
        } else if has("char", "clob", "text", "string", "name") {
            self = .text
        } else if has("blob", "bytea", "binary") {
            self = .blob
        } else {
            self = .other
        }
    }
}

extension DatabaseSchema.Column {
    /// A column as SQLite would describe one that was declared so.
    package init(name: String, declared type: String) {
        let type = type.lowercased()
        self.init(name: name, type: type, valueClass: Class(declared: type))
    }
}
