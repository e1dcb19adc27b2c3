extension GrammarProgram {
    /// How the rules refer to each other.
    struct References {
        /// Every rule after those it refers to, but for the targets of `isCut`. Those reached from the root come first.
        var order: [Int] = []
        /// How many rules the root reaches, itself included.
        var reachedCount = 0
        /// Rules without which no rule would refer to itself.
        var isCut: [Bool]
        /// Rules that refer to themselves, or to such rules.
        var isRecursive: [Bool]
    }

    /// Walks over all references, depth first.
    func references() -> References {
        let count = ruleNodes.count
        var result = References(
            isCut: Array(repeating: false, count: count), isRecursive: Array(repeating: false, count: count))
        var isVisited = [Bool](repeating: false, count: count)
        var isOpen = isVisited
        var path: [(rule: Int, next: Int)] = []
        for start in [root] + Array(0..<count) where !isVisited[start] {
            path.append((start, ruleNodes[start].lowerBound))
            isVisited[start] = true
            isOpen[start] = true
            while let (rule, next) = path.last {
                guard next < ruleNodes[rule].upperBound else {
                    path.removeLast()
                    isOpen[rule] = false
                    result.order.append(rule)
                    if result.isRecursive[rule], let above = path.last { result.isRecursive[above.rule] = true }
                    continue
                }
                path[path.count - 1].next += 1
                guard let target = target(next) else { continue }
                if isOpen[target] {
                    result.isCut[target] = true
                    result.isRecursive[rule] = true
                } else if isVisited[target] {
                    if result.isRecursive[target] { result.isRecursive[rule] = true }
                } else {
                    isVisited[target] = true
                    isOpen[target] = true
                    path.append((target, ruleNodes[target].lowerBound))
                }
            }
            if start == root { result.reachedCount = result.order.count }
        }
        return result
    }
}
