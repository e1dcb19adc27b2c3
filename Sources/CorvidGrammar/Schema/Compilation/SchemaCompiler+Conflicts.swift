/// Why nothing follows a formula, as well as that can be said.
extension SchemaCompiler {
    /// The error for a formula that no value follows; `instance`: where it stands, if its literals do not say.
    func conflict(_ formula: Int32, at instance: Int32) -> GrammarError {
        var visited: Set<Int32> = []
        do {
            return try conflict(formula, at: instance, &visited)
        } catch {
            return error
        }
    }

    private func conflict(
        _ formula: Int32, at outer: Int32, _ visited: inout Set<Int32>
    ) throws(GrammarError) -> GrammarError {
        let record = formulas[Int(formula)]
        let place =
            record.literals.first { !$0.isNegated && Int(node(of: $0.instance)) < document.nodes.count }?.instance
            ?? outer
        func because(_ reason: String, _ keyword: SchemaKeywordName? = nil) -> GrammarError {
            failure(.unsatisfiable, place, keyword, reason)
        }
        guard visited.insert(formula).inserted, visited.count < 200 else {
            return because("no value can ever be complete: what is required leads back to itself without end")
        }
        if formula == falseFormula {
            return because("nothing may stand here: the schema is false, or contradicts itself")
        }
        let types = try possibleTypes(formula)
        if types.isEmpty { return because("no type of value is left that all conditions here allow", .type) }
        if let values = try listedValues(formula), values.isEmpty {
            return because("none of the values that are listed meets the other conditions here")
        }
        if types.isSubset(of: .number) { return because(try numberConflict(record)) }
        if types == .string {
            return because("no string meets all conditions here on length, pattern, format and value")
        }
        if types == .array, let number = try arrayNumbers(formula).first {
            return try conflict(arrays[Int(number)], place, &visited)
        }
        if types == .object, let number = try objectNumbers(formula).first {
            return try conflict(objects[Int(number)], place, &visited)
        }
        return because("no value meets all conditions here")
    }

    private func numberConflict(_ record: SchemaFormula) throws(GrammarError) -> String {
        var lower: NumberBound?
        var upper: NumberBound?
        for literal in record.literals where !literal.isNegated {
            for keyword in keywords(literal.instance) {
                switch keyword {
                case .minimum(let value, let isExclusive):
                    if lower.map({ value > $0.value }) ?? true { lower = NumberBound(value, isExclusive: isExclusive) }
                case .maximum(let value, let isExclusive):
                    if upper.map({ value < $0.value }) ?? true { upper = NumberBound(value, isExclusive: isExclusive) }
                default: break
                }
            }
        }
        if let lower, let upper {
            let least = "\(lower.isExclusive ? "exclusiveMinimum" : "minimum") \(lower.value)"
            let most = "\(upper.isExclusive ? "exclusiveMaximum" : "maximum") \(upper.value)"
            if lower.value > upper.value { return "\(least) lies above \(most)" }
            return "no number that is allowed here lies between \(least) and \(most)"
        }
        return "no number meets all conditions here"
    }

    private func conflict(
        _ array: ArraySpecification, _ place: Int32, _ visited: inout Set<Int32>
    ) throws(GrammarError) -> GrammarError {
        for index in 0...min(array.prefixCount, array.itemFormulas.count - 1) where index < array.minimum {
            let item = try itemFormula(array, index)
            if try cost(item) == SchemaFormula.unsatisfiable { return try conflict(item, at: place, &visited) }
        }
        if let maximum = array.maximum, array.minimum > maximum {
            return failure(
                .unsatisfiable, place, nil, "at least \(array.minimum) items are demanded, at most \(maximum) allowed")
        }
        let reason =
            array.isUnique
            ? "there are not enough different values for the items demanded"
            : "no array meets the conditions on its items and their number"
        return failure(.unsatisfiable, place, nil, reason)
    }

    private func conflict(
        _ object: ObjectSpecification, _ place: Int32, _ visited: inout Set<Int32>
    ) throws(GrammarError) -> GrammarError {
        for (index, formula) in object.formulas.enumerated() where object.isRequired[index] {
            guard try cost(formula) == SchemaFormula.unsatisfiable else { continue }
            let name = String(decoding: names[object.names[index]], as: UTF8.self)
            if formula == falseFormula {
                return failure(
                    .unsatisfiable, place, nil, "the member '\(name)' is required, but nothing may stand there")
            }
            return try conflict(formula, at: place, &visited)
        }
        let required = object.isRequired.count { $0 }
        if let maximum = object.maximum, max(object.minimum, required) > maximum {
            return failure(
                .unsatisfiable, place, nil,
                "at least \(max(object.minimum, required)) members are demanded, at most \(maximum) allowed")
        }
        let reason =
            object.minimum > required
            ? "\(object.minimum) members are demanded, but fewer are possible"
            : "no object meets the conditions on its members together"
        return failure(.unsatisfiable, place, nil, reason)
    }
}
