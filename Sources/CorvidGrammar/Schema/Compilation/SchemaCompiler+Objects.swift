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

}
