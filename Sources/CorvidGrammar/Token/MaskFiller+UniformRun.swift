// States of which a class of bytes leads to one next state, and so on: words within patterns and formats.
extension MaskFiller {
    /// Bytes in a row that are looked at; longer tokens are tried one by one.
    private static let longestRun = SignatureIndex.shortest
    /// Fewer bytes than this are not worth it.
    private static let leastClass = 16

    /// Fills in the tokens of `state`, of which those within a class of bytes that no state on the way tells apart are known
    /// beforehand. False when there is no such class, or it soon breaks up; nothing is filled in then.
    func uniformRun(_ state: ExpressionID) -> Bool {
        guard var (set, here) = widestClass(state) else { return false }
        guard !isCapturing || !pool.isNullable(here) else { return false }
        var seen = pool.firstBytes(state)
        var length = 1
        var isExact = here == state
        if isExact { length = .max }
        while !isExact, length < Self.longestRun {
            seen.formUnion(pool.firstBytes(here))
            guard let (members, next) = widestClass(here), set.intersection(members).count >= Self.leastClass else {
                // Where no byte of the class may come, longer tokens of it have no way.
                isExact = pool.firstBytes(here).intersection(set).isEmpty
                break
            }
            if isCapturing, pool.isNullable(next) { return false }
            set = set.intersection(members)
            if next == here {
                length = .max
                isExact = true
                break
            }
            length += 1
            here = next
        }
        guard isExact || length >= SignatureIndex.shortest else { return false }
        let whole = ByteClass.within(set)
        let most = min(length, vocabulary.trie.longest)
        addKept(-2 - pool.byteSetID(set), Int32(clamping: most)) { words in
            vocabulary.addTokens(within: whole, to: words)
            vocabulary.signatures.limit(words, toLength: most)
        }
        if !isExact {
            for (_, token) in vocabulary.signatures.longer { tryToken(Int(token), within: set, state) }
        }
        walk(state, judging: ByteClass.touching(seen.subtracting(set)) | (ByteClass.touching(set) & ~whole))
        return true
    }

    /// The most printable ASCII characters that `state` cannot tell apart, and what follows them.
    private func widestClass(_ state: ExpressionID) -> (set: ByteSet, next: ExpressionID)? {
        if let known = pool.masks.widestClasses[state.raw] { return known.map { ($0.set, ExpressionID(raw: $0.next)) } }
        let ascii = ByteSet(0x20...0x7E)
        var set = ByteSet()
        for members in pool.byteClasses(state) {
            let plain = members.intersection(ascii)
            if plain.count > set.count { set = plain }
        }
        var found: MaskCache.WidestClass?
        if set.count >= Self.leastClass, let byte = set.first {
            let next = pool.derivative(state, by: byte)
            if next != .nothing { found = MaskCache.WidestClass(set: set, next: next.raw) }
        }
        pool.masks.widestClasses[state.raw] = .some(found)
        return found.map { ($0.set, ExpressionID(raw: $0.next)) }
    }

    private func tryToken(_ token: Int, within set: ByteSet, _ state: ExpressionID) {
        let bit = UInt32(1) << UInt32(token & 31)
        guard bits[token >> 5] & bit == 0, vocabulary.bytes(of: token).allSatisfy({ set.contains($0) }) else { return }
        var rest = state
        for byte in vocabulary.bytes(of: token) {
            rest = pool.derivative(rest, by: byte)
            if rest == .nothing { return }
            if (isCapturing && pool.isNullable(rest)) || (isBarred && pool.isBeyondBarrier(rest)) {
                return exits.tokens.append(Int32(token))
            }
        }
        bits[token >> 5] |= bit
    }
}
