/// Null, booleans, strings and numbers under a formula.
extension SchemaCompiler {
    /// Values that are neither arrays nor objects, as text.
    func scalarExpression(_ formula: Int32) throws(GrammarError) -> ExpressionID {
        let record = formulas[Int(formula)]
        if let known = record.scalars { return known }
        let types = try possibleTypes(formula)
        var list: [ExpressionID] = []
        if types.contains(.null), try !branches(record.literals, .null).isEmpty { list.append(pool.literal("null")) }
        if types.contains(.boolean) {
            let found = try branches(record.literals, .boolean)
            for (value, text) in [(true, "true" as StaticString), (false, "false")] {
                var isPossible = false
                for branch in found where try admits(branch, value) { isPossible = true }
                if isPossible { list.append(pool.literal(text)) }
            }
        }
        if types.contains(.string) {
            let content = try stringContent(record.literals)
            if content != .nothing {
                let style: JSONStyle = style == .any ? .any : .canonical
                list.append(pool.sequence(pool.literal("\""), pool.jsonString(content, style)))
            }
        }
        if !types.intersection(.number).isEmpty {
            for branch in try branches(record.literals, .number) { list.append(try number(branch)) }
        }
        let result = pool.choice(list)
        record.scalars = result
        return result
    }

    /// The same values, each with one text.
    func canonicalScalars(_ formula: Int32) throws(GrammarError) -> ExpressionID {
        guard style == .any else { return try scalarExpression(formula) }
        let record = formulas[Int(formula)]
        let types = try possibleTypes(formula)
        var list: [ExpressionID] = []
        if types.contains(.null), try !branches(record.literals, .null).isEmpty { list.append(pool.literal("null")) }
        if types.contains(.boolean) { list.append(pool.literals([Array("true".utf8), Array("false".utf8)])) }
        if types.contains(.string) {
            list.append(
                pool.sequence(pool.literal("\""), pool.jsonString(try stringContent(record.literals), .canonical)))
        }
        if !types.intersection(.number).isEmpty {
            for branch in try branches(record.literals, .number) {
                guard let specification = try numberSpecification(branch) else { continue }
                do {
                    list.append(try pool.number(specification, style: .canonical))
                } catch {
                    throw failure(.tooComplex, branch.atoms.first?.a ?? 0, nil, error.reason)
                }
            }
        }
        return pool.choice(list)
    }

    private func admits(_ branch: SchemaBranch, _ value: Bool) throws(GrammarError) -> Bool {
        for atom in branch.atoms {
            guard case .values(let values) = keywords(atom.a)[Int(atom.b)] else { continue }
            if values.contains(.bool(value)) != (atom.kind == .keyword) { return false }
        }
        return true
    }

    // MARK: Strings

    /// The strings that follow `literals`, without quotes and escapes.
    func stringContent(_ literals: [SchemaLiteral]) throws(GrammarError) -> ExpressionID {
        var list: [ExpressionID] = []
        for branch in try branches(literals, .string) { list.append(try content(branch)) }
        return pool.choice(list)
    }

    private func content(_ branch: SchemaBranch) throws(GrammarError) -> ExpressionID {
        if let known = stringContents[branch] { return known }
        let content = try makeContent(branch)
        stringContents[branch] = content
        return content
    }

    func isEvidentlyEmptyString(_ branch: SchemaBranch) throws(GrammarError) -> Bool {
        try content(branch) == .nothing
    }

    private func makeContent(_ branch: SchemaBranch) throws(GrammarError) -> ExpressionID {
        var minimum = 0
        var maximum: Int?
        var parts: [ExpressionID] = []
        var finite: [[UInt8]]?
        var excluded: [[UInt8]] = []
        var place: (instance: Int32, keyword: SchemaKeywordName)?
        for atom in branch.atoms {
            let isNegated = atom.kind == .negatedKeyword
            var part: ExpressionID?
            switch keywords(atom.a)[Int(atom.b)] {
            case .minimumLength(let length):
                if !isNegated {
                    minimum = max(minimum, length)
                } else {
                    guard length > 0 else { return .nothing }
                    maximum = min(maximum ?? .max, length - 1)
                }
            case .maximumLength(let length):
                if isNegated {
                    minimum = max(minimum, length == .max ? length : length + 1)
                } else {
                    maximum = min(maximum ?? .max, length)
                }
            case .values(let values):
                let texts = values.compactMap(\.utf8)
                if isNegated {
                    excluded += texts
                } else {
                    finite = finite.map { $0.filter(texts.contains) } ?? texts
                }
            case .pattern(let pattern):
                part = try expression(pattern: pattern)
                place = (atom.a, .pattern)
            case .format(let format):
                part = try expression(of: format)
                place = (atom.a, .format)
            case .grammar(let grammar):
                part = try expression(grammar: grammar, atom.a)
                place = (atom.a, .grammar)
            case .grounded(let grounding):
                part = try groundedContent(grounding, atom.a)
                place = (atom.a, .grounded)
            default: break
            }
            if let part { parts.append(isNegated ? try complement(part, place) : part) }
        }
        if let maximum, minimum > maximum { return .nothing }
        if let finite {
            let remaining = finite.filter { text in
                let length = SchemaEvaluator.length(text)
                return length >= minimum && length <= maximum ?? .max && !excluded.contains(text)
                    && parts.allSatisfy { pool.matches($0, text) }
            }
            return pool.literals(remaining)
        }
        if minimum > 0 || maximum != nil { parts.append(pool.repetition(pool.anyScalar, minimum, maximum)) }
        if !excluded.isEmpty { parts.append(try complement(pool.literals(excluded), place)) }
        guard parts.count > 1 else { return parts.first ?? pool.anyText }
        do {
            return try pool.intersection(parts)
        } catch {
            throw failure(error.kind, place?.instance ?? 0, place?.keyword, error.reason)
        }
    }

