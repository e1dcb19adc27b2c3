import CorvidGrammar

/// Expands the grammar of queries where a text has come to, and only there.
///
/// A payload is a scope and the symbols that are still to come. As long as columns still decide about tables, a column's
/// choice reaches everything after it, so the whole rest is part of the payload; after FROM, expressions are shared.
// Used only by the pool that holds it.
final class QueryGrammarExpander: ExpressionExpander {
    enum Payload: Hashable {
        case state(GrammarScope, [GrammarSymbol])
        /// Some of a list of names, from a byte on.
        case names(list: Int, range: Range<Int>, depth: Int, GrammarScope, GrammarContext, [GrammarSymbol])
    }

    let names: GrammarNames
    unowned let pool: ExpressionPool
    let literals: GrammarLiterals
    private var payloads: [Payload] = []
    private var payloadIDs: [Payload: Int32] = [:]
    /// Lists of names that can stand at a place.
    var lists: [NameList] = []
    var listIDs: [NameList.Key: Int] = [:]
    /// Texts of selected columns.
    private(set) var columnTexts: [String] = []
    private var columnTextIDs: [String: Int] = [:]
    private var costs: [CostKey: Int] = [:]

    private struct CostKey: Hashable {
        let part: GrammarPart
        let scope: GrammarScope
    }

    init(_ names: GrammarNames, _ pool: ExpressionPool) {
        self.names = names
        self.pool = pool
        literals = GrammarLiterals(pool, names.dialect)
    }

    var isPostgres: Bool { names.dialect == .postgres }

    /// The grammar of a whole query.
    func query() -> ExpressionID {
        guard !names.tables.isEmpty else {
            // Nothing to select from; the grammar must not be empty for that.
            return pool.sequence(pool.literal("SELECT "), literals[.number])
        }
        return build(GrammarScope(), [.text("SELECT "), .part(.select)])
    }

    // MARK: - Expressions

    /// The expression for symbols in a scope.
    func build(_ scope: GrammarScope, _ symbols: some Collection<GrammarSymbol>) -> ExpressionID {
        guard let first = symbols.first else { return .empty }
        let rest = symbols.dropFirst()
        switch first {
        case .text(let text): return pool.sequence(pool.literal(Array(text.utf8)), build(scope, rest))
        case .literal(let literal): return pool.sequence(literals[literal], build(scope, rest))
        case .subquery(let purpose, let classes):
            return pool.sequence(subquery(purpose, classes), build(scope, rest))
        case .existsTail(let table):
            return pool.sequence(
                lazy(.state(.fixed([table]), [.part(.existsTail)])), build(scope, rest))
        case .effect(let effect): return build(scope.after(effect), rest)
        case .part(let part) where scope.phase == .fixed && part.isLocal:
            return pool.sequence(lazy(.state(scope.reduced, [first])), build(scope, rest))
        case .column(let classes, _) where scope.phase == .fixed:
            let list = list(.columns(scope.reduced, classes))
            guard !lists[list].entries.isEmpty else { return .nothing }
            let column = Payload.names(
                list: list, range: 0..<lists[list].entries.count, depth: 0, scope.reduced, .row, [])
            return pool.sequence(lazy(column), build(scope, rest))
        case .part, .column, .from: return lazy(.state(scope, Array(symbols)))
        }
    }

    func lazy(_ payload: Payload) -> ExpressionID {
        let id: Int32
        if let known = payloadIDs[payload] {
            id = known
        } else {
            id = Int32(payloads.count)
            payloads.append(payload)
            payloadIDs[payload] = id
        }
        return pool.lazy(self, id, cost: cost(payload))
    }

    func expand(_ payload: Int32, in pool: ExpressionPool) -> ExpressionID {
        switch payloads[Int(payload)] {
        case .names(let list, let range, let depth, let scope, let context, let rest):
            return expandNames(list, range, depth, scope, context, rest)
        case .state(let scope, let symbols):
            let rest = symbols.dropFirst()
            switch symbols.first {
            case .part(.joins): return expandJoins(scope, Array(rest))
            case .part(.joinCondition(let table)): return expandJoinCondition(table, scope, Array(rest))
            case .part(let part):
                let productions = bounded(productions(part, scope), of: part, scope, rest)
                return pool.choice(productions.map { build(scope, $0 + rest) })
            case .column(let classes, let context):
                let list = list(.columns(scope.names, classes))
                return expandNames(list, 0..<lists[list].entries.count, 0, scope, context, Array(rest))
            case .from: return expandFrom(scope, Array(rest))
            default: return build(scope, symbols)
            }
        }
    }

