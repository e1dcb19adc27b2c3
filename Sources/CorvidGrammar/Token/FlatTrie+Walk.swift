extension FlatTrie {
    /// What a visitor wants after a node.
    enum Step {
        /// On to longer strings.
        case descend
        /// Nothing further through this node.
        case skip
    }

    /// A place to come back to.
    private struct Frame {
        var node: Int
        var end: Int
        var state: Int32
    }

    /// Visits every node under `start` (-1 for the root) that `state` has a way to, with the states there and before.
    ///
    /// With a `filter`, nodes are passed by unless they or what is below have bytes of these classes, by `classes`. The loops read the automaton's rows as they lie in memory; whatever is not known yet is derived on the way.
    @inline(__always)
    func walk(
        _ pool: ExpressionPool, _ state: ExpressionID, under start: Int = -1,
        filter: UInt64 = 0, classes: UnsafeMutablePointer<UInt64>? = nil,
        _ visit: (_ node: Int, _ target: Int32, _ source: Int32) -> Step
    ) {
        guard state != .nothing, state != .empty else { return }
        let nodes = self.nodes
        withUnsafeTemporaryAllocation(of: Frame.self, capacity: longest + 2) { stack in
            guard let stack = stack.baseAddress else { return }
            var depth = 0
            var current = state.raw
            var node = start < 0 ? 0 : start + 1
            var end = start < 0 ? nodeCount : start + nodes[start].size
            if start < 0, pool.transitions.row(current) == nil {
                let first = pool.firstBytes(state)
                if first.count < 16 {
                    // A few children of the root, without a look at the others.
                    first.forEach { byte in
                        let child = Int(roots[Int(byte)])
                        guard child >= 0, Self.passes(classes, child, filter) else { return }
                        let target = pool.derivative(state, by: byte)
                        guard target != .nothing else { return }
                        guard visit(child, target.raw, current) == .descend, target != .empty, nodes[child].size > 1
                        else { return }
                        stack[depth] = Frame(node: child + 1, end: child + nodes[child].size, state: target.raw)
                        depth += 1
                    }
                    guard depth > 0 else { return }
                    // The stack gives them back in reverse, which no visitor minds.
                    depth -= 1
                    (node, end, current) = (stack[depth].node, stack[depth].end, stack[depth].state)
                }
            }
            while true {
                let next: Int32
                if let row = pool.transitions.row(current) {
                    next = scan(pool, row, current, &node, end, filter, classes, visit)
                } else {
                    next = scan(pool, current, &node, end, filter, classes, visit)
                }
                if next != 0 {
                    if node + nodes[node].size < end {
                        stack[depth] = Frame(node: node + nodes[node].size, end: end, state: current)
                        depth += 1
                    }
                    end = node + nodes[node].size
                    node += 1
                    current = next
                } else {
                    guard depth > 0 else { return }
                    depth -= 1
                    (node, end, current) = (stack[depth].node, stack[depth].end, stack[depth].state)
                }
            }
        }
    }

    @inline(__always)
    private static func passes(_ classes: UnsafeMutablePointer<UInt64>?, _ node: Int, _ filter: UInt64) -> Bool {
        guard let classes else { return true }
        return classes[node] & filter != 0
    }

    /// Goes through siblings until one has to be descended into: the state there, with `node` at it; or 0 at the end.
    @inline(__always)
    private func scan(
        _ pool: ExpressionPool, _ row: UnsafeMutablePointer<Int32>, _ state: Int32, _ node: inout Int, _ end: Int,
        _ filter: UInt64, _ classes: UnsafeMutablePointer<UInt64>?, _ visit: (Int, Int32, Int32) -> Step
    ) -> Int32 {
        var row = row
        var index = node
        while index < end {
            let here = nodes[index]
            guard Self.passes(classes, index, filter) else {
                index += here.size
                continue
            }
            var target = row[Int(here.byte)]
            if target <= 0 {
                guard target < 0 else {
                    index += here.size
                    continue
                }
                target = pool.derive(ExpressionID(raw: state), by: here.byte).raw
                // Deriving may move the rows.
                if let moved = pool.transitions.row(state) { row = moved }
                if target == 0 {
                    index += here.size
                    continue
                }
            }
            if visit(index, target, state) == .descend, here.size > 1, target != ExpressionID.empty.raw {
                node = index
                return target
            }
            index += here.size
        }
        return 0
    }

    @inline(__always)
    private func scan(
        _ pool: ExpressionPool, _ state: Int32, _ node: inout Int, _ end: Int, _ filter: UInt64,
        _ classes: UnsafeMutablePointer<UInt64>?, _ visit: (Int, Int32, Int32) -> Step
    ) -> Int32 {
        let first = pool.firstBytes(ExpressionID(raw: state))
        var index = node
        while index < end {
            let here = nodes[index]
            if first.contains(here.byte), Self.passes(classes, index, filter) {
                let target = pool.derivative(ExpressionID(raw: state), by: here.byte).raw
                if target != 0, visit(index, target, state) == .descend, here.size > 1,
                    target != ExpressionID.empty.raw
                {
                    node = index
                    return target
                }
            }
            index += here.size
        }
        return 0
    }
}
