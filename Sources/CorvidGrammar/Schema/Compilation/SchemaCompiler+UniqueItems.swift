/// Arrays without equal items.
///
/// An item is kept and becomes a constant that later items must differ from. Where values are few, an item may not use up
/// one that a later item, which must come, cannot do without.
extension SchemaCompiler {
    /// Values of one formula that are listed for this.
    private static let listLimit = 64

    /// An item that is none of those before, and what follows it.
    func uniqueItem(
        _ array: ArraySpecification, _ state: ArrayState, _ formula: Int32, _ next: ArrayState
    ) throws(GrammarError) -> ExpressionID {
        let used = usedItems(state)
        let needed = try neededValues(array, state)
        let whole = self.formula(formula, and: (used + needed).map(\.opposite))
        guard try cost(whole) != SchemaFormula.unsatisfiable, let rest = try finishCost(next) else { return .nothing }
        let payload = arrayState(next) << 1 | 1
        // An item that is not counted never brings the end nearer, though it may seem so when the cheap ones are used up.
        let isIdle = next.counts == state.counts && !canClose(array, state) && Int(state.index) >= array.minimum
        followCosts[payload] = isIdle ? 1 << 24 : rest
        return pool.capture(try expression(whole), self, payload)
    }

    /// What follows an item and the array's states before it; `nothing` when it may not stand there.
    func followItem(_ number: Int32, _ captured: [UInt8]) throws(GrammarError) -> ExpressionID {
        var next = arrayStates[Int(number)]
        let value: JSONValue
        do {
            value = try JSONValue(parsing: captured)
        } catch {
            return .nothing
        }
        let literal = constant(value)
        // In the other style a value is only known to be excluded when it is complete.
        if contains(next.items, literal.instance) { return .nothing }
        next.items = keyList(next.items, adding: literal.instance)
        return pool.sequence(space, try rest(of: next))
    }

    /// Whether another item or the end may follow, when there are too many values for it to matter which one it was.
    func commonBeginning(afterItem payload: Int32, _ inner: ExpressionID) throws(GrammarError) -> ExpressionID {
        guard pool.isOfManyStrings(inner) else { return .nothing }
        let next = follow(payload, [UInt8(ascii: "\"")] + pool.completion(inner), in: pool)
        return pool.bytes(pool.exactFirstBytes(next))
    }

    private func usedItems(_ state: ArrayState) -> [SchemaLiteral] {
        var used: [SchemaLiteral] = []
        var list = state.items
        while list >= 0 {
            used.append(SchemaLiteral(keyLists[Int(list)].last))
            list = keyLists[Int(list)].rest
        }
        return used
    }

    // MARK: Enough values

    /// Whether as many different items can follow as must.
    func canBeUnique(_ array: ArraySpecification, _ state: ArrayState) throws(GrammarError) -> Bool {
        let lists = try shortLists(array, state, from: Int(state.index), spare: 0)
        guard lists.isEmpty || Self.canAssign(lists, without: nil) else { return false }
        for (place, counted) in array.counted.enumerated() {
            let missing = counted.minimum - Int(state.counts[place])
            guard missing > 0 else { continue }
            // Places before the common rest may each bring one.
            let singles = max(0, array.prefixCount - max(Int(state.index), counted.from))
            let formula = formula(
                try itemFormula(array, array.prefixCount),
                and: [counted.literal] + usedItems(state).map(\.opposite))
            if let values = try fewValues(formula, limit: min(missing, 1_000)), values.count + singles < missing {
                return false
            }
        }
        return true
    }

    /// Values that the next item must leave to later ones.
    private func neededValues(_ array: ArraySpecification, _ state: ArrayState) throws(GrammarError) -> [SchemaLiteral]
    {
        let lists = try shortLists(array, state, from: Int(state.index) + 1, spare: 1)
        if lists.isEmpty { return [] }
        var seen: Set<JSONValue> = []
        var needed: [SchemaLiteral] = []
        for value in lists.joined() where seen.insert(value).inserted {
            if !Self.canAssign(lists, without: value) { needed.append(constant(value)) }
        }
        return needed
    }

    /// For items that must come: the values of each that has fewer than there are such items.
    private func shortLists(
        _ array: ArraySpecification, _ state: ArrayState, from index: Int, spare: Int
    ) throws(GrammarError) -> [[JSONValue]] {
        let count = array.minimum - index
        guard count > 0, count + spare > 1 else { return [] }
        let used = usedItems(state).map(\.opposite)
        var lists: [[JSONValue]] = []
        for place in index..<min(array.minimum, max(index, array.prefixCount) + 1) {
            let formula = formula(try itemFormula(array, place), and: used)
            guard let values = try fewValues(formula, limit: min(count + spare, 1_000)) else { continue }
            guard values.count < count + spare else { continue }
            let repeats = place < array.prefixCount ? 1 : array.minimum - place
            if repeats > values.count { return [[]] }
            // Many items of many values: which goes where is not followed further.
            guard lists.count + repeats <= 256 else { return [] }
            for _ in 0..<repeats { lists.append(values) }
        }
        return lists
    }

