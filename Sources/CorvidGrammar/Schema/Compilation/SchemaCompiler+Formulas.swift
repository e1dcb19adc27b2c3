/// Formulas and matchers, interned.
extension SchemaCompiler {
    /// The formula of one literal.
    func formula(_ literal: SchemaLiteral) -> Int32 {
        if let known = singleFormulas[literal.raw] { return known }
        let number = formula([literal])
        singleFormulas[literal.raw] = number
        return number
    }

    /// The conjunction of `literals`.
    func formula(_ literals: [SchemaLiteral]) -> Int32 {
        var list: [SchemaLiteral] = []
        var steps = 0
        for literal in literals { simplify(literal, into: &list, depth: 0, &steps) }
        list.sort()
        var unique: [SchemaLiteral] = []
        for literal in list {
            // Opposites are neighbours.
            if unique.last == literal { continue }
            if unique.last == literal.opposite { return falseFormula }
            unique.append(literal)
        }
        if unique.contains(never) { return falseFormula }
        if let known = formulaNumbers[unique] { return known }
        let number = Int32(formulas.count)
        formulas.append(SchemaFormula(unique))
        formulaNumbers[unique] = number
        return number
    }

    func formula(_ formula: Int32, and literals: [SchemaLiteral]) -> Int32 {
        literals.isEmpty ? formula : self.formula(formulas[Int(formula)].literals + literals)
    }

    /// Replaces schemas that only pass on to others, so that equal conditions are equal formulas.
    private func simplify(
        _ literal: SchemaLiteral, into list: inout [SchemaLiteral], depth: Int, _ steps: inout Int
    ) {
        let instance = literal.instance
        let node = nodes[Int(node(of: instance))]
        func pass(_ child: Int32, isNegated: Bool) {
            simplify(SchemaLiteral(child, isNegated: isNegated), into: &list, depth: depth + 1, &steps)
        }
        steps += 1
        guard node.keywords.count <= 1, depth < 200, steps < 1_000 else { return list.append(literal) }
        switch node.keywords.first {
        case nil:
            if literal.isNegated { list.append(never) }
        case .nothing:
            if !literal.isNegated { list.append(never) }
        case .reference(let target): pass(child(target, of: instance), isNegated: literal.isNegated)
        case .dynamicReference(let target, let anchor):
            pass(dynamicTarget(target, anchor: anchor, of: instance), isNegated: literal.isNegated)
        case .not(let inner): pass(child(inner, of: instance), isNegated: !literal.isNegated)
        case .all(let children) where !literal.isNegated || children.count == 1:
            for inner in children { pass(child(inner, of: instance), isNegated: literal.isNegated) }
        case .any(let children) where literal.isNegated || children.count == 1:
            for inner in children { pass(child(inner, of: instance), isNegated: literal.isNegated) }
        case .one(let children) where children.count == 1:
            pass(child(children[0], of: instance), isNegated: literal.isNegated)
        default: list.append(literal)
        }
    }

    // MARK: Matchers

    func matcher(_ matcher: SchemaMatcher) -> Int32 {
        if let known = matcherNumbers[matcher] { return known }
        let number = Int32(matchers.count)
        matchers.append(matcher)
        matcherNumbers[matcher] = number
        return number
    }

    /// Matches keys that none of `list` matches.
    func outside(_ list: [Int32]) -> Int32 {
        var names: Set<Int32> = []
        var others: [Int32] = []
        for number in list {
            if case .name(let name) = matchers[Int(number)] { names.insert(name) } else { others.append(number) }
        }
        return matcher(.outside(names: names, others: others.sorted()))
    }

    /// Whether a matcher matches the key with the number `name`.
    func matches(_ matcher: Int32, _ name: Int32) throws(GrammarError) -> Bool {
        switch matchers[Int(matcher)] {
        case .name(let other): return name == other
        case .pattern(let pattern): return pool.matches(try expression(pattern: pattern), names[name])
        case .unlike(let formula):
            for literal in formulas[Int(formula)].literals {
                guard try holds(literal, .string(names[name])) else { return true }
            }
            return false
        case .outside(let excluded, let others):
            if excluded.contains(name) { return false }
            for other in others where try matches(other, name) { return false }
            return true
        }
    }

    func expression(pattern: Int32) throws(GrammarError) -> ExpressionID {
        if let known = patternExpressions[pattern] { return known }
        let expression = try document.patterns[Int(pattern)].expression(in: pool)
        patternExpressions[pattern] = expression
        return expression
    }
}
