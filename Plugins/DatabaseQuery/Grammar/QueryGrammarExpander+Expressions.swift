extension QueryGrammarExpander {
    /// Expressions and conditions.
    func expressions(_ part: GrammarPart, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        switch part {
        case .number(let context): [[.part(.numberTerm(context)), .part(.numberTail(context))]]
        case .numberTail(let context):
            [[]] + ["+", "-", "*", "/"].map { [.text(" \($0) "), .part(.number(context))] }
        case .numberTerm(let context): numberTerms(context, scope)
        case .roundTail: [[.text(")")], [.text(", "), .literal(.digit), .text(")")]]
        case .text(let context): textTerms(context, scope).map { $0 + [.part(.textTail)] }
        case .textTail: [[], [.text(" || "), .literal(.string)]]
        case .time(let context): times(context, scope)
        case .timeArgument(let context): timeArguments(context, scope)
        case .aggregate: aggregates(scope)
        case .otherAggregate: otherAggregates(scope)
        case .condition(let context): [[.part(.predicate(context)), .part(.conditionTail(context))]]
        case .conditionTail(let context):
            [[], [.text(" AND "), .part(.condition(context))], [.text(" OR "), .part(.condition(context))]]
        case .predicate(let context): predicates(context, scope)
        default: []
        }
    }

    // MARK: - Values

    private func numberTerms(_ context: GrammarContext, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        var list: [[GrammarSymbol]] = [
            [.literal(.number)],
            [.text("("), .part(.number(context)), .text(")")],
            [.text("ABS("), .part(.number(context)), .text(")")],
        ]
        if isPostgres {
            list.append([.text("ROUND("), .part(.number(context)), .text(")")])
            list.append([
                .text("ROUND(CAST("), .part(.number(context)), .text(" AS numeric), "), .literal(.digit), .text(")"),
            ])
        } else {
            // One production: two that begin alike are told apart at their ends, for each ROUND in another anew.
            list.append([.text("ROUND("), .part(.number(context)), .part(.roundTail)])
        }
        list.append([.text("NULLIF("), .part(.number(context)), .text(", "), .literal(.number), .text(")")])
        if context == .item || context == .group { list.append([.part(.aggregate)]) }
        // What HAVING compares is made of aggregates alone.
        guard context != .group else { return list }
        if context != .inside, hasColumn(.number, GrammarScope()) {
            list.append([.text("("), .text("SELECT "), .subquery(.aggregate, .number), .text(")")])
        }
        if hasColumn(.number, scope) {
            list.append([.column(.number, context)])
            list.append([.text("COALESCE("), .column(.number, context), .text(", "), .literal(.number), .text(")")])
        }
        if hasColumn(.text, scope) {
            list.append([.text("LENGTH("), .part(.text(context)), .text(")")])
            if !isPostgres { list.append([.text("CAST("), .column(.text, context), .text(" AS REAL)")]) }
        }
        list.append([.text("CAST("), .part(.number(context)), .text(isPostgres ? " AS integer)" : " AS INTEGER)")])
        if hasColumn(.time, scope) || !isPostgres && hasColumn(.text, scope) {
            for (unit, format) in [("YEAR", "%Y"), ("MONTH", "%m"), ("DAY", "%d"), ("DOW", "%w")] {
                list.append(
                    isPostgres
                        ? [.text("EXTRACT(\(unit) FROM "), .part(.timeArgument(context)), .text(")")]
                        : [.text("CAST(STRFTIME('\(format)', "), .part(.timeArgument(context)), .text(") AS INTEGER)")])
            }
            if !isPostgres { list.append([.text("JULIANDAY("), .part(.timeArgument(context)), .text(")")]) }
        }
        list.append([
            .text("CASE WHEN "), .part(.condition(context)), .text(" THEN "), .part(.number(context)), .text(" ELSE "),
            .part(.number(context)), .text(" END"),
        ])
        return list
    }

    private func textTerms(_ context: GrammarContext, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        var list: [[GrammarSymbol]] = [[.literal(.string)]]
        if hasColumn(.time, scope) || !isPostgres && hasColumn(.text, scope) {
            for (sqlite, postgres) in [("%Y", "YYYY"), ("%Y-%m", "YYYY-MM"), ("%m", "MM")] {
                list.append(
                    isPostgres
                        ? [.text("TO_CHAR("), .part(.timeArgument(context)), .text(", '\(postgres)')")]
                        : [.text("STRFTIME('\(sqlite)', "), .part(.timeArgument(context)), .text(")")])
            }
        }
        guard hasColumn(.text, scope) else { return list }
        list.append([.column(.text, context)])
        for name in ["UPPER(", "LOWER(", "TRIM("] { list.append([.text(name), .column(.text, context), .text(")")]) }
        list.append([
            .text("SUBSTR("), .column(.text, context), .text(", "), .literal(.count), .text(", "), .literal(.count),
            .text(")"),
        ])
        list.append([
            .text("REPLACE("), .column(.text, context), .text(", "), .literal(.string), .text(", "), .literal(.string),
            .text(")"),
        ])
        list.append([.text("COALESCE("), .column(.text, context), .text(", "), .literal(.string), .text(")")])
        list.append([
            .text("CASE WHEN "), .part(.condition(context)), .text(" THEN "), .part(.text(context)), .text(" ELSE "),
            .part(.text(context)), .text(" END"),
        ])
        return list
    }

    private func times(_ context: GrammarContext, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        var list: [[GrammarSymbol]] = [[.text("CURRENT_DATE")]]
        if hasColumn(.time, scope) {
            // SQLite's dates are texts, and stand among those.
            if isPostgres || context != .item { list.append([.column(.time, context)]) }
        }
        if isPostgres {
            list.append([.text("CURRENT_DATE - INTERVAL '"), .literal(.count), .text(" days'")])
            guard hasColumn(.time, scope) else { return list }
            for unit in ["year", "month", "week", "day"] {
                list.append([.text("DATE_TRUNC('\(unit)', "), .column(.time, context), .text(")")])
            }
        } else {
            for unit in ["days", "months", "years"] {
                list.append([.text("DATE('now', '-"), .literal(.count), .text(" \(unit)')")])
            }
            list.append([.text("DATE("), .part(.timeArgument(context)), .text(")")])
        }
        return list
    }

    private func timeArguments(_ context: GrammarContext, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        let classes: ColumnClasses = isPostgres ? .time : [.time, .text]
        let now: [GrammarSymbol] = [.text(isPostgres ? "CURRENT_DATE" : "'now'")]
        return hasColumn(classes, scope) ? [now, [.column(classes, context)]] : [now]
    }

    // MARK: - Aggregates

    private func aggregates(_ scope: GrammarScope) -> [[GrammarSymbol]] {
        var list: [[GrammarSymbol]] = [[.text("COUNT(*)")]]
        if hasColumn(.all, scope) { list.append([.text("COUNT("), .column(.all, .inside), .text(")")]) }
        if hasColumn(.comparable, scope) {
            list.append([.text("COUNT(DISTINCT "), .column(.comparable, .inside), .text(")")])
        }
        for name in ["SUM", "AVG", "MIN", "MAX"] {
            list.append([.text("\(name)("), .part(.number(.inside)), .text(")")])
            guard hasColumn(.number, scope), name == "SUM" || name == "AVG" else { continue }
            list.append([.text("\(name)(DISTINCT "), .column(.number, .inside), .text(")")])
        }
        return list.map { [.effect(.aggregate)] + $0 }
    }

    private func otherAggregates(_ scope: GrammarScope) -> [[GrammarSymbol]] {
        var list: [[GrammarSymbol]] = []
        for name in ["MIN(", "MAX("] {
            list.append([.text(name), .part(.time(.inside)), .text(")")])
            if hasColumn(.text, scope) { list.append([.text(name), .column(.text, .inside), .text(")")]) }
        }
        if hasColumn(.text, scope) {
            list.append(
                isPostgres
                    ? [.text("STRING_AGG("), .column(.text, .inside), .text(", "), .literal(.string), .text(")")]
                    : [.text("GROUP_CONCAT("), .column(.text, .inside), .text(")")])
        }
        return list.map { [.effect(.aggregate)] + $0 }
    }

    // MARK: - Conditions

    private func predicates(_ context: GrammarContext, _ scope: GrammarScope) -> [[GrammarSymbol]] {
        let anywhere = GrammarScope()
        let number = GrammarSymbol.part(.number(context))
        let text = GrammarSymbol.part(.text(context))
        let time = GrammarSymbol.part(.time(context))
        var list: [[GrammarSymbol]] = [
            [number, .literal(.comparison), number],
            [number, .text(" BETWEEN "), number, .text(" AND "), number],
            [number, .text(" IN ("), .literal(.numbers), .text(")")],
            [number, .text(" NOT IN ("), .literal(.numbers), .text(")")],
            [.text("("), .part(.condition(context)), .text(")")],
            [.text("NOT ("), .part(.condition(context)), .text(")")],
            [text, .literal(.comparison), text],
            [text, .text(" LIKE "), .literal(.string)],
            [text, .text(" NOT LIKE "), .literal(.string)],
            [text, .text(" IN ("), .literal(.strings), .text(")")],
            [text, .text(" NOT IN ("), .literal(.strings), .text(")")],
            [time, .literal(.comparison), time],
            [time, .literal(.comparison), .literal(.date)],
            [time, .text(" BETWEEN "), .literal(.date), .text(" AND "), .literal(.date)],
        ]
        if isPostgres { list.append([text, .text(" ILIKE "), .literal(.string)]) }
        if context != .inside {
            for word in [" IN (SELECT ", " NOT IN (SELECT "] {
                for classes in [ColumnClasses.number, .text]
                where hasColumn(classes, anywhere) && hasColumn(classes, scope) {
                    list.append([.column(classes, context), .text(word), .subquery(.list, classes), .text(")")])
                }
            }
            if hasColumn(.text, anywhere), hasColumn(.text, scope) {
                list.append([
                    .column(.text, context), .text(" = (SELECT "), .subquery(.first, .text), .text(")"),
                ])
            }
        }
        if hasColumn(.all, scope) {
            list.append([.column(.all, context), .text(" IS NULL")])
            list.append([.column(.all, context), .text(" IS NOT NULL")])
        }
        if hasColumn(.boolean, scope) {
            if isPostgres { list.append([.column(.boolean, context)]) }
            list.append([.column(.boolean, context), .text(" = TRUE")])
            list.append([.column(.boolean, context), .text(" = FALSE")])
        }
        if hasColumn(.opaque, scope) { list.append([.column(.opaque, context), .text(" = "), .literal(.string)]) }
        if context == .row, scope.phase == .fixed { list += exists(scope) }
        return list
    }

    private func exists(_ scope: GrammarScope) -> [[GrammarSymbol]] {
        var list: [[GrammarSymbol]] = []
        for table in scope.tables {
            for join in names.tables[table].joins where !scope.tables.contains(join.table) {
                for condition in join.conditions {
                    for word in ["EXISTS", "NOT EXISTS"] {
                        let start = "\(word) (SELECT * FROM \(names.tables[join.table].written) WHERE \(condition)"
                        list.append([.text(start), .existsTail(join.table), .text(")")])
                    }
                }
            }
        }
        return list
    }
}
