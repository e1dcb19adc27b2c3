/// How long the shortest values are; whether there are any.
extension SchemaCompiler {
    /// Bytes of a shortest value, or `SchemaFormula.unsatisfiable`.
    func cost(_ formula: Int32) throws(GrammarError) -> Int32 {
        let record = formulas[Int(formula)]
        if record.isSolved, let cost = record.cost { return cost }
        if solver.asking >= 0 {
            solver.askers[formula, default: []].insert(solver.asking)
            if record.cost == nil { try visit(formula) }
            return record.cost ?? SchemaFormula.unsatisfiable
        }
        solver = CostSolver()
        do {
            try visit(formula)
            while let next = solver.queue.popLast() { try improve(next) }
        } catch {
            for visited in solver.visited { formulas[Int(visited)].cost = nil }
            solver = CostSolver()
            throw error
        }
        for visited in solver.visited { formulas[Int(visited)].isSolved = true }
        solver = CostSolver()
        return record.cost ?? SchemaFormula.unsatisfiable
    }

    private func visit(_ formula: Int32) throws(GrammarError) {
        formulas[Int(formula)].cost = SchemaFormula.unsatisfiable
        solver.visited.append(formula)
        guard solver.depth < CostSolver.depthLimit else { return solver.queue.append(formula) }
        try improve(formula)
    }

    private func improve(_ formula: Int32) throws(GrammarError) {
        let outer = solver.asking
        solver.asking = formula
        solver.depth += 1
        solver.steps += 1
        guard solver.steps < CostSolver.stepLimit else {
            throw entangled(formulas[Int(formula)].literals.first?.instance ?? rootInstance(), nil)
        }
        let estimate = try estimate(formula)
        solver.depth -= 1
        solver.asking = outer
        let record = formulas[Int(formula)]
        guard estimate < record.cost ?? SchemaFormula.unsatisfiable else { return }
        record.cost = estimate
        for asker in solver.askers[formula] ?? [] where !solver.queue.contains(asker) { solver.queue.append(asker) }
    }

    /// The cost as far as the costs of what is inside are known.
    private func estimate(_ formula: Int32) throws(GrammarError) -> Int32 {
        if formula == falseFormula { return SchemaFormula.unsatisfiable }
        if style == .compact, let values = try listedValues(formula) {
            return values.map { Int32(clamping: $0.serialized.count) }.min() ?? SchemaFormula.unsatisfiable
        }
        var best = SchemaFormula.unsatisfiable
        let scalars = try scalarExpression(formula)
        if scalars != .nothing { best = Int32(clamping: pool.cost(scalars)) }
        // An array or object has two bytes at least.
        if best <= 2 { return best }
        for number in try arrayNumbers(formula) {
            if let cost = try finishCost(initialState(array: number)) { best = min(best, Self.limited(cost + 1)) }
        }
        for number in try objectNumbers(formula) {
            if let cost = try finishCost(initialState(object: number)) { best = min(best, Self.limited(cost + 1)) }
        }
        return best
    }

    /// Costs stay below what the pool can count.
    static func limited(_ cost: Int) -> Int32 { Int32(min(cost, 1 << 28)) }

}
