/// Arrays: from branches to specifications, and what may follow within one.
extension SchemaCompiler {
    func arrayNumbers(_ formula: Int32) throws(GrammarError) -> [Int32] {
        let record = formulas[Int(formula)]
        if let known = record.arrays { return known }
        var list: [Int32] = []
        if try possibleTypes(formula).contains(.array) {
            for branch in try branches(record.literals, .array) { list.append(try arrayNumber(branch)) }
        }
        record.arrays = list
        return list
    }

    private func arrayNumber(_ branch: SchemaBranch) throws(GrammarError) -> Int32 {
        if let known = arrayNumbers[branch] { return known }
        let number = Int32(arrays.count)
        let array = try makeArray(branch)
        // Where an item is impossible the array ends before it.
        for place in 0...array.prefixCount where array.maximum.map({ place < $0 }) ?? true {
            if try isEvidentlyUnsatisfiable(itemFormula(array, place)) {
                array.maximum = place
                break
            }
        }
        arrays.append(array)
        arrayNumbers[branch] = number
        return number
    }

    func makeArray(_ branch: SchemaBranch) throws(GrammarError) -> ArraySpecification {
        let result = ArraySpecification()
        for atom in branch.atoms {
            switch atom.kind {
            case .itemRule:
                result.rules.append((Int(atom.a), atom.b < 0 ? nil : Int(atom.b), SchemaLiteral(rawValue: atom.c)))
            case .someItems:
                result.counted.append(
                    ArraySpecification.Counted(
                        from: Int(atom.a), to: atom.b < 0 ? nil : Int(atom.b), literal: SchemaLiteral(rawValue: atom.c),
                        minimum: Int(atom.d), maximum: atom.e < 0 ? nil : Int(atom.e)))
            case .minimumItems: result.minimum = max(result.minimum, Int(atom.a))
            case .maximumItems: result.maximum = min(result.maximum ?? .max, Int(atom.a))
            case .excluded:
                guard case .values(let values) = keywords(atom.a).first, let items = values.first?.array else { break }
                result.excluded.append(items.map { constant($0) })
                result.longestExcluded = max(result.longestExcluded, items.count)
            case .keyword:
                let instance = atom.a
                func literal(_ node: Int32) -> SchemaLiteral { SchemaLiteral(child(node, of: instance)) }
                switch keywords(instance)[Int(atom.b)] {
                case .items(let prefix, let rest):
                    for (place, node) in prefix.enumerated() { result.rules.append((place, place, literal(node))) }
                    if let rest { result.rules.append((prefix.count, nil, literal(rest))) }
                case .contains(let node, let minimum, let maximum):
                    if minimum > 0 || maximum != nil {
                        result.counted.append(
                            ArraySpecification.Counted(
                                from: 0, to: nil, literal: literal(node), minimum: minimum, maximum: maximum))
                    }
                case .minimumItems(let minimum): result.minimum = max(result.minimum, minimum)
                case .maximumItems(let maximum): result.maximum = min(result.maximum ?? .max, maximum)
                case .uniqueItems: result.isUnique = true
                default: break
                }
            default: break
            }
        }
        // What every item meets, or none, need not be counted.
        result.counted.removeAll { counted in
            formula(counted.literal) == trueFormula && counted.to == nil
                && {
                    result.minimum = max(result.minimum, counted.minimum == 0 ? 0 : counted.from + counted.minimum)
                    if let maximum = counted.maximum {
                        result.maximum = min(result.maximum ?? .max, counted.from + maximum)
                    }
                    return true
                }()
        }
        for rule in result.rules { result.prefixCount = max(result.prefixCount, rule.to.map { $0 + 1 } ?? rule.from) }
        for counted in result.counted {
            result.prefixCount = max(result.prefixCount, counted.to.map { $0 + 1 } ?? counted.from)
        }
        result.itemFormulas = Array(repeating: nil, count: min(result.prefixCount, 1 << 16) + 1)
        return result
    }

    func itemFormula(_ array: ArraySpecification, _ index: Int) throws(GrammarError) -> Int32 {
        let place = min(index, array.itemFormulas.count - 1)
        if let known = array.itemFormulas[place] { return known }
        var literals: [SchemaLiteral] = []
        for rule in array.rules where rule.from <= place && place <= rule.to ?? .max { literals.append(rule.literal) }
        let formula = formula(literals)
        array.itemFormulas[place] = formula
        return formula
    }

    func hasEvidentlyImpossibleItem(_ array: ArraySpecification) throws(GrammarError) -> Bool {
        for place in 0...array.prefixCount where place < array.minimum {
            if try isEvidentlyUnsatisfiable(itemFormula(array, place)) { return true }
        }
        return false
    }

