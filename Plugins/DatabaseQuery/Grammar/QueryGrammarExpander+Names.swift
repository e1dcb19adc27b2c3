import CorvidGrammar

extension QueryGrammarExpander {
    /// Lists up to this length become a tree at once, longer ones as they are needed.
    private static let smallList = 12
    /// Tables that one query joins.
    private static let joinedTables = 4
    /// Joins between two tables of a query.
    private static let distance = 3

    /// The number of a list; lists are made once.
    func list(_ key: NameList.Key) -> Int {
        if let known = listIDs[key] { return known }
        lists.append(NameList(entries: entries(key)))
        listIDs[key] = lists.count - 1
        return lists.count - 1
    }

    private func entries(_ key: NameList.Key) -> [NameList.Entry] {
        switch key {
        case .table(let table, let classes):
            return NameList.sorted(
                columns(table, classes).map { NameList.Entry(text: Array($0.utf8), target: .column(table)) })
        case .columns(let scope, let classes):
            switch scope.phase {
            case .open:
                let tables = Array(names.tables.indices)
                return NameList.merged(plain(tables, classes), prefixes(tables, classes))
            case .plain: return plain(scope.tables, classes)
            case .qualified: return prefixes(reachable(scope.tables), classes)
            case .joining, .fixed: return known(scope, classes)
            }
        }
    }

    private func columns(_ table: Int, _ classes: ColumnClasses) -> [String] {
        names.tables[table].columns.filter { !$0.classes.isDisjoint(with: classes) }.map(\.written)
    }

    private func plain(_ tables: [Int], _ classes: ColumnClasses) -> [NameList.Entry] {
        let isWhole = tables.count == names.tables.count
        let wanted = isWhole ? [] : Set(tables)
        return names.columnNames.compactMap { name in
            let owners = name.owners.filter {
                !$0.classes.isDisjoint(with: classes) && (isWhole || wanted.contains($0.table))
            }
            return owners.isEmpty ? nil : NameList.Entry(text: name.text, target: .plain(owners.map(\.table)))
        }
    }

    private func prefixes(_ tables: some Collection<Int>, _ classes: ColumnClasses) -> [NameList.Entry] {
        let isWhole = tables.count == names.tables.count
        let wanted = isWhole ? [] : Set(tables)
        return names.prefixes.compactMap { prefix in
            guard isWhole || wanted.contains(prefix.table),
                !names.tables[prefix.table].classes.isDisjoint(with: classes)
            else { return nil }
            return NameList.Entry(text: prefix.text, target: .table(prefix.table, classes))
        }
    }

    private func reachable(_ tables: [Int]) -> [Int] {
        guard tables.count < Self.joinedTables else { return tables }
        return near(tables)
    }

    /// Tables that are not too many joins away from one of some.
    private func near(_ tables: [Int]) -> [Int] {
        guard names.hasKeys else { return Array(names.tables.indices) }
        var near: Set<Int> = []
        for table in tables { near.formUnion(names.distances(to: table, limit: Self.distance).keys) }
        return near.sorted()
    }

    private func known(_ scope: GrammarScope, _ classes: ColumnClasses) -> [NameList.Entry] {
        var texts: [String] = []
        // Names that several tables have need their table.
        var counts: [String: Int] = [:]
        for table in scope.tables {
            for column in names.tables[table].columns { counts[column.written.lowercased(), default: 0] += 1 }
        }
        for table in scope.tables {
            let columns = columns(table, classes)
            texts += columns.filter { counts[$0.lowercased()] == 1 }
            texts += columns.map { names.tables[table].written + "." + $0 }
        }
        return NameList.sorted(texts.map { NameList.Entry(text: Array($0.utf8), target: .known) })
    }

    // MARK: - Trees of names

