// States of which a class of bytes leads to one next state, and so on: words within patterns and formats.
extension MaskFiller {
    /// Bytes in a row that are looked at; longer tokens are tried one by one.
    private static let longestRun = 40
    /// Fewer bytes than this are not worth it.
    private static let leastClass = 16

    /// Fills in the tokens of `state`, of which those within a class of bytes that no state on the way tells apart are known
    /// beforehand. False when there is no such class, or it soon breaks up; nothing is filled in then.
    func uniformRun(_ state: ExpressionID) -> Bool {
        let ascii = ByteSet(0x20...0x7E)
        var set = ByteSet()
        for members in pool.byteClasses(state) {
            let plain = members.intersection(ascii)
            if plain.count > set.count { set = plain }
        }
        guard set.count >= Self.leastClass else { return false }
        var seen = pool.firstBytes(state)
        var here = state
        var length = 0
        var isExact = false
        while length < Self.longestRun, let byte = set.first {
            if length > 0 {
                let members = pool.byteClasses(here).first { $0.contains(byte) }
                guard let members else {
                    // No such byte may come here: longer tokens of the class have no way.
                    isExact = seen.isEmpty == false && pool.firstBytes(here).intersection(set).isEmpty
                    break
                }
                let common = set.intersection(members)
                guard common.count >= Self.leastClass else { break }
                set = common
            }
            guard let first = set.first else { break }
            let next = pool.derivative(here, by: first)
            if next == .nothing {
                isExact = true
                break
            }
            if isCapturing, pool.isNullable(next) { return false }
            if next == here {
                length = .max
                isExact = true
                break
            }
            length += 1
            here = next
            seen.formUnion(pool.firstBytes(next))
        }
        guard isExact || length >= SignatureIndex.shortest else { return false }
        let whole = ByteClass.within(set)
        let most = min(length, vocabulary.trie.longest)
        addKept(-2 - pool.byteSetID(set), Int32(clamping: most)) { words in
            vocabulary.addTokens(within: whole, to: words)
            vocabulary.signatures.limit(words, toLength: most)
        }
        if !isExact {
            for (size, token) in vocabulary.signatures.longer where size > length { tryToken(Int(token), state) }
        }
        walk(state, judging: ByteClass.touching(seen.subtracting(set)) | (ByteClass.touching(set) & ~whole))
        return true
    }

    private func tryToken(_ token: Int, _ state: ExpressionID) {
        let bit = UInt32(1) << UInt32(token & 31)
        guard bits[token >> 5] & bit == 0 else { return }
        var rest = state
        for byte in vocabulary.bytes(of: token) {
            rest = pool.derivative(rest, by: byte)
            if rest == .nothing { return }
            if isCapturing, pool.isNullable(rest) { return exits.tokens.append(Int32(token)) }
        }
        bits[token >> 5] |= bit
    }
}
