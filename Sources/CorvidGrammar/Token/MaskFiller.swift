/// One mask on its way: sets the bits of the tokens that a state has a way through.
///
/// A state is a choice of heads with tails. For heads that are texts of free or nearly free content most tokens are known
/// beforehand; only those that could leave the head, or that have bytes to be judged, are walked.
struct MaskFiller {
    let vocabulary: TokenTrie
    let pool: ExpressionPool
    let bits: UnsafeMutablePointer<UInt32>
    let size: Int
    /// Tokens that go beyond a captured text: what follows it depends on the text, so they are tried one by one.
    let exits: ExitList
    /// Whether what is walked is the inside of a capture.
    var isCapturing = false
    /// Whether what is walked may end in a barrier: what comes beyond depends on a captured text.
    var isBarred = false

    /// When bounds were lifted: longer tokens, with what they need to finish, have to be tried one by one.
    var longest = Int.max

    /// States with fewer first bytes are walked as they are.
    static let broad = 24
    /// Walks of more nodes than this are kept.
    private static let keptWalk = 1500

    final class ExitList {
        var tokens: [Int32] = []
    }

    func fill(_ state: ExpressionID) {
        if pool.isNullable(state) {
            for token in vocabulary.endOfSequence { insert(token) }
        }
        take(state)
        for token in exits.tokens {
            let bit = UInt32(1) << UInt32(token & 31)
            guard bits[Int(token) >> 5] & bit == 0 else { continue }
            var rest = state
            for byte in vocabulary.bytes(of: Int(token)) {
                rest = pool.derivative(rest, by: byte)
                if rest == .nothing { break }
            }
            if rest != .nothing { bits[Int(token) >> 5] |= bit }
        }
    }

