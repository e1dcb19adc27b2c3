extension GrammarProgram {
    /// Refuses rules of which no text can come to an end.
    func checkProductive(_ costs: [Int], _ references: References) throws(GrammarError) {
        for rule in references.order where costs[body(rule)] >= Self.infiniteCost {
            throw error(
                .unsatisfiable, in: rule,
                references.isRecursive[rule]
                    ? "rule '\(name(rule))' can never finish: each of its alternatives leads back into a rule like it"
                    : "rule '\(name(rule))' matches no text at all")
        }
    }

    /// Refuses rules that can begin with themselves before any byte is read, and rules that begin too deep within others.
    func checkHeads(_ costs: [Int]) throws(GrammarError) {
        let heads = ruleNodes.map { headReferences($0, costs) }
        var depths = [Int](repeating: 0, count: heads.count)
        var isVisited = [Bool](repeating: false, count: heads.count)
        var isOpen = isVisited
        var path: [(rule: Int, next: Int)] = []
        for start in heads.indices where !isVisited[start] {
            path.append((start, 0))
            isVisited[start] = true
            isOpen[start] = true
            while let (rule, next) = path.last {
                guard next < heads[rule].references.count else {
                    var depth = heads[rule].depth
                    for reference in heads[rule].references {
                        depth = max(depth, reference.depth + 1 + depths[reference.rule])
                    }
                    guard depth <= GrammarLimit.heads else {
                        throw error(
                            .tooComplex, in: rule,
                            "rule '\(name(rule))' begins with more than \(GrammarLimit.heads) nested or empty parts")
                    }
                    depths[rule] = depth
                    isOpen[rule] = false
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let target = heads[rule].references[next].rule
                if isOpen[target] { throw leftRecursion(path.map(\.rule), backTo: target) }
                if isVisited[target] { continue }
                isVisited[target] = true
                isOpen[target] = true
                path.append((target, 0))
            }
        }
    }

    private struct Heads {
        /// Rules with which a rule may begin, and how deep in it.
        var references: [(rule: Int, depth: Int)] = []
        /// The deepest beginning.
        var depth = 0
    }

    private func headReferences(_ range: Range<Int>, _ costs: [Int]) -> Heads {
        var heads = Heads()
        // Parts stand before what they are parts of, so that going backwards meets the whole first.
        var depths = [Int](repeating: 0, count: range.count)
        depths[range.count - 1] = 1
        for node in range.reversed() {
            var depth = depths[node - range.lowerBound]
            guard depth > 0 else { continue }
            heads.depth = max(heads.depth, depth)
            if let target = target(node) {
                heads.references.append((target, depth))
                continue
            }
            switch nodes[node].expression {
            case .sequence:
                for part in parts(node) {
                    depth += 1
                    depths[Int(part) - range.lowerBound] = depth
                    if costs[Int(part)] > 0 { break }
                }
            case .repetition(_, _, let maximum) where maximum == 0: break
            case .choice, .repetition, .intersection, .complement:
                for part in parts(node) { depths[Int(part) - range.lowerBound] = depth + 1 }
            default: break
            }
        }
        return heads
    }

    private func leftRecursion(_ path: [Int], backTo target: Int) -> GrammarError {
        var cycle = Array(path[(path.firstIndex(of: target) ?? 0)...])
        if let least = cycle.indices.min(by: { cycle[$0] < cycle[$1] }) {
            cycle = Array(cycle[least...] + cycle[..<least])
        }
        let rule = cycle[0]
        var reason = "rule '\(name(rule))' can begin with itself"
        if cycle.count > 1 {
            let shown = cycle.count > 8 ? cycle[..<8].map(name) + ["…"] : cycle.map(name)
            reason += " (\((shown + [name(rule)]).joined(separator: " → ")))"
        }
        return error(
            .leftRecursion, in: rule, reason + "; write what it begins with first, then a repetition of the rest")
    }
}
