/// How soon objects can end.
extension SchemaCompiler {
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
}
