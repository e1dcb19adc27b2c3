/// What may follow within an object.
extension SchemaCompiler {
    func objectState(_ state: ObjectState) -> Int32 {
        if let known = objectStateNumbers[state] { return known }
        let number = Int32(objectStates.count)
        objectStates.append(state)
        objectStateNumbers[state] = number
        return number
    }

    func keyList(_ list: Int32, adding name: Int32) -> Int32 {
        let key = KeyList(last: name, rest: list)
        if let known = keyListNumbers[key] { return known }
        let number = Int32(keyLists.count)
        keyLists.append(key)
        keyListNumbers[key] = number
        return number
    }

    func contains(_ list: Int32, _ name: Int32) -> Bool {
        var list = list
        while list >= 0 {
            if keyLists[Int(list)].last == name { return true }
            list = keyLists[Int(list)].rest
        }
        return false
    }

    func initialState(object number: Int32) -> ObjectState {
        ObjectState(specification: number, alive: objects[Int(number)].excluded.indices.map { Int32($0) })
    }

    /// What follows after an object's brace or after a member; `nothing` when that cannot be finished.
    func rest(of state: ObjectState) throws(GrammarError) -> ExpressionID {
        guard let cost = try finishCost(state) else { return .nothing }
        return pool.lazy(self, objectState(state) << 1, cost: cost)
    }

    /// The state after one more member; `alive`: excluded objects that have the same.
    func after(_ state: ObjectState, _ name: Int32, place: Int?, met: Int32, alive: [Int32]) -> ObjectState {
        let object = objects[Int(state.specification)]
        var next = state
        next.count = Int32(clamping: min(Int(state.count) + 1, object.countLimit))
        next.met |= met
        next.alive = alive
        if style == .any || place == nil { next.keys = keyList(state.keys, adding: name) }
        if style == .compact {
            let end = place ?? object.names.count
            // What was passed over can no longer come.
            let passed = Int(state.position)..<max(end, Int(state.position))
            next.alive.removeAll { number in
                object.excluded[Int(number)].contains { object.index[$0.name].map(passed.contains) ?? false }
            }
            next.position = Int32(place == nil ? end : end + 1)
        }
        return next
    }

    /// The ways in which a member's value may equal those of excluded objects, or differ from all.
    func divide(
        _ formula: Int32, _ object: ObjectSpecification, _ alive: [Int32], _ name: Int32
    ) -> [(formula: Int32, alive: [Int32])] {
        if alive.isEmpty { return [(formula, [])] }
        var groups: [(value: SchemaLiteral, alive: [Int32])] = []
        for number in alive {
            guard let member = object.excluded[Int(number)].first(where: { $0.name == name }) else { continue }
            if let place = groups.firstIndex(where: { $0.value == member.value }) {
                groups[place].alive.append(number)
            } else {
                groups.append((member.value, [number]))
            }
        }
        if groups.isEmpty { return [(formula, [])] }
        return [(self.formula(formula, and: groups.map(\.value.opposite)), [])]
            + groups.map { (self.formula(formula, and: [$0.value]), $0.alive) }
    }

    /// Subsets of the conditions on some member that a member may be made to meet.
    func meetable(_ state: ObjectState, _ bits: Int32) -> [Int32] {
        let open = bits & ~state.met
        if open == 0 { return [0] }
        var subsets: [Int32] = []
        var subset = open
        while true {
            subsets.append(subset)
            if subset == 0 { break }
            subset = (subset - 1) & open
        }
        return subsets
    }

    func existing(_ object: ObjectSpecification, _ name: Int32) throws(GrammarError) -> Int32 {
        var bits: Int32 = 0
        for (bit, condition) in object.existing.enumerated() where try matches(condition.matcher, name) {
            bits |= 1 << bit
        }
        return bits
    }

    func formula(_ formula: Int32, meeting subset: Int32, of object: ObjectSpecification) -> Int32 {
        guard subset != 0 else { return formula }
        var literals: [SchemaLiteral] = []
        for (bit, condition) in object.existing.enumerated() where subset >> Int32(bit) & 1 != 0 {
            literals.append(condition.literal)
        }
        return self.formula(formula, and: literals)
    }

    /// A member's value and what follows it.
    private func value(
        _ state: ObjectState, _ name: Int32, place: Int?, _ formula: Int32, _ bits: Int32
    ) throws(GrammarError) -> ExpressionID {
        let object = objects[Int(state.specification)]
        var list: [ExpressionID] = []
        for subset in meetable(state, bits) {
            let whole = self.formula(formula, meeting: subset, of: object)
            for part in divide(whole, object, state.alive, name) {
                guard try cost(part.formula) != SchemaFormula.unsatisfiable else { continue }
                let rest = try rest(of: after(state, name, place: place, met: subset, alive: part.alive))
                guard rest != .nothing else { continue }
                list.append(pool.sequence([space, try expression(part.formula), space, rest]))
            }
        }
        return pool.choice(list)
    }

    func canClose(_ state: ObjectState) -> Bool {
        let object = objects[Int(state.specification)]
        guard Int(state.count) >= object.minimum, state.met == object.allExisting else { return false }
        return !state.alive.contains { number in
            object.excluded[Int(number)].allSatisfy { member in
                if style == .compact, let place = object.index[member.name] { return place < Int(state.position) }
                return contains(state.keys, member.name)
            }
        }
    }

