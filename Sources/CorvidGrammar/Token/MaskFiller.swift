/// One mask on its way: sets the bits of the tokens that a state has a way through.
///
/// A state is a choice of heads with tails. For heads that are texts of free or nearly free content most tokens are known
/// beforehand; only those that could leave the head, or that have bytes to be judged, are walked.
struct MaskFiller {
    let vocabulary: TokenTrie
    let pool: ExpressionPool
    let bits: UnsafeMutablePointer<UInt32>
    let size: Int

    /// States with fewer first bytes are walked as they are.
    static let broad = 24
    /// Walks of more nodes than this are kept.
    private static let keptWalk = 1500

    func fill(_ state: ExpressionID) {
        if pool.isNullable(state) {
            for token in vocabulary.endOfSequence { insert(token) }
        }
        guard pool.firstBytes(state).count >= Self.broad else { return walk(state) }
        var others: [ExpressionID] = []
        take(state, &others, depth: 0)
        if !others.isEmpty { walk(pool.choice(others)) }
    }

    /// Fills in the parts of a choice of which most is known beforehand; the others are left in `others`.
    private func take(_ state: ExpressionID, _ others: inout [ExpressionID], depth: Int) {
        let node = pool.node(state)
        guard depth < 32, pool.firstBytes(state).count >= Self.broad else { return others.append(state) }
        switch node.kind {
        case .choice:
            for index in Int(node.a)..<Int(node.a + node.b) {
                take(ExpressionID(raw: pool.lists[index]), &others, depth: depth + 1)
            }
        case .lazy: take(pool.expansion(state), &others, depth: depth + 1)
        case .rule:
            if let definition = pool.rules[Int(node.a)] { take(definition, &others, depth: depth + 1) }
        case .jsonString: string(state, node, tail: .empty, &others, depth: depth)
        case .repetition: if !run(state, node, tail: .empty) { others.append(state) }
        case .sequence:
            let head = ExpressionID(raw: node.a)
            let tail = ExpressionID(raw: node.b)
            let first = pool.node(head)
            switch first.kind {
            case .jsonString: string(state, first, tail: tail, &others, depth: depth)
            case .lazy: take(pool.sequence(pool.expansion(head), tail), &others, depth: depth + 1)
            case .choice:
                for index in Int(first.a)..<Int(first.a + first.b) {
                    take(pool.sequence(ExpressionID(raw: pool.lists[index]), tail), &others, depth: depth + 1)
                }
            case .repetition: if !run(state, first, tail: tail) { others.append(state) }
            default: others.append(state)
            }
        default: others.append(state)
        }
    }

    // MARK: - Walks

    /// The tokens that `state` has a way through, by looking.
    func walk(_ state: ExpressionID) {
        let trie = vocabulary.trie
        let key = MaskCache.Key(vocabulary: vocabulary.identity, state: state.raw, detail: 0)
        if let known = pool.masks[key] { return add(known) }
        var kept: UnsafeMutablePointer<UInt32>?
        var visited = 0
        let wide = pool.firstBytes(state).count >= Self.broad
        if wide {
            let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: size)
            scratch.initialize(repeating: 0, count: size)
            kept = scratch
        }
        let bits = kept ?? self.bits
        trie.walk(pool, state) { node, _, _ in
            visited += 1
            for entry in trie.ownEntries(node) {
                let token = Int(trie.entries[entry])
                bits[token >> 5] |= 1 << UInt32(truncatingIfNeeded: token & 31)
            }
            return .descend
        }
        guard let kept else { return }
        for index in 0..<size { self.bits[index] |= kept[index] }
        if visited > Self.keptWalk {
            pool.masks.insert(Array(UnsafeBufferPointer(start: kept, count: size)), for: key)
        }
        kept.deallocate()
    }

    /// The tokens with bytes of `classes` that `state` has a way through.
    func walk(_ state: ExpressionID, judging classes: UInt64) {
        let escapes = ByteClass.touching(ByteSet([0x22, 0x5C]))
        if classes & ~escapes == 0 { return walk(state, in: vocabulary.escapes) }
        let trie = vocabulary.trie
        let bits = self.bits
        let table = ByteClass.table
        table.withUnsafeBufferPointer { table in
            trie.walk(pool, state, filter: classes, classes: vocabulary.signatures.subtree) { node, target, _ in
                for entry in trie.ownEntries(node) {
                    let token = Int(trie.entries[entry])
                    bits[token >> 5] |= 1 << UInt32(truncatingIfNeeded: token & 31)
                }
                guard 1 << UInt64(table[Int(trie.nodes[node].byte)]) & classes != 0 else { return .descend }
                // Everything below has that byte.
                if trie.nodes[node].size > 1 { walk(ExpressionID(raw: target), in: trie, under: node) }
                return .skip
            }
        }
    }

    @inline(never)
    private func walk(_ state: ExpressionID, in trie: FlatTrie, under start: Int = -1) {
        let bits = self.bits
        trie.walk(pool, state, under: start) { node, _, _ in
            for entry in trie.ownEntries(node) {
                let token = Int(trie.entries[entry])
                bits[token >> 5] |= 1 << UInt32(truncatingIfNeeded: token & 31)
            }
            return .descend
        }
    }

    // MARK: - Bits

    @inline(__always)
    func insert(_ token: Int) { bits[token >> 5] |= 1 << UInt32(truncatingIfNeeded: token & 31) }

    func add(_ words: [UInt32]) {
        words.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            for index in 0..<size { bits[index] |= base[index] }
        }
    }

    /// The mask that `make` makes from an empty one, or the one that is kept.
    func addKept(_ state: Int32, _ detail: Int32, _ make: (UnsafeMutablePointer<UInt32>) -> Void) {
        let key = MaskCache.Key(vocabulary: vocabulary.identity, state: state, detail: detail)
        if let known = pool.masks[key] { return add(known) }
        var words = [UInt32](repeating: 0, count: size)
        words.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { make(base) }
        }
        add(words)
        pool.masks.insert(words, for: key)
    }
}
