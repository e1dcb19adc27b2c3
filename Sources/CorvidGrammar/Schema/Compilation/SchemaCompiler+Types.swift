/// What is seen of a formula at a glance: types, and values where the schema lists them.
extension SchemaCompiler {
    /// Types that values of a formula may have, or more.
    func possibleTypes(_ formula: Int32) throws(GrammarError) -> SchemaTypes {
        let record = formulas[Int(formula)]
        if let known = record.types { return known }
        var types = SchemaTypes.all
        for literal in record.literals { types.formIntersection(possibleTypes(literal, depth: 0)) }
        record.types = types
        return types
    }

    private func possibleTypes(_ literal: SchemaLiteral, depth: Int) -> SchemaTypes {
        if let known = typeMemo[literal] { return known }
        guard depth < 64 else { return .all }
        let types = findPossibleTypes(literal, depth: depth)
        typeMemo[literal] = types
        return types
    }

    private func findPossibleTypes(_ literal: SchemaLiteral, depth: Int) -> SchemaTypes {
        let instance = literal.instance
        let all = keywords(instance)
        if literal.isNegated {
            guard all.count == 1 else { return all.isEmpty ? [] : .all }
            switch all[0] {
            case .types(let types): return SchemaTypes.all.subtracting(types)
            case .reference(let target):
                return possibleTypes(SchemaLiteral(child(target, of: instance), isNegated: true), depth: depth + 1)
            default: return .all
            }
        }
        var types = SchemaTypes.all
        for keyword in all {
            switch keyword {
            case .nothing: return []
            case .types(let allowed): types.formIntersection(allowed)
            case .values(let values):
                types.formIntersection(values.reduce(into: []) { $0.formUnion(SchemaTypes(of: $1)) })
            case .reference(let target):
                types.formIntersection(possibleTypes(SchemaLiteral(child(target, of: instance)), depth: depth + 1))
            case .all(let children):
                for node in children {
                    types.formIntersection(possibleTypes(SchemaLiteral(child(node, of: instance)), depth: depth + 1))
                }
            case .any(let children), .one(let children):
                var union: SchemaTypes = []
                for node in children {
                    union.formUnion(possibleTypes(SchemaLiteral(child(node, of: instance)), depth: depth + 1))
                    if union == .all { break }
                }
                types.formIntersection(union)
            case .anyLiteral(let literals):
                types.formIntersection(literals.reduce(into: []) { $0.formUnion(possibleTypes($1, depth: depth + 1)) })
            default: break
            }
        }
        return types
    }

    /// All values of a formula, where the schema lists them.
    func listedValues(_ formula: Int32) throws(GrammarError) -> [JSONValue]? {
        let record = formulas[Int(formula)]
        if let known = record.values { return known }
        var list: [JSONValue]?
        for literal in record.literals where !literal.isNegated {
            if let found = listedValues(literal.instance, depth: 0) {
                list = found
                break
            }
        }
        if let found = list, try !isPlainList(record.literals) {
            var remaining: [JSONValue] = []
            var seen: Set<JSONValue> = []
            candidates: for value in found where seen.insert(Self.canonical(value)).inserted {
                for literal in record.literals {
                    guard try holds(literal, value) else { continue candidates }
                }
                remaining.append(value)
            }
            list = remaining
        }
        record.values = .some(list)
        return list
    }

    /// Whether nothing but a list of values of the right types is demanded, so that none need be tried.
    private func isPlainList(_ literals: [SchemaLiteral]) throws(GrammarError) -> Bool {
        guard literals.count == 1, !literals[0].isNegated else { return false }
        let all = keywords(literals[0].instance)
        var types = SchemaTypes.all
        var listed: SchemaTypes = []
        for keyword in all {
            switch keyword {
            case .types(let allowed): types.formIntersection(allowed)
            case .values(let values):
                guard listed.isEmpty else { return false }
                for value in values { listed.formUnion(SchemaTypes(of: value)) }
            default: return false
            }
        }
        return types.isSuperset(of: listed)
    }

    private func listedValues(_ instance: Int32, depth: Int) -> [JSONValue]? {
        if let known = listMemo[instance] { return known }
        guard depth < 64 else { return nil }
        let list = findListedValues(instance, depth: depth)
        listMemo[instance] = .some(list)
        return list
    }

    private func findListedValues(_ instance: Int32, depth: Int) -> [JSONValue]? {
        for keyword in keywords(instance) {
            switch keyword {
            case .values(let values): return values
            case .reference(let target):
                if let found = listedValues(child(target, of: instance), depth: depth + 1) { return found }
            case .all(let children):
                for node in children {
                    if let found = listedValues(child(node, of: instance), depth: depth + 1) { return found }
                }
            default: break
            }
        }
        return nil
    }

    /// Whether no value follows the formula, as far as that is seen without looking into arrays and objects.
    func isEvidentlyUnsatisfiable(_ formula: Int32) throws(GrammarError) -> Bool {
        if formula == falseFormula { return true }
        if try possibleTypes(formula).isEmpty { return true }
        if let values = try listedValues(formula) { return values.isEmpty }
        return false
    }
}