    private func complement(
        _ part: ExpressionID, _ place: (instance: Int32, keyword: SchemaKeywordName)?
    ) throws(GrammarError) -> ExpressionID {
        do {
            return try pool.complement(part)
        } catch {
            throw failure(error.kind, place?.instance ?? 0, place?.keyword, error.reason)
        }
    }

    private func expression(of format: StringFormat) throws(GrammarError) -> ExpressionID {
        if let known = formatExpressions[format] { return known }
        let expression = try format.expression(in: pool)
        formatExpressions[format] = expression
        return expression
    }

    private func expression(grammar: Int32, _ instance: Int32) throws(GrammarError) -> ExpressionID {
        if let known = grammarExpressions[grammar] { return known }
        let expression: ExpressionID
        do {
            expression = try document.grammars[Int(grammar)].compile(into: pool)
        } catch {
            throw failure(error.kind, instance, .grammar, "\(error)")
        }
        grammarExpressions[grammar] = expression
        return expression
    }

    // MARK: Numbers

    private func number(_ branch: SchemaBranch) throws(GrammarError) -> ExpressionID {
        guard let specification = try numberSpecification(branch) else { return .nothing }
        if let known = numberMachines[specification] { return known }
        let expression: ExpressionID
        do {
            expression = try pool.number(specification, style: style == .any ? .any : .canonical)
        } catch {
            throw failure(.tooComplex, branch.atoms.first?.a ?? 0, nil, error.reason)
        }
        numberMachines[specification] = expression
        return expression
    }

    /// The numbers of a branch; nil for none.
    func numberSpecification(_ branch: SchemaBranch) throws(GrammarError) -> NumberSpecification? {
        var specification = NumberSpecification()
        for atom in branch.atoms {
            let isNegated = atom.kind == .negatedKeyword
            switch keywords(atom.a)[Int(atom.b)] {
            case .types(let types):
                if types.contains(.integer) != isNegated {
                    specification.integerOnly = true
                } else {
                    specification.mustNotBeInteger = true
                }
            case .minimum(let value, let isExclusive):
                if isNegated {
                    specification.require(atMost: NumberBound(value, isExclusive: !isExclusive))
                } else {
                    specification.require(atLeast: NumberBound(value, isExclusive: isExclusive))
                }
            case .maximum(let value, let isExclusive):
                if isNegated {
                    specification.require(atLeast: NumberBound(value, isExclusive: !isExclusive))
                } else {
                    specification.require(atMost: NumberBound(value, isExclusive: isExclusive))
                }
            case .multiple(let divisor):
                do {
                    if isNegated {
                        try specification.forbid(multipleOf: divisor)
                    } else {
                        try specification.require(multipleOf: divisor)
                    }
                } catch {
                    throw failure(.tooComplex, atom.a, .multipleOf, error.reason)
                }
            case .values(let values):
                let numbers = values.compactMap { value in
                    if case .number(let text) = value { ExactDecimal(text) } else { nil }
                }
                if isNegated {
                    specification.excluded.formUnion(numbers)
                } else if let allowed = specification.allowed {
                    specification.allowed = allowed.filter(numbers.contains)
                } else {
                    specification.allowed = numbers
                }
            case .grounded(let grounding):
                let numbers = try groundedNumbers(grounding, atom.a)
                specification.allowed = specification.allowed.map { $0.filter(numbers.contains) } ?? numbers
            default: break
            }
        }
        return specification.isEmpty ? nil : specification
    }

    // MARK: Types and lists

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
