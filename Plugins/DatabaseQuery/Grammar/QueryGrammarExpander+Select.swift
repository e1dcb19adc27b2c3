extension QueryGrammarExpander {
    /// What a part can be: the ways to write it, in any order.
    func productions(_ part: GrammarPart, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        switch part {
        case .select, .moreItems, .item, .alias, .listItem: items(part, scope)
        case .tail, .groupTail, .groupColumns, .moreGroupColumns, .afterGroup, .having, .havingTail:
            grouping(part, scope)
        case .orderTail, .orderItem, .moreOrder, .direction, .limitTail, .offset: ordering(part, scope)
        case .assignments, .moreAssignments, .insertion: changes(part, scope)
        case .existsTail: [[], [.text(" AND "), .part(.condition(.row))]]
        default: expressions(part, scope)
        }
    }

    // MARK: - What is selected

    private func items(_ part: GrammarPart, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        switch part {
        case .select:
            let rest: [GrammarSymbol] = [.part(.item), .part(.moreItems), .text(" FROM "), .from]
            return [
                [.effect(.star), .text("* FROM "), .from], rest, [.text("DISTINCT "), .effect(.distinct)] + rest,
            ]
        case .moreItems: return [[], [.text(", "), .part(.item), .part(.moreItems)]]
        case .alias:
            let words = GrammarLiterals.aliases.filter { !scope.aliases.contains($0) }
            return [[], [.text(" AS "), .literal(.alias)]] + words.map { [.text(" AS \($0)"), .effect(.alias($0))] }
        case .listItem(let classes):
            switch scope.purpose {
            case .aggregate:
                return [[.part(classes.contains(.number) ? .aggregate : .otherAggregate), .text(" FROM "), .from]]
            default:
                guard hasColumn(classes, scope) else { return [] }
                return [[.column(classes, .item), .text(" FROM "), .from]]
            }
        default:
            var list: [[GrammarSymbol]] = [
                [.part(.number(.item)), .effect(.item(.number)), .part(.alias)],
                [.part(.text(.item)), .effect(.item(.text)), .part(.alias)],
                [.part(.time(.item)), .effect(.item(.time)), .part(.alias)],
                [.part(.otherAggregate), .effect(.item([])), .part(.alias)],
            ]
            let others: ColumnClasses = isPostgres ? [.boolean, .opaque, .other] : .other
            if hasColumn(others, scope) { list.append([.column(others, .item), .effect(.item([])), .part(.alias)]) }
            return list
        }
    }

    // MARK: - After FROM

    private func grouping(_ part: GrammarPart, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        let selected = scope.bare.map { columnTexts[$0] }.joined(separator: ", ")
        switch part {
        case .tail:
            let rest: [GrammarSymbol] =
                switch scope.purpose {
                case .aggregate, .exists: []
                case .first: [.text(" ORDER BY "), .column(.comparable, .row), .part(.direction), .text(" LIMIT 1")]
                default: [.part(.groupTail)]
                }
            return [rest, [.text(" WHERE "), .part(.condition(.row))] + rest]
        case .groupTail:
            var list: [[GrammarSymbol]] = []
            if scope.purpose == .union { return [[.part(.orderTail)]] + combinations(scope) }
            // PostgreSQL wants all that is not aggregated in GROUP BY; SQLite picks a row.
            if !(isPostgres && scope.hasAggregate && !scope.bare.isEmpty) { list.append([.part(.orderTail)]) }
            if !(isPostgres && scope.isStar) {
                list.append([.text(" GROUP BY "), .effect(.grouped), .part(.groupColumns), .part(.afterGroup)])
            }
            return list + combinations(scope)
        case .groupColumns:
            guard scope.bare.isEmpty else {
                let all: [GrammarSymbol] = [.text(selected), .part(.moreGroupColumns)]
                return isPostgres ? [all] : [all, [.column(.comparable, .row), .part(.moreGroupColumns)]]
            }
            return [[.column(.comparable, .row), .part(.moreGroupColumns)]]
        case .moreGroupColumns: return [[], [.text(", "), .column(.comparable, .row), .part(.moreGroupColumns)]]
        case .afterGroup: return [[.part(.orderTail)], [.text(" HAVING "), .part(.having), .part(.orderTail)]]
        case .having:
            return [
                [.part(.aggregate), .literal(.comparison), .part(.number(.group)), .part(.havingTail)],
                [
                    .part(.aggregate), .text(" BETWEEN "), .literal(.number), .text(" AND "), .literal(.number),
                    .part(.havingTail),
                ],
            ]
        default: return [[], [.text(" AND "), .part(.having)], [.text(" OR "), .part(.having)]]
        }
    }

    /// Another SELECT of one column of the same kind.
    private func combinations(_ scope: GrammarScope) -> [[GrammarSymbol]] {
        guard [.query, .union].contains(scope.purpose), scope.itemCount == 1, !scope.isStar, !scope.hasAggregate,
            !scope.itemClass.isEmpty, hasColumn(scope.itemClass, GrammarScope())
        else { return [] }
        return ["UNION", "UNION ALL", "INTERSECT", "EXCEPT"].map { word in
            [
                .text(" \(word) SELECT "), .effect(.union), .column(scope.itemClass, .item),
                .effect(.item(scope.itemClass)), .text(" FROM "), .from,
            ]
        }
    }

    private func ordering(_ part: GrammarPart, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        let order: [GrammarSymbol] = [
            .text(" ORDER BY "), .part(.orderItem), .part(.direction), .part(.moreOrder), .part(.limitTail),
        ]
        switch part {
        case .orderTail:
            switch scope.purpose {
            case .list: return [[]]
            case .union: return [[.part(.limitTail)], [.text(" ORDER BY 1"), .part(.direction), .part(.limitTail)]]
            default:
                let hasNothing = orderItems(scope).isEmpty || scope.hasAggregate && !scope.isGrouped
                return hasNothing ? [[.part(.limitTail)]] : [[.part(.limitTail)], order]
            }
        case .orderItem: return orderItems(scope)
        case .moreOrder: return [[], [.text(", "), .part(.orderItem), .part(.direction), .part(.moreOrder)]]
        case .direction: return [[], [.text(" ASC")], [.text(" DESC")]]
        case .limitTail: return [[], [.text(" LIMIT "), .literal(.count), .part(.offset)]]
        default: return [[], [.text(" OFFSET "), .literal(.count)]]
        }
    }

    private func orderItems(_ scope: GrammarScope) -> [[GrammarSymbol]] {
        let selected = scope.bare.map { [GrammarSymbol.text(columnTexts[$0])] }
        // PostgreSQL orders DISTINCT rows only by what they show, of which the first is certain, and groups only by what they share.
        let aliases = scope.aliases.map { [GrammarSymbol.text($0)] }
        if isPostgres, scope.isDistinct { return [[.text("1")]] + aliases }
        var list = aliases
        if scope.isGrouped { list.append([.part(.aggregate)]) }
        if isPostgres, scope.isGrouped { return list + selected }
        if hasColumn(.comparable, scope) { list.append([.column(.comparable, .row)]) }
        if hasColumn(.number, scope) {
            list.append([.column(.number, .row), .text(" * "), .part(.number(.row))])
            list.append([.column(.number, .row), .text(" / "), .part(.number(.row))])
            list.append([.text("ABS("), .column(.number, .row), .part(.numberTail(.row)), .text(")")])
        }
        if hasColumn(.text, scope) { list.append([.text("LENGTH("), .column(.text, .row), .text(")")]) }
        return list
    }

    // MARK: - Changes

    private func changes(_ part: GrammarPart, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        let columns = scope.tables.first.map { names.tables[$0].columns } ?? []
        switch part {
        case .moreAssignments: return [[], [.text(", "), .part(.assignments)]]
        case .insertion(let chosen):
            var list: [[GrammarSymbol]] = []
            for index in columns.indices where !columns[index].isGenerated && index > chosen.last ?? -1 {
                let separator = chosen.isEmpty ? "" : ", "
                list.append([.text(separator + columns[index].written), .part(.insertion(chosen + [index]))])
            }
            guard !chosen.isEmpty else { return list }
            var values: [GrammarSymbol] = [.text(") VALUES (")]
            for (place, index) in chosen.enumerated() {
                if place > 0 { values.append(.text(", ")) }
                values.append(.literal(value(columns[index].classes)))
            }
            return list + [values + [.text(")")]]
        default:
            var list: [[GrammarSymbol]] = []
            for column in columns where !column.isGenerated {
                let name = column.written + " = "
                list.append([.text(name + "NULL"), .part(.moreAssignments)])
                list.append([.text(name), .literal(value(column.classes)), .part(.moreAssignments)])
                if column.classes.contains(.number) {
                    list.append([.text(name), .part(.number(.row)), .part(.moreAssignments)])
                }
            }
            return list
        }
    }

    private func value(_ classes: ColumnClasses) -> GrammarLiteral {
        if classes.contains(.text) || classes.isDisjoint(with: [.number, .time]) { return .nullableString }
        return classes.contains(.time) ? .nullableDate : .nullableNumber
    }
}
