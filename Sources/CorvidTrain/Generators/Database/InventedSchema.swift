import Corvid

/// Tables made up for an example.
struct InventedSchema {
    struct Column {
        var name: String
        var attribute: Attribute
    }

    struct Table {
        var name: String
        var entity: EntityKind
        var key: String
        var naming: Column
        var columns: [Column]
        /// The table that each row belongs to, and the column that says so.
        var parent: (table: Int, column: String)?
    }

    var tables: [Table] = []

    init(_ composer: inout Composer) {
        let count = composer.pick([1, 1, 2, 2, 2, 3, 3, 4])
        let style = composer.pick([Composer.NameStyle.snake, .snake, .snake, .camel, .pascal, .upper, .plain])
        let isPlural = composer.chance(0.6)
        let hasPlainKey = composer.chance(0.5)
        var kinds = composer.pick(count, of: EntityKind.all)
        for index in kinds.indices where composer.chance(0.35) {
            let kind = EntityKind.invented(&composer)
            let isKnown = kinds.contains { ([$0.singular, $0.plural] + $0.synonyms).contains(kind.plural) }
            if !isKnown { kinds[index] = kind }
        }
        for (place, entity) in kinds.enumerated() {
            let name = composer.joined(Words.split(isPlural ? entity.plural : entity.singular), style)
            // `order` and `match` are words of SQL.
            let safe = SQLWord.isReserved(name) ? composer.joined([entity.singular, "list"], style) : name
            let key = composer.joined(hasPlainKey ? ["id"] : [entity.singular, "id"], style)
            var taken: Set<String> = [key]
            func column(_ attribute: Attribute, _ composer: inout Composer) -> Column? {
                for words in composer.shuffled(attribute.columns) {
                    let name = composer.joined(Words.split(words), style)
                    if !SQLWord.isReserved(name), taken.insert(name).inserted {
                        return Column(name: name, attribute: attribute)
                    }
                }
                return nil
            }
            guard let naming = column(entity.naming, &composer) else { continue }
            let attributes = entity.attributes.filter { $0.id != entity.naming.id }
            let chosen = composer.pick(composer.int(min(3, attributes.count)...attributes.count), of: attributes)
            let columns = chosen.compactMap { column($0, &composer) }
            var parent: (Int, String)?
            if place > 0 {
                let index = composer.chance(0.7) ? tables.count - 1 : composer.int(0...tables.count - 1)
                let name = composer.joined(
                    [tables[index].entity.singular, composer.pick(["id", "id", "id", "ref", "no"])], style)
                if taken.insert(name).inserted { parent = (index, name) }
            }
            tables.append(
                Table(name: safe, entity: entity, key: key, naming: naming, columns: columns, parent: parent))
        }
    }

    /// As the database tool describes them.
    var descriptions: [TableDescription] {
        tables.map { table in
            var columns = [
                TableDescription.Column(name: table.key, type: "INTEGER", isKey: true),
                .init(name: table.naming.name, type: table.naming.attribute.type),
            ]
            columns += table.columns.map { .init(name: $0.name, type: $0.attribute.type) }
            if let parent = table.parent {
                columns.append(
                    .init(
                        name: parent.column, type: "INTEGER",
                        references: "\(tables[parent.table].name).\(tables[parent.table].key)"))
            }
            return TableDescription(name: table.name, columns: columns)
        }
    }
}

/// Words that cannot be names without quotes.
enum SQLWord {
    private static let reserved = Set(
        Words.split(
            """
            order group table index select from where join on values check default match case when then end union all and \
            or not null is in like between exists distinct having limit offset by as asc desc left right inner outer cross \
            natural using set update delete insert into create drop alter add column primary key foreign references unique \
            constraint transaction commit rollback begin returning to collate escape if plan
            """))

    static func isReserved(_ name: String) -> Bool { reserved.contains(name.lowercased()) }
}