    /// The names of a part of a list, of which `depth` bytes were taken, each with what comes after it.
    func expandNames(
        _ list: Int, _ range: Range<Int>, _ depth: Int, _ scope: GrammarScope, _ context: GrammarContext,
        _ rest: [GrammarSymbol]
    ) -> ExpressionID {
        let entries = lists[list].entries[range]
        guard let first = entries.first, let last = entries.last else { return .nothing }
        if entries.count == 1 {
            return pool.sequence(
                pool.literal(first.text[depth...]), follow(first, list, scope, context, rest))
        }
        var common = depth
        while common < first.text.count, common < last.text.count, first.text[common] == last.text[common] {
            common += 1
        }
        var members: [ExpressionID] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let entry = entries[start]
            guard entry.text.count > common else {
                members.append(follow(entry, list, scope, context, rest))
                start += 1
                continue
            }
            var end = start + 1
            while end < range.upperBound, entries[end].text[common] == entry.text[common] { end += 1 }
            if range.count <= Self.smallList || end == start + 1 {
                members.append(expandNames(list, start..<end, common, scope, context, rest))
            } else {
                let later = Payload.names(
                    list: list, range: start..<end, depth: common + 1, scope, context, rest)
                members.append(pool.sequence(pool.literal([entry.text[common]]), lazy(later)))
            }
            start = end
        }
        return pool.sequence(pool.literal(first.text[depth..<common]), pool.choice(members))
    }

    private func follow(
        _ entry: NameList.Entry, _ list: Int, _ scope: GrammarScope, _ context: GrammarContext, _ rest: [GrammarSymbol]
    ) -> ExpressionID {
        var scope = scope
        func select(_ text: String) {
            guard context == .item else { return }
            let number = columnText(text)
            if !scope.bare.contains(number) { scope.bare.append(number) }
        }
        switch entry.target {
        case .known: break
        case .plain(let tables):
            (scope.phase, scope.tables) = (.plain, tables)
            select(String(decoding: entry.text, as: UTF8.self))
        case .table(let table, let classes):
            scope.phase = .qualified
            if !scope.tables.contains(table) { scope.tables = (scope.tables + [table]).sorted() }
            let columns = self.list(.table(table, classes))
            return lazy(
                .names(list: columns, range: 0..<lists[columns].entries.count, depth: 0, scope, context, rest))
        case .column(let table):
            select(names.tables[table].written + "." + String(decoding: entry.text, as: UTF8.self))
        }
        return build(scope, rest)
    }

    // MARK: - Tables

    /// The tables after FROM, as far as the columns that were selected leave a choice.
    func expandFrom(_ scope: GrammarScope, _ rest: [GrammarSymbol]) -> ExpressionID {
        let tables =
            switch scope.phase {
            case .open: Array(names.tables.indices)
            case .qualified where names.hasKeys: near(scope.tables)
            default: scope.tables
            }
        return pool.keyed(
            tables.map { table in
                var next = scope
                next.tables = [table]
                next.phase = scope.phase == .plain ? .fixed : .joining
                next.required = scope.phase == .qualified ? scope.tables.filter { $0 != table } : []
                let follow = scope.phase == .plain ? GrammarPart.tail : .joins
                return (Array(names.tables[table].written.utf8), build(next, [.part(follow)] + rest))
            })
    }

    /// More tables, joined along keys, until all that columns were selected of are there.
    func expandJoins(_ scope: GrammarScope, _ rest: [GrammarSymbol]) -> ExpressionID {
        var members: [ExpressionID] = []
        if scope.required.isEmpty {
            var fixed = scope
            fixed.phase = .fixed
            members.append(build(fixed, [.part(.tail)] + rest))
        }
        for table in candidates(scope) {
            var next = scope
            next.tables = (scope.tables + [table]).sorted()
            next.required.removeAll { $0 == table }
            let conditions = names.tables[table].joins.filter { scope.tables.contains($0.table) }.flatMap(\.conditions)
            let name = names.tables[table].written
            let after: ExpressionID
            if names.hasKeys {
                after = pool.sequence(
                    pool.literals(Array(Set(conditions)).sorted().map { Array($0.utf8) }),
                    build(next, [.part(.joins)] + rest))
            } else {
                after = build(scope, [.part(.joinCondition(table))] + rest)
            }
            for word in [" JOIN ", " INNER JOIN ", " LEFT JOIN "] {
                members.append(pool.sequence(pool.literal(Array("\(word)\(name) ON ".utf8)), after))
            }
        }
        return pool.choice(members)
    }

    /// Tables that may be joined next.
    private func candidates(_ scope: GrammarScope) -> [Int] {
        guard names.hasKeys else {
            guard scope.required.isEmpty else { return scope.required }
            guard scope.tables.count < Self.joinedTables - 1 else { return [] }
            return names.tables.indices.filter { !scope.tables.contains($0) && canPair($0, scope) }
        }
        let neighbours = Set(scope.tables.flatMap { names.tables[$0].joins.map(\.table) }).subtracting(scope.tables)
        if scope.required.isEmpty {
            return scope.tables.count < Self.joinedTables ? neighbours.sorted() : []
        }
        let ways = scope.required.map { names.distances(to: $0) }
        return neighbours.filter { table in
            ways.contains { way in
                guard let distance = way[table] else { return false }
                return scope.tables.allSatisfy { distance < way[$0] ?? .max }
            }
        }.sorted()
    }

    private func canPair(_ table: Int, _ scope: GrammarScope) -> Bool {
        !pairs(table, scope).isEmpty
    }

    /// Where no keys are declared, columns of one class are compared.
    private func pairs(_ table: Int, _ scope: GrammarScope) -> [String] {
        var texts: [String] = []
        for other in scope.tables {
            for own in names.tables[table].columns where !own.classes.isDisjoint(with: .comparable) {
                for column in names.tables[other].columns
                where !own.classes.intersection(column.classes).isDisjoint(with: .comparable) {
                    let left = "\(names.tables[other].written).\(column.written)"
                    let right = "\(names.tables[table].written).\(own.written)"
                    texts += ["\(left) = \(right)", "\(right) = \(left)"]
                }
            }
        }
        return texts
    }

    func expandJoinCondition(_ table: Int, _ scope: GrammarScope, _ rest: [GrammarSymbol]) -> ExpressionID {
        var next = scope
        next.tables = (scope.tables + [table]).sorted()
        next.required.removeAll { $0 == table }
        return pool.sequence(
            pool.literals(pairs(table, scope).map { Array($0.utf8) }), build(next, [.part(.joins)] + rest))
    }
}
