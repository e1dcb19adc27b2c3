/// One mask on its way: sets the bits of the tokens that a state has a way through.
struct MaskFiller {
    let vocabulary: TokenTrie
    let pool: ExpressionPool
    let bits: UnsafeMutablePointer<UInt32>
    let size: Int

    /// States with fewer first bytes are walked as they are.
    private static let broad = 64

    func fill(_ state: ExpressionID) {
        if pool.isNullable(state) {
            for token in vocabulary.endOfSequence { insert(token) }
        }
        guard pool.firstBytes(state).count >= Self.broad else { return walk(state) }
        var others: [ExpressionID] = []
        take(state, &others, depth: 0)
        if !others.isEmpty { walk(pool.choice(others)) }
    }

    /// Fills in the parts of a choice that are known beforehand; the others are left in `others`.
    private func take(_ state: ExpressionID, _ others: inout [ExpressionID], depth: Int) {
        let node = pool.node(state)
        guard depth < 32 else { return others.append(state) }
        switch node.kind {
        case .choice:
            for index in Int(node.a)..<Int(node.a + node.b) {
                take(ExpressionID(raw: pool.lists[index]), &others, depth: depth + 1)
            }
        case .lazy: take(pool.expansion(state), &others, depth: depth + 1)
        case .rule:
            if let definition = pool.rules[Int(node.a)] { take(definition, &others, depth: depth + 1) }
        case .jsonString:
            if !string(node, tail: .empty) { others.append(state) }
        case .sequence:
            let head = ExpressionID(raw: node.a)
            let tail = ExpressionID(raw: node.b)
            let first = pool.node(head)
            switch first.kind {
            case .jsonString: if !string(first, tail: tail) { others.append(state) }
            case .lazy: take(pool.sequence(pool.expansion(head), tail), &others, depth: depth + 1)
            case .choice:
                for index in Int(first.a)..<Int(first.a + first.b) {
                    take(
                        pool.sequence(ExpressionID(raw: pool.lists[index]), tail), &others, depth: depth + 1)
                }
            default: others.append(state)
            }
        default: others.append(state)
        }
    }

    /// The tokens of a JSON string of free content that `tail` follows; false when it is of another kind.
    private func string(_ node: ExpressionNode, tail: ExpressionID) -> Bool {
        let escape = JSONEscape(raw: node.b)
        guard escape.stage == .plain, let (least, most) = freeContent(ExpressionID(raw: node.a)) else { return false }
        let slices = vocabulary.strings[escape.style == .canonical ? 0 : 1]
        if most >= slices.mostScalars {
            add(slices.all)
        } else {
            add(slices.upTo[min(most, StringSlices.shortest)])
            for (need, token) in slices.longer {
                guard need <= most else { break }
                insert(Int(token))
            }
        }
        if least == 0, most >= slices.mostScalars {
            add(slices.allClosing)
        } else {
            for (scalars, token) in slices.closing where scalars >= least && scalars <= most { insert(Int(token)) }
        }
        slices.rests.walk(pool, tail) { node, _, _ in
            for entry in slices.rests.ownEntries(node) {
                let (scalars, token) = slices.through[Int(slices.rests.entries[entry])]
                if scalars >= least, scalars <= most { insert(Int(token)) }
            }
            return .descend
        }
        return true
    }

    /// How many characters may follow at least and at most, when it does not matter which.
    private func freeContent(_ content: ExpressionID) -> (Int, Int)? {
        if content == pool.anyText { return (0, .max) }
        let node = pool.node(content)
        guard node.kind == .repetition, ExpressionID(raw: node.a) == pool.anyScalar else { return nil }
        return (Int(node.b), node.c < 0 ? .max : Int(node.c))
    }

    private func walk(_ state: ExpressionID) {
        let trie = vocabulary.trie
        let bits = self.bits
        trie.walk(pool, state) { node, _, _ in
            for entry in trie.ownEntries(node) {
                let token = Int(trie.entries[entry])
                bits[token >> 5] |= 1 << UInt32(truncatingIfNeeded: token & 31)
            }
            return .descend
        }
    }

    @inline(__always)
    private func insert(_ token: Int) { bits[token >> 5] |= 1 << UInt32(truncatingIfNeeded: token & 31) }

    private func add(_ words: [UInt32]) {
        words.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            for index in 0..<size { bits[index] |= base[index] }
        }
    }
}
