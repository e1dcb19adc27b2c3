import Synchronization

// Heads that are texts of free or nearly free content.
extension MaskFiller {
    private static let quoteAndBackslash = ByteSet([0x22, 0x5C])
    /// What stands in a JSON string of itself, besides the quotation mark that ends it.
    private static let plain = ExpressionPool.escapedBytes.complement

    /// The tokens that a JSON string, `node`, has a way through that `tail` follows; the whole is `state`. What is of
    /// another kind is left in `others`.
    func string(
        _ state: ExpressionID, _ node: ExpressionNode, tail: ExpressionID, _ others: inout [ExpressionID], depth: Int
    ) {
        let escape = JSONEscape(raw: node.b)
        guard escape.stage == .plain else { return others.append(state) }
        let slices = vocabulary.strings[escape.style == .canonical ? 0 : 1]
        let content = ExpressionID(raw: node.a)
        if let (least, most) = freeContent(content) { return free(slices, least, most, tail) }
        if pool.freeScalars(content) == .max {
            add(slices.inside.all)
            return walk(state, judging: ByteClass.touching(Self.quoteAndBackslash))
        }
        let inner = pool.node(content)
        var isKnown = false
        switch inner.kind {
        case .repetition: isKnown = run(state, inner, rest: .empty, slices)
        case .sequence:
            let first = pool.node(ExpressionID(raw: inner.a))
            isKnown = first.kind == .repetition && run(state, first, rest: ExpressionID(raw: inner.b), slices)
        default: break
        }
        if !isKnown { inside(state, content, escape) }
    }

    /// Any other content. Tokens without quotes and escapes depend on the content alone, so they are kept by it, and for as
    /// long as there is room, for all grammars; the others are few.
    private func inside(_ state: ExpressionID, _ content: ExpressionID, _ escape: JSONEscape) {
        let relaxed = pool.relaxed(content, beyond: Self.reach)
        let head = pool.jsonString(relaxed, state: escape)
        walk(state, in: vocabulary.escapes)
        // With bounds lifted, some tokens are tried: that is another mask than the one of a content without bounds.
        let isLifted = relaxed != content
        let key = MaskCache.Key(vocabulary: vocabulary.identity, state: head.raw, detail: isLifted ? -4 : -3)
        if let known = pool.masks[key] {
            exits.tokens += known.exits
            return add(known.bits)
        }
        let structure = pool.structure(head).map { [isLifted ? 1 : 0] + $0 }
        var mask = structure.flatMap { structure in vocabulary.runs.withLock { $0.insides[structure] } }
        if mask == nil {
            let found = ExitList()
            let words = [UInt32](unsafeUninitializedCapacity: size) { buffer, count in
                guard let base = buffer.baseAddress else { return }
                base.initialize(repeating: 0, count: size)
                count = size
                var filler = MaskFiller(vocabulary: vocabulary, pool: pool, bits: base, size: size, exits: found)
                // The closing quote is no part of the content.
                if isLifted { filler.longest = Self.reach + 1 }
                filler.walk(head, in: vocabulary.trie)
                vocabulary.signatures.remove(
                    tokensHaving: ByteClass.touching(Self.quoteAndBackslash), from: base)
            }
            found.tokens.removeAll { vocabulary.bytes(of: Int($0)).contains { $0 == 0x22 || $0 == 0x5C } }
            let made = MaskCache.Mask(bits: words, exits: found.tokens)
            mask = made
            if let structure {
                vocabulary.runs.withLock {
                    if $0.insides.count >= TokenTrie.Runs.insideCapacity { $0.insides.removeAll() }
                    $0.insides[structure] = made
                }
            }
        }
        guard let mask else { return }
        exits.tokens += mask.exits
        add(mask.bits)
        pool.masks.insert(mask, for: key)
    }

    /// Bounds of so many characters or more do not matter to most tokens.
    private static let reach = 28

    /// How many characters may follow at least and at most, when it does not matter which.
    private func freeContent(_ content: ExpressionID) -> (Int, Int)? {
        if content == pool.anyText { return (0, .max) }
        let node = pool.node(content)
        guard node.kind == .repetition, ExpressionID(raw: node.a) == pool.anyScalar else { return nil }
        return (Int(node.b), node.c < 0 ? .max : Int(node.c))
    }

    private func free(_ slices: StringSlices, _ least: Int, _ most: Int, _ tail: ExpressionID) {
        slices.inside.add(upTo: most, to: bits)
        if isCapturing, pool.isNullable(tail) {
            for (scalars, token) in slices.through where scalars >= least && scalars <= most {
                exits.tokens.append(token)
            }
        }
        if isCapturing, tail == .empty {
            for (scalars, token) in slices.closing where scalars >= least && scalars <= most {
                exits.tokens.append(token)
            }
            return
        }
        if least == 0, most >= slices.most {
            add(slices.allClosing)
        } else {
            for (scalars, token) in slices.closing where scalars >= least && scalars <= most { insert(Int(token)) }
        }
        let rests = slices.rests
        rests.walk(pool, tail) { node, target, _ in
            if isBarred, pool.isBeyondBarrier(ExpressionID(raw: target)) {
                leave(rests.subtreeEntries(node), rests) { slices.through[Int($0)].token }
                return .skip
            }
            if isCapturing, pool.isNullable(ExpressionID(raw: target)) {
                leave(rests.subtreeEntries(node), rests) { slices.through[Int($0)].token }
                guard target != ExpressionID.empty.raw else { return .skip }
            }
            for entry in rests.ownEntries(node) {
                let (scalars, token) = slices.through[Int(rests.entries[entry])]
                guard scalars >= least, scalars <= most else { continue }
                bits[Int(token) >> 5] |= 1 << UInt32(truncatingIfNeeded: token & 31)
            }
            return .descend
        }
    }

