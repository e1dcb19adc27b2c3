import Corvid

/// The tables of one example, under the names that they have there.
struct SQLView {
    /// How the names of one database's tables are written.
    struct Names {
        var tables: [String]
        var columns: [[String]]
        /// Without quotation marks, of the tables that the example has.
        fileprivate(set) var shown: [Int: (table: String, columns: [String])] = [:]

        func text(of template: SQLTemplate) -> String {
            template.text(table: { tables[$0] }, column: { columns[$0][$1] })
        }

        /// Where the columns are among the example's tables.
        func places(in names: TableNames) -> [ValueIndex.Place: ValueIndex.Place] {
            shown.reduce(into: [:]) { places, entry in
                for (column, name) in entry.value.columns.enumerated() {
                    places[.init(table: entry.key, column: column)] = names.place(
                        table: entry.value.table, column: name)
                }
            }
        }
    }

    private(set) var tables: [TableDescription] = []
    private let quoted: Set<String>
    private let style: ToolRenamer.Style?
    private let textType: String
    private var taken: Set<String> = []

    init(quoted: Set<String>, _ random: inout Randomness) {
        self.quoted = quoted
        let draw = Int.random(in: 0..<100, using: &random)
        style = draw < 75 ? nil : draw < 90 ? .pascal : .camel
        textType =
            random.chance(0.85) ? "TEXT" : random.pick(["VARCHAR(100)", "VARCHAR(255)", "CHAR(40)"])
    }

    /// Takes some tables of a database.
    ///
    /// - Parameter renames: gives the tables invented names, and columns another style, now and then.
    mutating func add(
        _ schema: SQLSchema, _ chosen: Set<Int>, renames: Bool, _ random: inout Randomness
    ) -> Names {
        var names = Names(
            tables: schema.tables.map { written($0.name) },
            columns: schema.tables.map { $0.columns.map { written($0.name) } })
        var plain = schema.tables.map { $0.columns.map(\.name) }
        var titles = schema.tables.map(\.name)
        if renames {
            for table in chosen {
                titles[table] = title(titles[table], &random)
                names.tables[table] = titles[table]
                guard let style else { continue }
                let styled = plain[table].map { ToolRenamer.joined(FunctionSignature.words(of: $0), style) }
                // Only names that stay different, and need no quotation marks.
                guard Set(styled.map { $0.lowercased() }).count == styled.count,
                    styled.allSatisfy({ $0.first?.isLetter == true && $0.lowercased() != "rowid" }),
                    !plain[table].contains(where: quoted.contains)
                else { continue }
                let isPlain = zip(styled, plain[table]).allSatisfy { new, old in
                    new.lowercased() == old.lowercased() || new.contains(where: \.isUppercase) && old.contains("_")
                }
                guard isPlain else { continue }
                plain[table] = styled
                names.columns[table] = styled
            }
        }
        for table in chosen.sorted() {
            let columns = schema.tables[table].columns
            names.shown[table] = (titles[table], plain[table])
            var order = Array(columns.indices)
            if random.chance(renames ? 0.3 : 0.1) { order.shuffle(using: &random) }
            tables.append(
                TableDescription(
                    name: titles[table],
                    columns: order.map { index in
                        let column = columns[index]
                        let reference = column.reference.flatMap { reference in
                            chosen.contains(reference.table)
                                ? titles[reference.table] + "." + plain[reference.table][reference.column] : nil
                        }
                        return TableDescription.Column(
                            name: plain[table][index], type: type(of: column), isKey: column.isKey,
                            references: reference)
                    }))
        }
        return names
    }

    private func written(_ name: String) -> String { quoted.contains(name) ? SQLNames.written(name) : name }

    private func type(of column: SQLSchema.Column) -> String {
        switch column.type {
        case .number: column.hasFractions ? "REAL" : "INTEGER"
        case .text: column.isTime ? "DATETIME" : textType
        }
    }

    /// A name for a table whose own says nothing.
    private mutating func title(_ old: String, _ random: inout Randomness) -> String {
        var name = tables.isEmpty && random.chance(0.5) ? old : random.pick(SQLWords.names)
        while !taken.insert(name).inserted {
            name = random.pick(SQLWords.names) + "_" + random.pick(SQLWords.names)
        }
        return name
    }
}
