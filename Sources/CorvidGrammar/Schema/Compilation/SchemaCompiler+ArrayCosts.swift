/// How soon arrays can end.
extension SchemaCompiler {
    /// Bytes from `state` to the end of the array, bracket included; nil when there is no way.
    func finishCost(_ state: ArrayState) throws(GrammarError) -> Int? {
        let array = arrays[Int(state.specification)]
        if let maximum = array.maximum, maximum < array.minimum { return nil }
        if array.isUnique, try !canBeUnique(array, state) { return nil }
        if !state.alive.isEmpty { return try differingFinishCost(array, state) }
        guard array.counted.isEmpty else { return try countedFinishCost(array, state) }
        let index = Int(state.index)
        if index >= array.minimum { return 1 }
        var total = 0
        for place in index..<max(index, min(array.minimum, array.prefixCount)) {
            let value = try cost(try itemFormula(array, place))
            if value == SchemaFormula.unsatisfiable { return nil }
            total += Int(value) + 1
        }
        if array.minimum > max(index, array.prefixCount) {
            let value = try cost(try itemFormula(array, array.prefixCount))
            if value == SchemaFormula.unsatisfiable { return nil }
            let (product, overflow) = (Int(value) + 1)
                .multipliedReportingOverflow(by: array.minimum - max(index, array.prefixCount))
            total = overflow ? 1 << 40 : min(total + product, 1 << 40)
        }
        return index == 0 ? max(total, 1) : total + 1
    }

    /// Where the array must yet come to differ from others: the first way that is found.
    private func differingFinishCost(_ array: ArraySpecification, _ state: ArrayState) throws(GrammarError) -> Int? {
        if canClose(array, state) { return 1 }
        guard array.maximum.map({ Int(state.index) < $0 }) ?? true else { return nil }
        let options = try itemOptions(array, state)
        for wantsDifference in [true, false] {
            for option in options where option.next.alive.isEmpty == wantsDifference {
                let value = try cost(option.formula)
                guard value != SchemaFormula.unsatisfiable, let rest = try finishCost(option.next) else { continue }
                return Int(value) + rest + (state.index == 0 ? 0 : 1)
            }
        }
        return nil
    }

    private func countedFinishCost(_ array: ArraySpecification, _ state: ArrayState) throws(GrammarError) -> Int? {
        if solver.asking < 0, let table = array.costTable { return table.cost(state) }
        let table = try costTable(array)
        if solver.asking < 0 { array.costTable = table }
        return table.cost(state)
    }

    /// Costs of all states of an array with counted items, from the last index down.
    private func costTable(_ array: ArraySpecification) throws(GrammarError) -> ArrayCostTable {
        var table = ArrayCostTable(array)
        guard table.isBounded else {
            throw entangled(array.counted.first?.literal.instance ?? rootInstance(), .contains)
        }
        for index in stride(from: table.indexLimit, through: 0, by: -1) {
            // At the last index, what is counted only grows: from the fullest counts down.
            for place in stride(from: table.combinations - 1, through: 0, by: -1) {
                let state = table.state(index, place)
                var best: Int?
                if canClose(array, state) { best = 1 }
                if array.maximum.map({ index < $0 }) ?? true {
                    for option in try itemOptions(array, state) {
                        let next = option.next
                        if next.index == state.index, next.counts == state.counts { continue }
                        guard let rest = table.cost(next) else { continue }
                        let value = try cost(option.formula)
                        guard value != SchemaFormula.unsatisfiable else { continue }
                        best = min(best ?? .max, Int(value) + rest + (index == 0 ? 0 : 1))
                    }
                }
                table.set(state, best)
            }
        }
        return table
    }
}