    /// Whether each list can be given a value of its own.
    private static func canAssign(_ lists: [[JSONValue]], without left: JSONValue?) -> Bool {
        var owners: [JSONValue: Int] = [:]
        for start in lists.indices {
            var visited: Set<JSONValue> = []
            func place(_ list: Int) -> Bool {
                for value in lists[list] where value != left && visited.insert(value).inserted {
                    guard let owner = owners[value] else {
                        owners[value] = list
                        return true
                    }
                    if place(owner) {
                        owners[value] = list
                        return true
                    }
                }
                return false
            }
            if !place(start) { return false }
        }
        return true
    }

    /// All values of a formula, canonical, when there are fewer than `limit`; nil otherwise, or when that is hard to tell.
    func fewValues(_ formula: Int32, limit: Int, depth: Int = 0) throws(GrammarError) -> [JSONValue]? {
        let record = formulas[Int(formula)]
        if let values = try listedValues(formula) {
            return values.count < limit ? values.map(Self.canonical) : nil
        }
        guard depth < 4 else { return nil }
        var list: [JSONValue] = []
        if try possibleTypes(formula).contains(.string), try branches(record.literals, .string).contains(where: isWide)
        {
            return nil
        }
        if !(try possibleTypes(formula).intersection(.number).isEmpty) {
            for branch in try branches(record.literals, .number) {
                guard let specification = try numberSpecification(branch) else { continue }
                if specification.cardinality(upTo: limit) >= limit { return nil }
            }
        }
        let scalars = try canonicalScalars(formula)
        guard let texts = words(scalars, limit: limit) else { return nil }
        for text in texts {
            do {
                list.append(Self.canonical(try JSONValue(parsing: text)))
            } catch {
                return nil
            }
        }
        for number in try arrayNumbers(formula) {
            guard let values = try fewArrays(arrays[Int(number)], limit: limit, depth: depth) else { return nil }
            list += values
        }
        for number in try objectNumbers(formula) {
            guard let values = try fewObjects(objects[Int(number)], limit: limit, depth: depth) else { return nil }
            list += values
        }
        let distinct = Array(Set(list))
        guard distinct.count < limit else { return nil }
        var remaining: [JSONValue] = []
        candidates: for value in distinct {
            for literal in record.literals { guard try holds(literal, value) else { continue candidates } }
            remaining.append(value)
        }
        return remaining
    }

    /// Whether a string branch says nothing that could make its texts few.
    private func isWide(_ branch: SchemaBranch) -> Bool {
        branch.atoms.allSatisfy { atom in
            switch keywords(atom.a)[Int(atom.b)] {
            case .minimumLength: atom.kind == .keyword
            case .values, .pattern: atom.kind == .negatedKeyword
            default: false
            }
        }
    }

    private func fewArrays(_ array: ArraySpecification, limit: Int, depth: Int) throws(GrammarError) -> [JSONValue]? {
        guard let maximum = array.maximum, maximum <= 8 else { return nil }
        var lists: [[JSONValue]] = [[]]
        var result: [JSONValue] = array.minimum == 0 ? [.array([])] : []
        for index in 0..<maximum {
            guard let values = try fewValues(try itemFormula(array, index), limit: Self.listLimit, depth: depth + 1)
            else { return nil }
            lists = lists.flatMap { list in values.map { list + [$0] } }
            guard lists.count <= Self.listLimit else { return nil }
            if index + 1 >= array.minimum { result += lists.map { .array($0) } }
        }
        return result
    }

    private func fewObjects(_ object: ObjectSpecification, limit: Int, depth: Int) throws(GrammarError) -> [JSONValue]?
    {
        guard object.names.count <= 16 else { return nil }
        for keyClass in try keyClasses(object) where try !isEvidentlyUnsatisfiable(keyClass.formula) { return nil }
        var lists: [[JSONValue.Member]] = [[]]
        for place in object.names.indices {
            guard let values = try fewValues(object.formulas[place], limit: Self.listLimit, depth: depth + 1)
            else { return nil }
            let members = values.map { JSONValue.Member(key: names[object.names[place]], value: $0) }
            lists = lists.flatMap { list in
                (object.isRequired[place] ? [] : [list]) + members.map { list + [$0] }
            }
            guard lists.count <= Self.listLimit else { return nil }
        }
        return lists.map { Self.canonical(.object($0)) }
    }
}
