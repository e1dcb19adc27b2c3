/// Keys beyond those that conditions name.
extension SchemaCompiler {
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
                // Few keys are as good as named ones. More than that count as unlimited, so that a minimum of members beyond
                // the number of possible keys is not seen in advance.
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
}
