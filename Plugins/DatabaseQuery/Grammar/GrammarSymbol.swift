/// Where an expression stands, which decides which columns and functions it may use.
enum GrammarContext: Hashable {
    /// After FROM: in WHERE, ON and ORDER BY.
    case row
    /// Among what is selected.
    case item
    /// Within an aggregate function.
    case inside
    /// In HAVING and in ORDER BY after GROUP BY.
    case group
}

/// A part of a production of the query grammar.
enum GrammarSymbol: Hashable {
    case text(String)
    case part(GrammarPart)
    /// A column of any of some classes.
    case column(ColumnClasses, GrammarContext)
    case literal(GrammarLiteral)
    /// A part of a query that stands for itself: its names are its own.
    case subquery(GrammarScope.Purpose, ColumnClasses)
    case effect(GrammarEffect)
    /// The tables of the query, and what comes after them.
    case from
    /// What may follow the condition that ties a sub-query after EXISTS to a table.
    case existsTail(Int)
}

/// What has rules of its own.
enum GrammarPart: Hashable {
    case select, moreItems, item, alias
    case number(GrammarContext), numberTail(GrammarContext), numberTerm(GrammarContext), roundTail
    case text(GrammarContext), textTail
    case time(GrammarContext)
    case timeArgument(GrammarContext)
    case aggregate, otherAggregate
    case condition(GrammarContext), conditionTail(GrammarContext), predicate(GrammarContext)
    case listItem(ColumnClasses)
    /// The condition of a join with a table, where there are no keys.
    case joinCondition(Int)
    case joins
    case tail, groupTail, groupColumns, moreGroupColumns, afterGroup
    case having, havingTail
    case orderTail, orderItem, moreOrder, direction
    case limitTail, offset
    case existsTail
    case assignments, moreAssignments
    /// Columns of INSERT that were named so far.
    case insertion([Int])

    /// Whether what it can be depends, after FROM, on nothing but the tables.
    var isLocal: Bool {
        switch self {
        case .number, .numberTail, .numberTerm, .roundTail, .text, .textTail, .time, .timeArgument, .aggregate,
            .otherAggregate,
            .condition, .conditionTail, .predicate, .direction, .having, .havingTail, .offset, .existsTail,
            .assignments, .moreAssignments, .insertion:
            true
        default: false
        }
    }
}

/// Values and words that do not depend on the schema.
enum GrammarLiteral: Hashable {
    case number, count, digit, string, date, alias, numbers, strings, comparison
    case nullableNumber, nullableString, nullableDate
}

/// What a part of a production makes known.
enum GrammarEffect: Hashable {
    case aggregate, star, distinct, grouped
    case item(ColumnClasses)
    case alias(String)
    case union
}