    /// The tokens that a repetition, `node`, has a way through; then comes `tail`. False when it is of no known kind.
    func run(_ state: ExpressionID, _ node: ExpressionNode, tail: ExpressionID) -> Bool {
        let part = ExpressionID(raw: node.a)
        let inner = pool.node(part)
        let leaving = pool.firstBytes(tail)
        if inner.kind == .bytes {
            bytes(pool.byteSets[Int(inner.a)], node, then: leaving, state)
            return true
        }
        return scalars(state, node, vocabulary.texts, then: leaving, number: 2)
    }

    /// The same for the content of a string, of which `rest` is the rest.
    private func run(
        _ state: ExpressionID, _ node: ExpressionNode, rest: ExpressionID, _ slices: StringSlices
    ) -> Bool {
        let inner = pool.node(ExpressionID(raw: node.a))
        // Other bytes come as escapes.
        let leaving = pool.firstBytes(rest).intersection(Self.plain).union(Self.quoteAndBackslash)
        if inner.kind == .bytes {
            let set = pool.byteSets[Int(inner.a)].intersection(Self.plain)
            guard set.count >= Self.broad / 2 else { return false }
            bytes(set, node, then: leaving, state)
            return true
        }
        let number: Int32 = slices === vocabulary.strings[0] ? 0 : 1
        return scalars(state, node, slices.inside, then: leaving, number: number)
    }

    /// Characters of nearly every kind, as many as `node` repeats them; what comes after begins with one of `leaving`.
    private func scalars(
        _ state: ExpressionID, _ node: ExpressionNode, _ slices: ScalarSlices, then leaving: ByteSet, number: Int32
    ) -> Bool {
        guard let kind = scalarClass(ExpressionID(raw: node.a)) else { return false }
        let most = node.c < 0 ? slices.most : min(Int(node.c), slices.most)
        // In a string, some of them come as escapes.
        let differing =
            number == 2 ? kind.differing : kind.differing.intersection(Self.plain).union(Self.quoteAndBackslash)
        let judged = ByteClass.touching(differing.union(leaving))
        addKept(node.a, Int32(clamping: most) << 2 | number) { words in
            slices.add(upTo: most, to: words)
            vocabulary.signatures.remove(tokensHaving: ByteClass.touching(differing), from: words)
        }
        walk(state, judging: judged)
        return true
    }

    /// Bytes out of `set`, as many as `node` repeats them; what comes after begins with one of `leaving`.
    private func bytes(_ set: ByteSet, _ node: ExpressionNode, then leaving: ByteSet, _ state: ExpressionID) {
        let whole = ByteClass.within(set)
        let judged = ByteClass.touching(leaving) | (ByteClass.touching(set) & ~whole)
        let most = node.c < 0 ? vocabulary.trie.longest : min(Int(node.c), vocabulary.trie.longest)
        addKept(node.a, Int32(clamping: most)) { words in
            vocabulary.addTokens(within: whole, to: words)
            vocabulary.signatures.limit(words, toLength: most)
        }
        walk(state, judging: judged)
    }

    /// What sets the characters of `part` apart from any character, when only a few do.
    private func scalarClass(_ part: ExpressionID) -> MaskCache.ScalarClass? {
        if let known = pool.masks.classes[part.raw] { return known }
        var found: MaskCache.ScalarClass?
        let first = pool.firstBytes(part)
        let leads = ByteSet(0xC2...0xF4)
        if pool.node(part).kind == .choice, first.intersection(leads).count > 40 {
            var differing = ByteSet(0...0x7F).subtracting(first)
            var count = 0
            leads.forEach { lead in
                if pool.keptDerivative(part, lead) != pool.keptDerivative(pool.anyScalar, lead) {
                    differing.insert(lead)
                    count += 1
                }
            }
            // What begins with continuation bytes or is longer than a character is of another kind.
            let isCharacter = first.intersection(ByteSet(0x80...0xC1)).isEmpty && isScalar(part, first)
            if isCharacter, count <= 8 { found = MaskCache.ScalarClass(differing: differing) }
        }
        pool.masks.classes[part.raw] = .some(found)
        return found
    }

    /// Whether the ASCII characters of `part` are whole texts of it.
    private func isScalar(_ part: ExpressionID, _ first: ByteSet) -> Bool {
        var result = true
        first.intersection(ByteSet(0...0x7F)).forEach { byte in
            if pool.keptDerivative(part, byte) != .empty { result = false }
        }
        return result
    }
}
