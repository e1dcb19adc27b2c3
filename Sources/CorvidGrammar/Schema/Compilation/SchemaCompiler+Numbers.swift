/// Numbers under a formula.
extension SchemaCompiler {
    func number(_ branch: SchemaBranch) throws(GrammarError) -> ExpressionID {
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
}
