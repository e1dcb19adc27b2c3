/// How long the shortest values are; whether there are any.
extension SchemaCompiler {
    /// Bytes of a shortest value, or `SchemaFormula.unsatisfiable`.
    func cost(_ formula: Int32) throws(GrammarError) -> Int32 {
        let record = formulas[Int(formula)]
        if record.isSolved, let cost = record.cost { return cost }
        if solver.asking >= 0 {
            solver.askers[formula, default: []].insert(solver.asking)
            if record.cost == nil { try visit(formula) }
            return record.cost ?? SchemaFormula.unsatisfiable
        }
        solver = CostSolver()
        do {
            try visit(formula)
            while let next = solver.queue.popLast() { try improve(next) }
        } catch {
            for visited in solver.visited { formulas[Int(visited)].cost = nil }
            solver = CostSolver()
            throw error
        }
        for visited in solver.visited { formulas[Int(visited)].isSolved = true }
        solver = CostSolver()
        return record.cost ?? SchemaFormula.unsatisfiable
    }

    private func visit(_ formula: Int32) throws(GrammarError) {
        formulas[Int(formula)].cost = SchemaFormula.unsatisfiable
        solver.visited.append(formula)
        guard solver.depth < CostSolver.depthLimit else { return solver.queue.append(formula) }
        try improve(formula)
    }

    private func improve(_ formula: Int32) throws(GrammarError) {
        let outer = solver.asking
        solver.asking = formula
        solver.depth += 1
        solver.steps += 1
        guard solver.steps < CostSolver.stepLimit else {
            throw entangled(formulas[Int(formula)].literals.first?.instance ?? rootInstance(), nil)
        }
        let estimate = try estimate(formula)
        solver.depth -= 1
        solver.asking = outer
        let record = formulas[Int(formula)]
        guard estimate < record.cost ?? SchemaFormula.unsatisfiable else { return }
        record.cost = estimate
        for asker in solver.askers[formula] ?? [] where !solver.queue.contains(asker) { solver.queue.append(asker) }
    }

    /// The cost as far as the costs of what is inside are known.
    private func estimate(_ formula: Int32) throws(GrammarError) -> Int32 {
        if formula == falseFormula { return SchemaFormula.unsatisfiable }
        if style == .compact, let values = try listedValues(formula) {
            return values.map { Int32(clamping: $0.serialized.count) }.min() ?? SchemaFormula.unsatisfiable
        }
        var best = SchemaFormula.unsatisfiable
        let scalars = try scalarExpression(formula)
        if scalars != .nothing { best = Int32(clamping: pool.cost(scalars)) }
        // An array or object has two bytes at least.
        if best <= 2 { return best }
        for number in try arrayNumbers(formula) {
            if let cost = try finishCost(initialState(array: number)) { best = min(best, Self.limited(cost + 1)) }
        }
        for number in try objectNumbers(formula) {
            if let cost = try finishCost(initialState(object: number)) { best = min(best, Self.limited(cost + 1)) }
        }
        return best
    }

    /// Costs stay below what the pool can count.
    static func limited(_ cost: Int) -> Int32 { Int32(min(cost, 1 << 28)) }

    // MARK: Objects

    /// Bytes from `state` to the end of the object, brace included; nil when there is no way.
    func finishCost(_ state: ObjectState) throws(GrammarError) -> Int? {
        let object = objects[Int(state.specification)]
        if !state.alive.isEmpty, style == .compact { return try differingFinishCost(object, state) }
        guard object.isSimple else { return try generalFinishCost(object, state) }
        // In any order this is the cost from the object's beginning, which is near enough.
        if solver.asking < 0, let suffixes = object.suffixCosts {
            return finish(suffixes[min(Int(state.position), suffixes.count - 1)], isFirst: state.count == 0)
        }
        var suffixes = [0]
        var total = 0
        for place in object.names.indices.reversed() {
            if object.isRequired[place] {
                let value = try cost(object.formulas[place])
                if value == SchemaFormula.unsatisfiable { return nil }
                total += memberCost(object.names[place], value)
            }
            suffixes.append(total)
        }
        suffixes.reverse()
        if solver.asking < 0 { object.suffixCosts = suffixes }
        return finish(suffixes[min(Int(state.position), suffixes.count - 1)], isFirst: state.count == 0)
    }

    private func finish(_ members: Int, isFirst: Bool) -> Int { members + (isFirst && members > 0 ? 0 : 1) }

    /// A member with its comma.
    private func memberCost(_ name: Int32, _ value: Int32) -> Int {
        var length = 4 + Int(value)
        for byte in names[name] { length += byte == 0x22 || byte == 0x5C ? 2 : byte < 0x20 ? 6 : 1 }
        return length
    }

