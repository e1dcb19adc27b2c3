/// The tokens of a vocabulary by what they do within a JSON string of free content: known before any grammar is, since every
/// grammar has such strings.
// Sendable: written only while it is made.
final class StringSlices: Sendable {
    /// Tokens that stay within the string.
    let inside: ScalarSlices
    /// Tokens that end with the closing quote, and how many characters stand before it.
    let closing: [(scalars: Int, token: Int32)]
    /// The tokens of `closing`.
    let allClosing: [UInt32]
    /// What stands after the closing quote within tokens; entries are indices of `through`.
    let rests: FlatTrie
    let through: [(scalars: Int, token: Int32)]
    /// The most characters that a token has in a string.
    let most: Int

    init(_ trie: FlatTrie, count: Int, style: JSONStyle) throws(GrammarError) {
        let pool = ExpressionPool()
        let limit = trie.longest + 2
        let start = pool.jsonString(pool.repetition(pool.anyScalar, 0, limit), style)
        var inside = ScalarSlices(count: count)
        var allClosing = [UInt32](repeating: 0, count: (count + 31) / 32)
        var closing: [(scalars: Int, token: Int32)] = []
        var through: [(scalars: Int, token: Int32)] = []
        var rests: [(key: ArraySlice<UInt8>, value: Int32)] = []
        var path: [UInt8] = []
        // Where the siblings on the path end.
        var ends: [Int] = []
        trie.walk(pool, start) { node, target, source in
            guard target != ExpressionID.empty.raw else {
                let content = ExpressionID(raw: pool.node(ExpressionID(raw: source)).a)
                let scalars = limit - ScalarSlices.remaining(pool, content)
                for entry in trie.ownEntries(node) {
                    let token = trie.entries[entry]
                    closing.append((scalars, token))
                    allClosing[Int(token) >> 5] |= 1 << UInt32(token & 31)
                }
                // All that is below, byte by byte.
                for below in (node + 1)..<max(node + trie.nodes[node].size, node + 1) {
                    while let end = ends.last, end <= below {
                        ends.removeLast()
                        path.removeLast()
                    }
                    ends.append(below + trie.nodes[below].size)
                    path.append(trie.nodes[below].byte)
                    for entry in trie.ownEntries(below) {
                        rests.append((path[...], Int32(through.count)))
                        through.append((scalars, trie.entries[entry]))
                    }
                }
                path.removeAll()
                ends.removeAll()
                return .skip
            }
            let own = trie.ownEntries(node)
            if !own.isEmpty {
                let here = pool.node(ExpressionID(raw: target))
                let escape = JSONEscape(raw: here.b)
                let begun = limit - ScalarSlices.remaining(pool, ExpressionID(raw: here.a))
                // An escape that is not yet complete needs a character more.
                let need = begun + (escape.stage == .plain ? 0 : 1)
                for entry in own { inside.insert(Int(trie.entries[entry]), need: need) }
            }
            return .descend
        }
        inside.sort()
        self.inside = inside
        self.allClosing = allClosing
        self.closing = closing
        self.through = through
        most = max(inside.most, closing.map(\.scalars).max() ?? 0, through.map(\.scalars).max() ?? 0)
        guard let tree = FlatTrie(sorted: TokenTrie.sorted(rests)) else { throw TokenTrie.tooLarge }
        self.rests = tree
    }

    var memoryBytes: Int {
        inside.memoryBytes + allClosing.count * 4 + (closing.count + through.count) * 16 + rests.memoryBytes
    }
}
