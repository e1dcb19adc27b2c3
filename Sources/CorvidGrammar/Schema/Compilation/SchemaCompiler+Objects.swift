/// Objects: from branches to specifications, and what may follow within one.
extension SchemaCompiler {
    static let existenceLimit = 6

    /// The specifications of objects that follow a formula.
    func objectNumbers(_ formula: Int32) throws(GrammarError) -> [Int32] {
        let record = formulas[Int(formula)]
        if let known = record.objects { return known }
        var list: [Int32] = []
        if try possibleTypes(formula).contains(.object) {
            for branch in try branches(record.literals, .object) { list.append(try objectNumber(branch)) }
        }
        record.objects = list
        return list
    }

    private func objectNumber(_ branch: SchemaBranch) throws(GrammarError) -> Int32 {
        if let known = objectNumbers[branch] { return known }
        let number = Int32(objects.count)
        objects.append(try makeObject(branch))
        objectNumbers[branch] = number
        return number
    }

    func makeObject(_ branch: SchemaBranch) throws(GrammarError) -> ObjectSpecification {
        let result = ObjectSpecification()
        var named: [[SchemaLiteral]] = []
        func declare(_ name: Int32) -> Int {
            if let known = result.index[name] { return known }
            let place = result.names.count
            result.index[name] = place
            result.names.append(name)
            result.isRequired.append(false)
            named.append([])
            return place
        }
        func declareNames(in matcher: Int32) {
            if case .outside(let names, let others) = matchers[Int(matcher)] {
                for name in names.sorted() { _ = declare(name) }
                for other in others { declareNames(in: other) }
            }
        }
        var required: [Int32] = []
        for atom in branch.atoms {
            switch atom.kind {
            case .memberRule:
                if case .name(let name) = matchers[Int(atom.a)] {
                    named[declare(name)].append(SchemaLiteral(rawValue: atom.b))
                } else {
                    result.rules.append((atom.a, SchemaLiteral(rawValue: atom.b)))
                }
            case .someMember: result.existing.append((atom.a, SchemaLiteral(rawValue: atom.b)))
            case .required: required.append(atom.a)
            case .minimumMembers: result.minimum = max(result.minimum, Int(atom.a))
            case .maximumMembers: result.maximum = min(result.maximum ?? .max, Int(atom.a))
            case .excluded:
                guard case .values(let values) = keywords(atom.a).first, let members = values.first?.members else {
                    break
                }
                result.excluded.append(members.map { (names.number(of: $0.key), constant($0.value)) })
            case .keyword:
                let instance = atom.a
                switch keywords(instance)[Int(atom.b)] {
                case .members(let members):
                    for member in members.named {
                        named[declare(member.name)].append(SchemaLiteral(child(member.node, of: instance)))
                    }
                    addRules(of: members, instance, to: result)
                case .memberNames(let node):
                    let allowed = formula(SchemaLiteral(child(node, of: instance)))
                    if allowed != trueFormula { result.rules.append((matcher(.unlike(allowed)), never)) }
                case .required(let names): required += names
                case .minimumMembers(let minimum): result.minimum = max(result.minimum, minimum)
                case .maximumMembers(let maximum): result.maximum = min(result.maximum ?? .max, maximum)
                default: break
                }
            default: break
            }
        }
        for name in required { result.isRequired[declare(name)] = true }
        for rule in result.rules { declareNames(in: rule.matcher) }
        for condition in result.existing { declareNames(in: condition.matcher) }
        guard result.existing.count <= Self.existenceLimit else {
            throw entangled(branch.atoms.first { $0.kind == .keyword }?.a ?? rootInstance(), nil)
        }
        if !result.rules.isEmpty {
            try spend(result.rules.count * result.names.count, branch.atoms.first?.a ?? 0, nil)
        }
        for (place, name) in result.names.enumerated() {
            var literals = named[place]
            for rule in result.rules where try matches(rule.matcher, name) { literals.append(rule.literal) }
            result.formulas.append(literals.count == 1 ? formula(literals[0]) : formula(literals))
        }
        let requiredCount = result.isRequired.count { $0 }
        result.isSimple =
            result.existing.isEmpty && result.minimum <= requiredCount && result.maximum == nil
        return result
    }

    private func addRules(of members: SchemaKeyword.Members, _ instance: Int32, to result: ObjectSpecification) {
        for member in members.patterns {
            result.rules.append(
                (matcher(.pattern(member.pattern)), SchemaLiteral(child(member.node, of: instance))))
        }
        guard let additional = members.additional else { return }
        let literal = SchemaLiteral(child(additional, of: instance))
        // A rule that everything follows is none.
        guard formula(literal) != trueFormula else { return }
        let known = SchemaMatcher.outside(
            names: Set(members.named.map(\.name)),
            others: members.patterns.map { matcher(.pattern($0.pattern)) }.sorted())
        result.rules.append((matcher(known), literal))
    }