    private func isAvailable(_ object: ObjectSpecification, _ place: Int, _ state: ObjectState) -> Bool {
        style == .compact ? place >= Int(state.position) : !contains(state.keys, object.names[place])
    }

    private func generalFinishCost(_ object: ObjectSpecification, _ state: ObjectState) throws(GrammarError) -> Int? {
        if let maximum = object.maximum, object.minimum > maximum { return nil }
        let classes = try keyClasses(object)
        let open = object.allExisting & ~state.met
        var requiredCount = 0
        var total = 0
        var optional: [Int] = []
        // For each set of conditions met so: the least cost beyond `total`, by the number of further members.
        let width = object.existing.count + 1
        var best = [[Int?]](repeating: Array(repeating: nil, count: width), count: Int(object.allExisting) + 1)
        best[0][0] = 0
        func meet(_ bits: Int32, _ formula: Int32, _ name: Int32?, base: Int?) throws(GrammarError) {
            var options: [(subset: Int32, cost: Int)] = []
            for subset in meetable(state, bits) where subset != 0 {
                let value = try cost(self.formula(formula, meeting: subset, of: object))
                guard value != SchemaFormula.unsatisfiable else { continue }
                let whole = name.map { memberCost($0, value) } ?? 5 + Int(value)
                options.append((subset, whole - (base ?? 0)))
            }
            guard !options.isEmpty else { return }
            let earlier = best
            for (met, costs) in earlier.enumerated() {
                for (extra, known) in costs.enumerated() {
                    guard let known else { continue }
                    for option in options {
                        let target = met | Int(option.subset)
                        let count = extra + (base == nil ? 1 : 0)
                        guard target != met, count < width else { continue }
                        best[target][count] = min(best[target][count] ?? .max, known + max(option.cost, 0))
                    }
                }
            }
        }
        for place in object.names.indices where isAvailable(object, place, state) {
            let bits = open == 0 ? 0 : try existing(object, object.names[place])
            let value = try cost(object.formulas[place])
            if value == SchemaFormula.unsatisfiable {
                if object.isRequired[place] { return nil }
                continue
            }
            let whole = memberCost(object.names[place], value)
            if object.isRequired[place] {
                requiredCount += 1
                total += whole
            } else {
                optional.append(whole)
            }
            if bits & open != 0 {
                try meet(
                    bits, object.formulas[place], object.names[place], base: object.isRequired[place] ? whole : nil)
            }
        }
        var free: Int?
        for keyClass in classes {
            let value = try cost(keyClass.formula)
            guard value != SchemaFormula.unsatisfiable else { continue }
            let whole = 4 + Int(value) + pool.cost(keyClass.language)
            free = min(free ?? .max, whole)
            if keyClass.existing & open != 0 {
                for _ in 0..<object.existing.count { try meet(keyClass.existing, keyClass.formula, nil, base: nil) }
            }
        }
        optional.sort()
        var answer: Int?
        for (extra, cost) in best[Int(open)].enumerated() {
            guard let cost else { continue }
            let count = Int(state.count) + requiredCount + extra
            if let maximum = object.maximum, count > maximum { continue }
            let missing = max(0, object.minimum - count)
            // Members that meet conditions are among the optional ones; which is not kept, so that this is an estimate.
            let named = min(missing, max(0, optional.count - (free == nil ? extra : 0)))
            guard named == missing || free != nil else { continue }
            var whole = total + cost
            for place in 0..<named { whole += optional[place] }
            if let free, missing > named {
                let (product, overflow) = free.multipliedReportingOverflow(by: missing - named)
                whole = overflow ? 1 << 40 : whole + product
            }
            answer = min(answer ?? .max, whole)
        }
        return answer.map { finish($0, isFirst: state.count == 0) }
    }

    /// Where the object must yet come to differ from others: the first way that is found.
    private func differingFinishCost(_ object: ObjectSpecification, _ state: ObjectState) throws(GrammarError) -> Int? {
        let classes = try keyClasses(object)
        var isOpen = true
        var places: [Int] = []
        for place in Int(state.position)..<object.names.count {
            places.append(place)
            if object.isRequired[place] {
                isOpen = false
                break
            }
        }
        if isOpen, canClose(state) { return 1 }
        let comma = state.count == 0 ? 0 : 1
        for wantsDifference in [true, false] {
            for place in places {
                let name = object.names[place]
                for part in divide(object.formulas[place], object, state.alive, name)
                where part.alive.isEmpty == wantsDifference {
                    let value = try cost(part.formula)
                    guard value != SchemaFormula.unsatisfiable,
                        let rest = try finishCost(after(state, name, place: place, met: 0, alive: part.alive))
                    else { continue }
                    return memberCost(name, value) - 1 + comma + rest
                }
            }
            guard wantsDifference, isOpen else { continue }
            for keyClass in classes {
                let value = try cost(keyClass.formula)
                guard value != SchemaFormula.unsatisfiable else { continue }
                var next = state
                next.count = Int32(clamping: min(Int(state.count) + 1, object.countLimit))
                next.position = Int32(object.names.count)
                next.alive = []
                guard let rest = try finishCost(next) else { continue }
                return 3 + Int(value) + pool.cost(keyClass.language) + comma + rest
            }
        }
        return nil
    }

