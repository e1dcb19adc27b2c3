/// What is too hard is found before the first token.
extension SchemaCompiler {
    /// Formulas that are looked at in advance.
    private static let checkLimit = 20_000

    /// Visits all formulas that documents may lead to, where any could turn out too hard.
    func check(_ root: Int32) throws(GrammarError) {
        guard let entangling = entanglingNodes() else { return }
        var queue = [root]
        var count = 0
        while let formula = queue.popLast() {
            let record = formulas[Int(formula)]
            guard !record.isChecked else { continue }
            record.isChecked = true
            if record.literals.count == 1, !record.literals[0].isNegated {
                let node = node(of: record.literals[0].instance)
                if Int(node) < entangling.count, !entangling[Int(node)] { continue }
            }
            count += 1
            guard count <= Self.checkLimit else { throw entangled(rootInstance(), nil) }
            guard try cost(formula) != SchemaFormula.unsatisfiable else { continue }
            _ = try scalarExpression(formula)
            for number in try arrayNumbers(formula) {
                let array = arrays[Int(number)]
                for index in 0...min(array.prefixCount, array.itemFormulas.count - 1) {
                    let item = try itemFormula(array, index)
                    queue.append(item)
                    for counted in array.counted where counted.from <= index && index <= counted.to ?? .max {
                        queue.append(self.formula(item, and: [counted.literal]))
                        if counted.maximum != nil { queue.append(self.formula(item, and: [counted.literal.opposite])) }
                    }
                }
            }
            for number in try objectNumbers(formula) {
                let object = objects[Int(number)]
                let classes = try keyClasses(object)
                for (place, formula) in object.formulas.enumerated() {
                    let bits = object.existing.isEmpty ? 0 : try existing(object, object.names[place])
                    queue += subsets(of: bits).map { self.formula(formula, meeting: $0, of: object) }
                }
                for keyClass in classes {
                    queue += subsets(of: keyClass.existing).map {
                        self.formula(keyClass.formula, meeting: $0, of: object)
                    }
                }
            }
        }
    }

    private func subsets(of bits: Int32) -> [Int32] {
        meetable(ObjectState(specification: 0), bits)
    }

    /// For each schema of the document, whether it leads to one that may become entangled; nil when there is none.
    private func entanglingNodes() -> [Bool]? {
        var alternatives = 0
        for node in document.nodes {
            for keyword in node.keywords {
                if case .any(let children) = keyword { alternatives += children.count }
            }
        }
        var isEntangling = [Bool](repeating: false, count: document.nodes.count)
        var queue: [Int32] = []
        for (number, node) in document.nodes.enumerated() where mayEntangle(node, alternatives: alternatives) {
            isEntangling[number] = true
            queue.append(Int32(number))
        }
        if queue.isEmpty { return nil }
        var parents = [[Int32]](repeating: [], count: document.nodes.count)
        for (number, node) in document.nodes.enumerated() {
            if node.parent >= 0 { parents[number].append(node.parent) }
            for keyword in node.keywords {
                if case .reference(let target) = keyword { parents[Int(target)].append(Int32(number)) }
            }
        }
        while let next = queue.popLast() {
            for parent in parents[Int(next)] where !isEntangling[Int(parent)] {
                isEntangling[Int(parent)] = true
                queue.append(parent)
            }
        }
        return isEntangling
    }

    private func mayEntangle(_ node: SchemaNode, alternatives: Int) -> Bool {
        var conditions = 0
        for keyword in node.keywords {
            switch keyword {
            case .one, .not, .condition, .dependentSchemas, .dependentRequired, .memberNames, .contains, .anyLiteral,
                .unevaluatedMembers, .unevaluatedItems, .grounded, .dynamicReference, .multiple:
                return true
            case .members(let members):
                if !members.patterns.isEmpty { return true }
            case .any: if alternatives > Self.branchLimit { return true }
            case .all: return true
            case .reference: if node.keywords.count > 1 { return true }
            // A pattern beside a length makes an intersection; alone, either is cheap.
            case .pattern, .format, .grammar: conditions += 2
            case .minimumLength, .maximumLength: conditions += 1
            default: break
            }
        }
        return conditions > 2
    }
}