    private func take(_ state: ExpressionID) {
        guard pool.firstBytes(state).count >= Self.broad else { return walk(state) }
        var others: [ExpressionID] = []
        take(state, &others, depth: 0)
        guard !others.isEmpty else { return }
        let rest = pool.choice(others)
        if !uniformRun(rest) { walk(rest) }
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
        case .capture: capture(node)
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
            // What comes after the capture shows when the tokens beyond it are tried.
            case .capture: capture(first)
            default: others.append(state)
            }
        default: others.append(state)
        }
    }

    /// The same for what a capture has inside, and beyond it as far as its text does not matter.
    private func capture(_ node: ExpressionNode) {
        let (filler, expression) = inside(node)
        filler.take(expression)
    }

    /// What to look at instead of a capture, and how.
    private func inside(_ node: ExpressionNode) -> (MaskFiller, ExpressionID) {
        var filler = self
        let plain = pool.beforeText(node)
        if plain != .nothing {
            filler.isBarred = true
            return (filler, plain)
        }
        filler.isCapturing = true
        return (filler, ExpressionID(raw: node.a))
    }

    // MARK: - Walks

    /// The tokens that `state` has a way through, by looking.
    func walk(_ state: ExpressionID) {
        if pool.firstBytes(state).count < Self.broad {
            walk(state, in: vocabulary.trie)
        } else {
            keeping(state) { $0.walk(state, in: vocabulary.trie) }
        }
    }

    /// The tokens with bytes of `classes` that `state` has a way through.
    func walk(_ state: ExpressionID, judging classes: UInt64) {
        let escapes = ByteClass.touching(ByteSet([0x22, 0x5C]))
        if classes & ~escapes == 0 {
            walk(state, in: vocabulary.escapes)
        } else {
            keeping(state) { $0.judge(state, classes) }
        }
    }

    /// - Returns: How many nodes were visited.
    private func judge(_ state: ExpressionID, _ classes: UInt64) -> Int {
        let trie = vocabulary.trie
        var visited = 0
        ByteClass.table.withUnsafeBufferPointer { table in
            trie.walk(pool, state, filter: classes, classes: vocabulary.signatures.subtree) { node, target, source in
                visited += 1
                let step = emit(trie, node, target, source)
                guard step == .descend, 1 << UInt64(table[Int(trie.nodes[node].byte)]) & classes != 0 else {
                    return step
                }
                // Everything below has that byte.
                if trie.nodes[node].size > 1 { visited += walk(ExpressionID(raw: target), in: trie, under: node) }
                return .skip
            }
        }
        return visited
    }

    /// Adds what is kept for `state`, or what `fill` finds; keeps it when it took long.
    private func keeping(_ state: ExpressionID, _ fill: (MaskFiller) -> Int) {
        let key = MaskCache.Key(vocabulary: vocabulary.identity, state: state.raw, detail: isCapturing ? -2 : -1)
        if let known = pool.masks[key] {
            exits.tokens += known.exits
            return add(known.bits)
        }
        let mark = exits.tokens.count
        var visited = 0
        let words = [UInt32](unsafeUninitializedCapacity: size) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            base.initialize(repeating: 0, count: size)
            count = size
            visited = fill(
                MaskFiller(
                    vocabulary: vocabulary, pool: pool, bits: base, size: size, exits: exits, isCapturing: isCapturing,
                    isBarred: isBarred))
        }
        add(words)
        if visited > Self.keptWalk {
            pool.masks.insert(MaskCache.Mask(bits: words, exits: Array(exits.tokens[mark...])), for: key)
        }
    }

    /// - Returns: How many nodes were visited.
    @inline(never) @discardableResult
    func walk(_ state: ExpressionID, in trie: FlatTrie, under start: Int = -1) -> Int {
        var visited = 0
        trie.walk(pool, state, under: start) { node, target, source in
            visited += 1
            return emit(trie, node, target, source)
        }
        return visited
    }

    /// Takes the tokens that end at `node`, and says whether to look further.
    @inline(__always)
    private func emit(_ trie: FlatTrie, _ node: Int, _ target: Int32, _ source: Int32) -> FlatTrie.Step {
        if isBarred, pool.isBeyondBarrier(ExpressionID(raw: target)) {
            leave(trie.subtreeEntries(node), trie) { $0 }
            return .skip
        }
        if isCapturing, pool.isNullable(ExpressionID(raw: target)) { leave(trie.subtreeEntries(node), trie) { $0 } }
        guard !isCapturing || target != ExpressionID.empty.raw else { return .skip }
        for entry in trie.ownEntries(node) {
            let token = Int(trie.entries[entry])
            if longest != .max, vocabulary.length(of: token) + pool.cost(ExpressionID(raw: target)) > longest {
                exits.tokens.append(Int32(token))
                continue
            }
            bits[token >> 5] |= 1 << UInt32(truncatingIfNeeded: token & 31)
        }
        if target != source, trie.nodes[node].size > 1, pool.node(ExpressionID(raw: target)).beginsWithCapture {
            walkCaptures(ExpressionID(raw: target), in: trie, under: node)
            return .skip
        }
        return .descend
    }

    /// Goes on within captures by what is inside: their own states differ with every text.
    @inline(never)
    private func walkCaptures(_ state: ExpressionID, in trie: FlatTrie, under start: Int) {
        let node = pool.node(state)
        switch node.kind {
        case .choice:
            for index in Int(node.a)..<Int(node.a + node.b) {
                walkCaptures(ExpressionID(raw: pool.lists[index]), in: trie, under: start)
            }
        case .capture: walkInside(node, in: trie, under: start)
        case .sequence where pool.node(ExpressionID(raw: node.a)).kind == .capture:
            walkInside(pool.node(ExpressionID(raw: node.a)), in: trie, under: start)
        default: walk(state, in: trie, under: start)
        }
    }

    private func walkInside(_ node: ExpressionNode, in trie: FlatTrie, under start: Int) {
        let (filler, expression) = inside(node)
        filler.walk(expression, in: trie, under: start)
    }

    /// Remembers the tokens of `entries` to be tried.
    @inline(never)
    func leave(_ entries: Range<Int>, _ trie: FlatTrie, _ token: (Int32) -> Int32) {
        for entry in entries { exits.tokens.append(token(trie.entries[entry])) }
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
        if let known = pool.masks[key] { return add(known.bits) }
        let words = [UInt32](unsafeUninitializedCapacity: size) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            base.initialize(repeating: 0, count: size)
            count = size
            make(base)
        }
        add(words)
        pool.masks.insert(MaskCache.Mask(bits: words), for: key)
    }
}