    // MARK: States

    func initialState(array number: Int32) -> ArrayState {
        let array = arrays[Int(number)]
        return ArrayState(
            specification: number, counts: array.counted.map { _ in 0 },
            alive: array.excluded.indices.map { Int32($0) })
    }

    func arrayState(_ state: ArrayState) -> Int32 {
        if let known = arrayStateNumbers[state] { return known }
        let number = Int32(arrayStates.count)
        arrayStates.append(state)
        arrayStateNumbers[state] = number
        return number
    }

    /// What follows after an array's bracket or after an item; `nothing` when that cannot be finished.
    func rest(of state: ArrayState) throws(GrammarError) -> ExpressionID {
        guard let cost = try finishCost(state) else { return .nothing }
        return pool.lazy(self, arrayState(state) << 1 | 1, cost: cost)
    }

    func canClose(_ array: ArraySpecification, _ state: ArrayState) -> Bool {
        guard Int(state.index) >= array.minimum else { return false }
        for (place, counted) in array.counted.enumerated() {
            guard Int(state.counts[place]) >= counted.minimum else { return false }
        }
        return !state.alive.contains { array.excluded[Int($0)].count == Int(state.index) }
    }

    /// What the next item may be, and where it leads.
    func itemOptions(
        _ array: ArraySpecification, _ state: ArrayState
    ) throws(GrammarError) -> [(formula: Int32, next: ArrayState)] {
        let index = Int(state.index)
        let base = try itemFormula(array, index)
        var next = state
        next.index = Int32(min(index + 1, array.indexLimit))
        guard !array.counted.isEmpty else { return divide(base, array, next, index) }
        var options: [(literals: [SchemaLiteral], next: ArrayState)] = [([], next)]
        for (place, counted) in array.counted.enumerated() where counted.from <= index && index <= counted.to ?? .max {
            let count = Int(next.counts[place])
            var split: [(literals: [SchemaLiteral], next: ArrayState)] = []
            for option in options {
                let mayBeMore = counted.maximum.map { count < $0 } ?? (count < counted.minimum)
                if mayBeMore {
                    var more = option
                    more.literals.append(counted.literal)
                    more.next.counts[place] = Int32(count + 1)
                    split.append(more)
                }
                var without = option
                // Only where there is an upper bound must it be certain that an item was not counted.
                if counted.maximum != nil { without.literals.append(counted.literal.opposite) }
                split.append(without)
            }
            options = split
            guard options.count <= 64 else { throw entangled(counted.literal.instance, .contains) }
        }
        return options.flatMap { divide(formula(base, and: $0.literals), array, $0.next, index) }
    }

    /// The ways in which an item may equal those of excluded arrays, or differ from all.
    private func divide(
        _ formula: Int32, _ array: ArraySpecification, _ next: ArrayState, _ index: Int
    ) -> [(formula: Int32, next: ArrayState)] {
        if next.alive.isEmpty { return [(formula, next)] }
        var groups: [(value: SchemaLiteral, alive: [Int32])] = []
        for number in next.alive where index < array.excluded[Int(number)].count {
            let value = array.excluded[Int(number)][index]
            if let place = groups.firstIndex(where: { $0.value == value }) {
                groups[place].alive.append(number)
            } else {
                groups.append((value, [number]))
            }
        }
        var different = next
        different.alive = []
        return [(self.formula(formula, and: groups.map(\.value.opposite)), different)]
            + groups.map { group in
                var same = next
                same.alive = group.alive
                return (self.formula(formula, and: [group.value]), same)
            }
    }

    func expandArray(_ number: Int32) throws(GrammarError) -> ExpressionID {
        let state = arrayStates[Int(number)]
        let array = arrays[Int(state.specification)]
        var list: [ExpressionID] = []
        if canClose(array, state) { list.append(pool.literal("]")) }
        if array.maximum.map({ Int(state.index) < $0 }) ?? true {
            let comma = state.index == 0 ? ExpressionID.empty : pool.sequence(pool.literal(","), space)
            var items: [ExpressionID] = []
            for option in try itemOptions(array, state) {
                if array.isUnique {
                    items.append(try uniqueItem(array, state, option.formula, option.next))
                    continue
                }
                let rest = try rest(of: option.next)
                guard rest != .nothing, try cost(option.formula) != SchemaFormula.unsatisfiable else { continue }
                items.append(pool.sequence([try expression(option.formula), space, rest]))
            }
            list.append(pool.sequence(comma, pool.choice(items)))
        }
        return pool.choice(list)
    }
}