    /// Whether no value follows the branch, as far as that is seen at a glance.
    func isEvidentlyEmpty(_ branch: SchemaBranch, _ type: SchemaTypes) throws(GrammarError) -> Bool {
        switch type {
        case .object:
            let object = try makeObject(branch)
            if let maximum = object.maximum, max(object.minimum, object.isRequired.count { $0 }) > maximum {
                return true
            }
            for (place, isRequired) in object.isRequired.enumerated() where isRequired {
                if try isEvidentlyUnsatisfiable(object.formulas[place]) { return true }
            }
            return false
        case .array:
            let array = try makeArray(branch)
            if let maximum = array.maximum, array.minimum > maximum { return true }
            return try hasEvidentlyImpossibleItem(array)
        case .number: return try numberSpecification(branch) == nil
        case .string: return try isEvidentlyEmptyString(branch)
        default: return false
        }
    }

    // MARK: Keys beyond the names

    func keyClasses(_ object: ObjectSpecification) throws(GrammarError) -> [ObjectSpecification.KeyClass] {
        if let known = object.classes { return known }
        var basics: [Int32] = []
        func collect(_ matcher: Int32) {
            switch matchers[Int(matcher)] {
            case .name: break
            case .pattern, .unlike: if !basics.contains(matcher) { basics.append(matcher) }
            case .outside(_, let others): for other in others { collect(other) }
            }
        }
        for rule in object.rules { collect(rule.matcher) }
        for condition in object.existing { collect(condition.matcher) }
        var found: [(language: ExpressionID, basics: Int)] = [(pool.anyText, 0)]
        if !object.names.isEmpty {
            found[0].language = try pool.complement(pool.literals(object.names.map { names[$0] }))
        }
        guard basics.count <= 12 else { throw entangled(rootInstance(), .patternProperties) }
        for (bit, basic) in basics.enumerated() {
            let language =
                switch matchers[Int(basic)] {
                case .pattern(let pattern): try expression(pattern: pattern)
                case .unlike(let formula): try pool.complement(stringContent(formulas[Int(formula)].literals))
                default: pool.anyText
                }
            let rest = try pool.complement(language)
            var next: [(language: ExpressionID, basics: Int)] = []
            for part in found {
                try spend(100, rootInstance(), .patternProperties)
                let inside = try pool.intersection([part.language, language])
                if inside != .nothing { next.append((inside, part.basics | 1 << bit)) }
                let outside = try pool.intersection([part.language, rest])
                if outside != .nothing { next.append((outside, part.basics)) }
            }
            found = next
            guard found.count <= 256 else { throw entangled(rootInstance(), .patternProperties) }
        }
        var classes: [ObjectSpecification.KeyClass] = []
        for part in found {
            func covers(_ matcher: Int32) -> Bool {
                switch matchers[Int(matcher)] {
                case .name: false
                case .pattern, .unlike: basics.firstIndex(of: matcher).map { part.basics >> $0 & 1 != 0 } ?? false
                case .outside(_, let others): !others.contains(where: covers)
                }
            }
            var bits: Int32 = 0
            for (bit, condition) in object.existing.enumerated() where covers(condition.matcher) { bits |= 1 << bit }
            let formula = formula(object.rules.filter { covers($0.matcher) }.map(\.literal))
            if formula == falseFormula { continue }
            if !basics.isEmpty, let words = words(part.language) {
                // Few keys are as good as named ones.
                for word in words {
                    let name = names.number(of: word)
                    object.index[name] = object.names.count
                    object.names.append(name)
                    object.formulas.append(formula)
                    object.isRequired.append(false)
                }
                continue
            }
            classes.append(ObjectSpecification.KeyClass(language: part.language, formula: formula, existing: bits))
        }
        object.classes = classes
        return classes
    }

    /// All texts of a language that has fewer than `limit`; nil otherwise.
    func words(_ language: ExpressionID, limit: Int = 65) -> [[UInt8]]? {
        if limit == 65, let known = wordLists[language] { return known }
        var found: [[UInt8]]? = []
        var steps = 0
        func visit(_ state: ExpressionID, _ text: [UInt8]) {
            if pool.isNullable(state) { found?.append(text) }
            guard let list = found, list.count < limit, text.count < 200 else { return found = nil }
            pool.firstBytes(state).forEach { byte in
                guard found != nil else { return }
                steps += 1
                guard steps < 16 * limit else { return found = nil }
                let next = pool.derivative(state, by: byte)
                if next != .nothing { visit(next, text + [byte]) }
            }
        }
        if language != .nothing { visit(language, []) }
        if limit == 65 { wordLists[language] = .some(found) }
        return found
    }

    // MARK: States

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
