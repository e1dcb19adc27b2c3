/// What is too hard is found before the first token.
extension SchemaCompiler {
    /// Formulas that are looked at in advance.
    private static let checkLimit = 20_000

    /// Visits all formulas that documents may lead to, where any could turn out too hard.
    func check(_ root: Int32) throws(GrammarError) {
        guard !isPlain() else { return }
        var queue = [root]
        var count = 0
        while let formula = queue.popLast() {
            let record = formulas[Int(formula)]
            guard !record.isChecked else { continue }
            record.isChecked = true
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

    /// Whether the schema has nothing that may become entangled: then it need not be visited in advance.
    private func isPlain() -> Bool {
        var alternatives = 0
        var hasAll = false
        for node in document.nodes {
            var conditions = 0
            for keyword in node.keywords {
                switch keyword {
                case .one, .not, .condition, .dependentSchemas, .dependentRequired, .memberNames, .contains,
                    .anyLiteral,
                    .unevaluatedMembers, .unevaluatedItems, .grounded, .dynamicReference:
                    return false
                case .members(let members):
                    guard members.patterns.isEmpty else { return false }
                case .any(let children): alternatives += children.count
                case .all: hasAll = true
                case .pattern, .format, .grammar: conditions += 1
                case .minimumLength(let length), .maximumLength(let length):
                    // A pattern beside a length makes an intersection; alone, long lengths are cheap.
                    if length > 0 { conditions += 1 }
                case .multiple: return false
                default: break
                }
            }
            if conditions > 2 { return false }
        }
        return alternatives <= Self.branchLimit && !(hasAll && alternatives > 0)
    }
}
