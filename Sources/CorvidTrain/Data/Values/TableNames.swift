/// The names of an example's tables, by which queries are understood.
struct TableNames: Sendable {
    typealias Place = ValueIndex.Place

    let tables: [TableDescription]
    /// Columns of texts.
    let texts: [Place]
    private let numbers: [[UInt8]: Int]

    init(_ tables: [TableDescription]) {
        self.tables = tables
        numbers = Dictionary(
            tables.enumerated().map { (Self.key($1.name.utf8), $0) }, uniquingKeysWith: { first, _ in first })
        texts = tables.indices.flatMap { table in
            tables[table].columns.indices.filter { Self.isText(tables[table].columns[$0]) }
                .map { Place(table: table, column: $0) }
        }
    }

    /// As SQLite tells columns of texts.
    static func isText(_ column: TableDescription.Column) -> Bool {
        let type = column.type.uppercased()
        return type.isEmpty || ["CHAR", "CLOB", "TEXT"].contains { type.contains($0) } && !type.contains("INT")
    }

    /// `table.column`.
    func name(of place: Place) -> String {
        tables[place.table].name + "." + tables[place.table].columns[place.column].name
    }

    func column(of place: Place) -> TableDescription.Column { tables[place.table].columns[place.column] }

    func place(table: String, column: String) -> Place? {
        guard let number = numbers[Self.key(table.utf8)] else { return nil }
        return self.column(Self.key(column.utf8), of: number)
    }

    private func column(_ name: [UInt8], of table: Int) -> Place? {
        tables[table].columns.firstIndex { Self.key($0.name.utf8).elementsEqual(name) }
            .map { Place(table: table, column: $0) }
    }

    private static func key(_ name: some Sequence<UInt8>) -> [UInt8] {
        name.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    }

    // MARK: Queries

    /// The texts that a query compares columns with as a whole: `=`, `<>`, `IN`, and `LIKE` without wildcards.
    func texts(in sql: String) -> [(place: Place, value: String)] {
        let tokens = QueryTokens(sql).tokens
        guard tokens.contains(where: { $0.kind == .string }) else { return [] }
        var aliases: [[UInt8]: Int] = [:]
        /// Tables in the order in which they are named, and where.
        var named: [(token: Int, table: Int)] = []
        var isListing = false
        for (index, token) in tokens.enumerated() where token.kind == .word || token.kind == .name {
            if token.isWord("from") || token.isWord("join") {
                isListing = true
                continue
            }
            guard index > 0 else { continue }
            let before = tokens[index - 1]
            if before.isWord("from") || before.isWord("join") || isListing && before.isSign(",") {
                guard let table = numbers[Self.key(token.bytes)] else { continue }
                named.append((index, table))
                aliases[Self.key(token.bytes)] = table
            } else if isListing, let last = named.last,
                last.token == index - 1 || before.isWord("as") && last.token == index - 2,
                !Self.clauses.contains(where: { token.isWord($0) })
            {
                aliases[Self.key(token.bytes)] = last.table
            } else if Self.clauses.contains(where: { token.isWord($0) }) {
                isListing = false
            }
        }
        var found: [(Place, String)] = []
        for (index, token) in tokens.enumerated() where token.kind == .word || token.kind == .name {
            let values = Self.compared(tokens, after: index)
            guard !values.isEmpty else { continue }
            let name = Self.key(token.bytes)
            var place: Place?
            if index > 1, tokens[index - 1].isSign(".") {
                place = aliases[Self.key(tokens[index - 2].bytes)].flatMap { column(name, of: $0) }
            } else {
                // The nearest table that has such a column.
                let near = named.filter { $0.token < index }.reversed() + named.filter { $0.token > index }
                place = near.lazy.compactMap { column(name, of: $0.table) }.first
            }
            if let place, Self.isText(column(of: place)) { found += values.map { (place, $0) } }
        }
        return found
    }

    private static let clauses = [
        "as", "on", "where", "group", "order", "having", "limit", "join", "left", "inner", "cross", "union",
        "intersect",
        "except", "select", "using",
    ]

    /// The texts that stand behind a column, with the sign that compares it with them.
    private static func compared(_ tokens: [QueryTokens.Token], after index: Int) -> [String] {
        var rest = tokens[(index + 1)...]
        func text(_ token: QueryTokens.Token) -> String { String(decoding: token.bytes, as: UTF8.self) }
        if rest.first?.isWord("not") == true { rest = rest.dropFirst() }
        guard let sign = rest.popFirst(), let first = rest.popFirst() else { return [] }
        if ["=", "==", "<>", "!="].contains(where: { sign.isSign($0) }) {
            return first.kind == .string ? [text(first)] : []
        }
        if sign.isWord("like") {
            let isWhole = !first.bytes.contains { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "_") }
            return first.kind == .string && isWhole ? [text(first)] : []
        }
        guard sign.isWord("in"), first.isSign("(") else { return [] }
        return rest.prefix { !$0.isSign(")") }.filter { $0.kind == .string }.map(text)
    }
}
