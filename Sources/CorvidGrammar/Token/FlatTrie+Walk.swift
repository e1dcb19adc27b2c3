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
        var node: Int32
        var end: Int32
        var state: Int32
    }

    /// Visits every node under `start` (-1 for the root) that `state` has a way to, with the states there and before.
    ///
    /// With `classes`, nodes are passed by unless they or what is below have bytes of the classes in `filter`. The loops
    /// read the automaton's rows as they lie in memory; whatever is not known yet is derived on the way.
    @inline(__always)
    func walk(
        _ pool: ExpressionPool, _ state: ExpressionID, under start: Int = -1,
        filter: UInt64 = 0, classes: UnsafeMutablePointer<UInt64>? = nil,
        _ visit: (_ node: Int, _ target: Int32, _ source: Int32) -> Step
    ) {
        guard state != .nothing, state != .empty else { return }
        let nodes = self.nodes
        let stack = UnsafeMutablePointer<Frame>.allocate(capacity: longest + 2)
        defer { stack.deallocate() }
        var depth = 0
        var source = state.raw
        var node = start < 0 ? 0 : start + 1
        var end = start < 0 ? nodeCount : start + nodes[start].size
        // From the root, a few first bytes are looked up; elsewhere siblings are gone through.
        var first = ByteSet()
        if pool.transitions.pointee.row(source) == nil { first = pool.firstBytes(state) }
        var picks = start < 0 && first.count < ExpressionPool.rowThreshold ? first : ByteSet()
        if !picks.isEmpty { end = node }
        while true {
            var next: Int32 = 0
            if var row = pool.transitions.pointee.row(source) {
                while node < end {
                    let here = nodes[node]
                    let target = row[Int(here.byte)]
                    if target != 0, Self.passes(classes, node, filter) {
                        var target = target
                        if target < 0 {
                            target = pool.derive(ExpressionID(raw: source), by: here.byte).raw
                            // Deriving may move the rows.
                            if let moved = pool.transitions.pointee.row(source) { row = moved }
                        }
                        if target != 0 {
                            if visit(node, target, source) == .descend {
                                if here.size > 1, target != ExpressionID.empty.raw {
                                    next = target
                                    break
                                }
                            } else if let moved = pool.transitions.pointee.row(source) {
                                // A visitor that goes on by itself may derive, too.
                                row = moved
                            }
                        }
                    }
                    node += here.size
                }
            } else {
                while true {
                    if node >= end {
                        guard depth == 0, let byte = picks.popFirst() else { break }
                        guard roots[Int(byte)] >= 0 else { continue }
                        node = Int(roots[Int(byte)])
                        end = node + nodes[node].size
                    }
                    let here = nodes[node]
                    if first.contains(here.byte), Self.passes(classes, node, filter) {
                        let target = pool.derivative(ExpressionID(raw: source), by: here.byte).raw
                        if target != 0, visit(node, target, source) == .descend, here.size > 1,
                            target != ExpressionID.empty.raw
                        {
                            next = target
                            break
                        }
                    }
                    node += here.size
                }
            }
            if next != 0 {
                let size = nodes[node].size
                if node + size < end || (depth == 0 && !picks.isEmpty) {
                    stack[depth] = Frame(
                        node: Int32(truncatingIfNeeded: node + size), end: Int32(truncatingIfNeeded: end),
                        state: source)
                    depth += 1
                }
                end = node + size
                node += 1
                source = next
            } else {
                guard depth > 0 else { return }
                depth -= 1
                node = Int(stack[depth].node)
                end = Int(stack[depth].end)
                source = stack[depth].state
            }
            if pool.transitions.pointee.row(source) == nil { first = pool.firstBytes(ExpressionID(raw: source)) }
        }
    }

    @inline(__always)
    private static func passes(_ classes: UnsafeMutablePointer<UInt64>?, _ node: Int, _ filter: UInt64) -> Bool {
        guard let classes else { return true }
        return classes[node] & filter != 0
    }
}