    /// Before FROM an expression's state is all that is still to come, so that every reading of what has been written is
    /// a state of its own; readings multiply with each level. What stands in one another there is bounded therefore: by
    /// so many symbols to come, and no condition with others in it.
    private func bounded(
        _ productions: [[GrammarSymbol]], of part: GrammarPart, _ scope: GrammarScope, _ rest: ArraySlice<GrammarSymbol>
    ) -> [[GrammarSymbol]] {
        guard scope.phase == .open else { return productions }
        let isInCondition = rest.contains(.text(" THEN "))
        let isDeep = rest.count > Self.mostSymbols
        guard isInCondition || isDeep else { return productions }
        return productions.filter { production in
            if isInCondition, case .text(let text)? = production.first {
                if text == "CASE WHEN " || text == "NOT (" { return false }
                if case .predicate = part, text == "(" { return false }
            }
            guard isDeep else { return true }
            switch part {
            case .numberTerm, .text:
                return !production.contains { symbol in
                    switch symbol {
                    case .part(.number), .part(.condition), .part(.text): true
                    default: false
                    }
                }
            default: return true
            }
        }
    }

    private static let mostSymbols = 40

    /// The grammar of changes of rows.
    func changes() -> ExpressionID {
        let tables = names.tables.indices.filter { !names.tables[$0].isView }
        func statements(_ verb: String, _ rest: (Int) -> [GrammarSymbol]) -> ExpressionID {
            let keys = tables.map { index in
                (Array(names.tables[index].written.utf8), build(.fixed([index]), rest(index)))
            }
            return pool.sequence(pool.literal(Array(verb.utf8)), pool.keyed(keys))
        }
        return pool.choice([
            statements("DELETE FROM ") { _ in [.text(" WHERE "), .part(.condition(.row))] },
            statements("UPDATE ") { _ in
                [.text(" SET "), .part(.assignments), .text(" WHERE "), .part(.condition(.row))]
            },
            statements("INSERT INTO ") { _ in [.text(" ("), .part(.insertion([]))] },
        ])
    }

    private func subquery(_ purpose: GrammarScope.Purpose, _ classes: ColumnClasses) -> ExpressionID {
        var scope = GrammarScope()
        scope.purpose = purpose
        return lazy(.state(scope, [.part(.listItem(classes))]))
    }

    func columnText(_ text: String) -> Int {
        if let id = columnTextIDs[text] { return id }
        columnTexts.append(text)
        columnTextIDs[text] = columnTexts.count - 1
        return columnTexts.count - 1
    }

    /// Whether a column of such classes can stand in a scope.
    func hasColumn(_ classes: ColumnClasses, _ scope: GrammarScope) -> Bool {
        if scope.phase == .open { return !names.classes.isDisjoint(with: classes) }
        return !lists[list(.columns(scope.names, classes))].entries.isEmpty
    }

    // MARK: - Costs

    private func cost(_ payload: Payload) -> Int {
        switch payload {
        case .state(let scope, let symbols): return cost(symbols, scope)
        case .names(let list, let range, let depth, let scope, _, let rest):
            let least = lists[list].entries[range].reduce(Int.max) { min($0, $1.text.count - depth) }
            return least + cost(rest, scope)
        }
    }

    private func cost(_ symbols: some Collection<GrammarSymbol>, _ scope: GrammarScope) -> Int {
        symbols.reduce(0) { min($0 + cost($1, scope), 1 << 20) }
    }

    /// Bytes of a shortest text, about; exactly 0 when there need be none.
    private func cost(_ symbol: GrammarSymbol, _ scope: GrammarScope) -> Int {
        switch symbol {
        case .text(let text): return text.utf8.count
        case .literal(let literal): return pool.cost(literals[literal])
        case .column: return 4
        case .effect: return 0
        case .from: return 6
        case .subquery: return 20
        case .existsTail: return 0
        case .part(let part): return cost(part, scope)
        }
    }

    private func cost(_ part: GrammarPart, _ scope: GrammarScope) -> Int {
        switch part {
        case .joins:
            var fixed = scope
            (fixed.phase, fixed.required) = (.fixed, [])
            return scope.required.count * 12 + cost(.tail, fixed)
        case .joinCondition: return 12
        default: break
        }
        var key = CostKey(part: part, scope: part.isLocal ? scope.names : scope)
        // Which tables there are changes little about the least that can be written.
        if part.isLocal, scope.phase == .fixed { key = CostKey(part: part, scope: GrammarScope()) }
        if let known = costs[key] { return known }
        // What leads back here costs more than what does not.
        costs[key] = 1 << 20
        let least = productions(part, scope).reduce(1 << 20) { min($0, cost($1, scope)) }
        costs[key] = least == 1 << 20 ? nil : least
        return least
    }
}

extension GrammarScope {
    /// After FROM with some tables.
    static func fixed(_ tables: [Int]) -> GrammarScope {
        var scope = GrammarScope()
        (scope.phase, scope.tables) = (.fixed, tables)
        return scope
    }

    /// What decides which columns can stand here.
    var names: GrammarScope { reduced }

    func after(_ effect: GrammarEffect) -> GrammarScope {
        var scope = self
        switch effect {
        case .aggregate: scope.hasAggregate = true
        case .star: scope.isStar = true
        case .distinct: scope.isDistinct = true
        case .grouped: scope.isGrouped = true
        case .alias(let name): scope.aliases.append(name)
        case .item(let classes):
            scope.itemCount = min(scope.itemCount + 1, 2)
            scope.itemClass = classes
        case .union:
            scope = GrammarScope()
            scope.purpose = .union
        }
        return scope
    }
}