    func expandObject(_ number: Int32) throws(GrammarError) -> ExpressionID {
        let state = objectStates[Int(number)]
        let object = objects[Int(state.specification)]
        let classes = try keyClasses(object)
        var list: [ExpressionID] = []
        if let maximum = object.maximum, Int(state.count) >= maximum { return pool.literal("}") }
        let comma: [UInt8] = state.count == 0 ? [] : [UInt8(ascii: ",")]
        if style == .any {
            let missing = missingNames(state)
            if missing.isEmpty, canClose(state) { list.append(pool.literal("}")) }
            let language = try keyLanguage(object, classes)
            if language != .nothing {
                // What is missing stands apart, so that a shortest way to the end finds it.
                let cost = try finishCost(state) ?? 2
                if !missing.isEmpty {
                    let wanted = pool.literals(missing.map { names[$0] })
                    list.append(key(state, wanted, comma, class: 0, cost: max(2, cost - pool.cost(wanted))))
                }
                list.append(key(state, language, comma, class: -1, cost: missing.isEmpty ? cost : 1 << 24))
            }
            return pool.choice(list)
        }
        var options: [(key: [UInt8], then: ExpressionID)] = []
        var isOpen = true
        for place in Int(state.position)..<object.names.count {
            let name = object.names[place]
            if try cost(object.formulas[place]) != SchemaFormula.unsatisfiable {
                let bits = object.existing.isEmpty ? 0 : try existing(object, name)
                let then = try value(state, name, place: place, object.formulas[place], bits)
                if then != .nothing { options.append((comma + keyText(name), then)) }
            }
            if object.isRequired[place] {
                isOpen = false
                break
            }
        }
        list.append(pool.keyed(options))
        if isOpen {
            if canClose(state) { list.append(pool.literal("}")) }
            let used = state.keys < 0 ? nil : try pool.complement(pool.literals(keyTexts(state.keys)))
            // Each kind of key by itself: how near it brings the end differs.
            for (number, keyClass) in classes.enumerated() {
                guard let cost = try cost(afterKeyOf: keyClass, state) else { continue }
                var language = keyClass.language
                if let used {
                    language = language == pool.anyText ? used : try pool.intersection([language, used])
                }
                if language != .nothing { list.append(key(state, language, comma, class: number, cost: cost)) }
            }
        }
        return pool.choice(list)
    }

    private func keyTexts(_ list: Int32) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        var list = list
        while list >= 0 {
            texts.append(names[keyLists[Int(list)].last])
            list = keyLists[Int(list)].rest
        }
        return texts
    }

    private func keyText(_ name: Int32) -> [UInt8] {
        JSONValue.string(names[name]).serialized + [UInt8(ascii: ":")]
    }

    /// In any order: the keys that some member may have.
    private func keyLanguage(
        _ object: ObjectSpecification, _ classes: [ObjectSpecification.KeyClass]
    ) throws(GrammarError) -> ExpressionID {
        if object.rules.isEmpty { return pool.anyText }
        var list: [ExpressionID] = []
        var known: [[UInt8]] = []
        for (place, formula) in object.formulas.enumerated()
        where try cost(formula) != SchemaFormula.unsatisfiable {
            known.append(names[object.names[place]])
        }
        list.append(pool.literals(known))
        for keyClass in classes where try cost(keyClass.formula) != SchemaFormula.unsatisfiable {
            list.append(keyClass.language)
        }
        return pool.choice(list)
    }

    /// A key that is kept, for what it is decides what follows.
    private func key(
        _ state: ObjectState, _ language: ExpressionID, _ comma: [UInt8], class keyClass: Int, cost: Int
    ) -> ExpressionID {
        let content = pool.jsonString(language, style == .any ? .any : .canonical)
        let inner = pool.sequence([content, space, pool.literal(":")])
        var keyed = state
        keyed.keyClass = Int32(keyClass)
        let payload = objectState(keyed) << 1
        followCosts[payload] = max(cost, 2)
        let kept = pool.capture(inner, self, payload)
        return pool.sequence([pool.literal(comma), comma.isEmpty ? .empty : space, pool.literal("\""), kept])
    }

    /// What follows a key and its colon; `nothing` when the key may not stand there.
    func followKey(_ number: Int32, _ captured: [UInt8]) throws(GrammarError) -> ExpressionID {
        var state = objectStates[Int(number)]
        state.keyClass = -1
        let object = objects[Int(state.specification)]
        guard let key = Self.key(captured) else { return .nothing }
        let name = names.number(of: key)
        if contains(state.keys, name) { return .nothing }
        let bits = object.existing.isEmpty ? 0 : try existing(object, name)
        if let place = object.index[name] {
            guard style == .any else { return .nothing }
            return try value(state, name, place: place, object.formulas[place], bits)
        }
        var literals: [SchemaLiteral] = []
        for rule in object.rules where try matches(rule.matcher, name) { literals.append(rule.literal) }
        return try value(state, name, place: nil, formula(literals), bits)
    }

    /// The values that follow keys of one kind, whichever key it is.
    func commonBeginning(afterKey number: Int32) throws(GrammarError) -> ExpressionID {
        let state = objectStates[Int(number)]
        let object = objects[Int(state.specification)]
        guard state.keyClass >= 0, object.existing.isEmpty else { return .nothing }
        return try expression(try keyClasses(object)[Int(state.keyClass)].formula)
    }

    /// The key in `text`, from behind its first quotation mark to a colon.
    private static func key(_ text: [UInt8]) -> [UInt8]? {
        guard let end = text.lastIndex(of: UInt8(ascii: "\"")) else { return nil }
        do {
            return try JSONValue(parsing: [UInt8(ascii: "\"")] + text[...end]).utf8
        } catch {
            return nil
        }
    }

    /// Required members that are not there, in any order.
    private func missingNames(_ state: ObjectState) -> [Int32] {
        let object = objects[Int(state.specification)]
        return object.names.indices.filter { object.isRequired[$0] && !contains(state.keys, object.names[$0]) }
            .map { object.names[$0] }
    }
}
