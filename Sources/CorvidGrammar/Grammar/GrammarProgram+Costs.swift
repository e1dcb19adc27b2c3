extension GrammarProgram {
    /// More bytes than any text needs.
    static let infiniteCost = Int.max / 4

    /// The bytes of a shortest text of each node; `infiniteCost` where there is none.
    ///
    /// Settles nodes in ascending order of cost, as in D. E. Knuth, "A Generalization of Dijkstra's Algorithm" (1977).
    ///
    /// - Parameter known: The costs of nodes that are not the sum or the least of their parts'; nil for the others.
    func costs(_ known: (Int) -> Int?) -> [Int] {
        var costs = [Int](repeating: Self.infiniteCost, count: nodes.count)
        var isSettled = [Bool](repeating: false, count: nodes.count)
        var sums = [Int](repeating: 0, count: nodes.count)
        var missing = nodes.map { Int($0.childCount) }
        var users: [[Int32]] = Array(repeating: [], count: ruleNodes.count)
        var queue = CostQueue()
        for node in nodes.indices {
            if let target = target(node) {
                users[target].append(Int32(node))
            } else if let cost = known(node) ?? ownCost(node) {
                queue.push(cost, node)
            }
        }
        while let (cost, node) = queue.pop() {
            guard !isSettled[node], cost < Self.infiniteCost else { continue }
            isSettled[node] = true
            costs[node] = cost
            guard nodes[node].parent >= 0 else {
                for user in users[Int(nodes[node].rule)] { queue.push(cost, Int(user)) }
                continue
            }
            let parent = Int(nodes[node].parent)
            switch nodes[parent].expression {
            case .sequence:
                sums[parent] = min(sums[parent] + cost, Self.infiniteCost - 1)
                missing[parent] -= 1
                if missing[parent] == 0 { queue.push(sums[parent], parent) }
            case .choice: queue.push(cost, parent)
            case .repetition(_, let minimum, _) where minimum > 0:
                let (product, overflow) = cost.multipliedReportingOverflow(by: minimum)
                queue.push(overflow ? Self.infiniteCost - 1 : min(product, Self.infiniteCost - 1), parent)
            case .jsonString: queue.push(min(cost + 2, Self.infiniteCost - 1), parent)
            default: break
            }
        }
        return costs
    }

    /// The cost of a node that does not depend on its parts; nil for the others, and where nothing matches.
    private func ownCost(_ node: Int) -> Int? {
        switch nodes[node].expression {
        case .empty: 0
        case .literal(let bytes): bytes.count
        case .characters(let characters): characters.ranges.first.map { UTF8Ranges.encode($0.lowerBound).count }
        case .bytes(let set): set.isEmpty ? nil : 1
        case .anyCharacter: 1
        case .freeText: 0
        case .specialToken: 5
        case .sequence: nodes[node].childCount == 0 ? 0 : nil
        case .repetition(_, let minimum, _): minimum == 0 ? 0 : nil
        case .choice, .reference, .regularExpression, .jsonString, .intersection, .complement, .external: nil
        }
    }

    /// A heap with the least cost on top.
    private struct CostQueue {
        private var entries: [(cost: Int, node: Int)] = []

        mutating func push(_ cost: Int, _ node: Int) {
            entries.append((cost, node))
            var place = entries.count - 1
            while place > 0, entries[place].cost < entries[(place - 1) / 2].cost {
                entries.swapAt(place, (place - 1) / 2)
                place = (place - 1) / 2
            }
        }

        mutating func pop() -> (Int, Int)? {
            guard let top = entries.first, let last = entries.popLast() else { return nil }
            guard !entries.isEmpty else { return top }
            entries[0] = last
            var place = 0
            while true {
                var least = place
                for child in [2 * place + 1, 2 * place + 2]
                where child < entries.count && entries[child].cost < entries[least].cost {
                    least = child
                }
                if least == place { return top }
                entries.swapAt(place, least)
                place = least
            }
        }
    }
}