    /// Bytes of a shortest value after a new key of `keyClass`, and of what follows; nil when such a key cannot come.
    func cost(afterKeyOf keyClass: ObjectSpecification.KeyClass, _ state: ObjectState) throws(GrammarError) -> Int? {
        let object = objects[Int(state.specification)]
        var best: Int?
        for subset in meetable(state, keyClass.existing) {
            var next = state
            next.count = Int32(clamping: min(Int(state.count) + 1, object.countLimit))
            next.met |= subset
            next.position = Int32(object.names.count)
            next.alive = []
            guard let rest = try finishCost(next) else { continue }
            let value = try cost(formula(keyClass.formula, meeting: subset, of: object))
            guard value != SchemaFormula.unsatisfiable else { continue }
            best = min(best ?? .max, Int(value) + rest)
        }
        return best
    }

    // MARK: Arrays

    /// Bytes from `state` to the end of the array, bracket included; nil when there is no way.
    func finishCost(_ state: ArrayState) throws(GrammarError) -> Int? {
        let array = arrays[Int(state.specification)]
        if let maximum = array.maximum, maximum < array.minimum { return nil }
        if array.isUnique, try !canBeUnique(array, state) { return nil }
        if !state.alive.isEmpty { return try differingFinishCost(array, state) }
        guard array.counted.isEmpty else { return try countedFinishCost(array, state) }
        let index = Int(state.index)
        if index >= array.minimum { return 1 }
        var total = 0
        for place in index..<max(index, min(array.minimum, array.prefixCount)) {
            let value = try cost(try itemFormula(array, place))
            if value == SchemaFormula.unsatisfiable { return nil }
            total += Int(value) + 1
        }
        if array.minimum > max(index, array.prefixCount) {
            let value = try cost(try itemFormula(array, array.prefixCount))
            if value == SchemaFormula.unsatisfiable { return nil }
            let (product, overflow) = (Int(value) + 1)
                .multipliedReportingOverflow(by: array.minimum - max(index, array.prefixCount))
            total = overflow ? 1 << 40 : min(total + product, 1 << 40)
        }
        return index == 0 ? max(total, 1) : total + 1
    }

    /// Where the array must yet come to differ from others: the first way that is found.
    private func differingFinishCost(_ array: ArraySpecification, _ state: ArrayState) throws(GrammarError) -> Int? {
        if canClose(array, state) { return 1 }
        guard array.maximum.map({ Int(state.index) < $0 }) ?? true else { return nil }
        let options = try itemOptions(array, state)
        for wantsDifference in [true, false] {
            for option in options where option.next.alive.isEmpty == wantsDifference {
                let value = try cost(option.formula)
                guard value != SchemaFormula.unsatisfiable, let rest = try finishCost(option.next) else { continue }
                return Int(value) + rest + (state.index == 0 ? 0 : 1)
            }
        }
        return nil
    }

    private func countedFinishCost(_ array: ArraySpecification, _ state: ArrayState) throws(GrammarError) -> Int? {
        if solver.asking < 0, let table = array.costTable { return table.cost(state) }
        let table = try costTable(array)
        if solver.asking < 0 { array.costTable = table }
        return table.cost(state)
    }

    /// Costs of all states of an array with counted items, from the last index down.
    private func costTable(_ array: ArraySpecification) throws(GrammarError) -> ArrayCostTable {
        var table = ArrayCostTable(array)
        guard table.isBounded else {
            throw entangled(array.counted.first?.literal.instance ?? rootInstance(), .contains)
        }
        for index in stride(from: table.indexLimit, through: 0, by: -1) {
            // At the last index, what is counted only grows: from the fullest counts down.
            for place in stride(from: table.combinations - 1, through: 0, by: -1) {
                let state = table.state(index, place)
                var best: Int?
                if canClose(array, state) { best = 1 }
                if array.maximum.map({ index < $0 }) ?? true {
                    for option in try itemOptions(array, state) {
                        let next = option.next
                        if next.index == state.index, next.counts == state.counts { continue }
                        guard let rest = table.cost(next) else { continue }
                        let value = try cost(option.formula)
                        guard value != SchemaFormula.unsatisfiable else { continue }
                        best = min(best ?? .max, Int(value) + rest + (index == 0 ? 0 : 1))
                    }
                }
                table.set(state, best)
            }
        }
        return table
    }
}
