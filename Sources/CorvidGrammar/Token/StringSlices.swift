/// The tokens of a vocabulary by what they do within a JSON string of free content: known before any grammar is, since every
/// grammar has such strings.
// Sendable: written only while it is made.
final class StringSlices: Sendable {
    /// Tokens that stay within a string without limits.
    let all: [UInt32]
    /// Tokens that stay within a string of at most as many further characters as the index says.
    let upTo: [[UInt32]]
    /// The other tokens of `all`, by the characters that they need.
    let longer: [(need: Int, token: Int32)]
    /// Tokens that end with the closing quote, and how many characters stand before it.
    let closing: [(scalars: Int, token: Int32)]
    /// The tokens of `closing`.
    let allClosing: [UInt32]
    /// What stands after the closing quote within tokens; entries are indices of `through`.
    let rests: FlatTrie
    let through: [(scalars: Int, token: Int32)]
    /// The most characters that a token has in a string.
    let mostScalars: Int

    static let shortest = 16

    init(_ trie: FlatTrie, count: Int, style: JSONStyle) throws(GrammarError) {
        let pool = ExpressionPool()
        let most = trie.longest + 2
        let start = pool.jsonString(pool.repetition(pool.anyScalar, 0, most), style)
        let words = (count + 31) / 32
        var all = [UInt32](repeating: 0, count: words)
        var allClosing = all
        var upTo = [[UInt32]](repeating: all, count: Self.shortest + 1)
        var longer: [(need: Int, token: Int32)] = []
        var closing: [(scalars: Int, token: Int32)] = []
        var through: [(scalars: Int, token: Int32)] = []
        var rests: [(key: ArraySlice<UInt8>, value: Int32)] = []
        var path: [UInt8] = []
        var highest = 0
        // What follows a quote is found through the tree itself.
        func collect(_ node: Int, _ scalars: Int) {
            let end = node + trie.nodes[node].size
            var child = node + 1
            while child < end {
                path.append(trie.nodes[child].byte)
                for entry in trie.ownEntries(child) {
                    rests.append((path[...], Int32(through.count)))
                    through.append((scalars, trie.entries[entry]))
                }
                collect(child, scalars)
                path.removeLast()
                child += trie.nodes[child].size
            }
        }
        trie.walk(pool, start) { node, target, source in
            if target == ExpressionID.empty.raw {
                let scalars = Self.scalars(pool, source, of: most)
                highest = max(highest, scalars)
                for entry in trie.ownEntries(node) {
                    let token = Int(trie.entries[entry])
                    closing.append((scalars, Int32(token)))
                    allClosing[token >> 5] |= 1 << UInt32(token & 31)
                }
                collect(node, scalars)
                return .skip
            }
            let own = trie.ownEntries(node)
            if !own.isEmpty {
                let escape = JSONEscape(raw: pool.node(ExpressionID(raw: target)).b)
                let need = Self.scalars(pool, target, of: most) + (escape.stage == .plain ? 0 : 1)
                highest = max(highest, need)
                for entry in own {
                    let token = Int(trie.entries[entry])
                    all[token >> 5] |= 1 << UInt32(token & 31)
                    if need > Self.shortest { longer.append((need, Int32(token))) }
                    for limit in min(need, Self.shortest + 1)..<(Self.shortest + 1) {
                        upTo[limit][token >> 5] |= 1 << UInt32(token & 31)
                    }
                }
            }
            return .descend
        }
        self.all = all
        self.allClosing = allClosing
        self.upTo = upTo
        self.longer = longer.sorted { $0.need < $1.need }
        self.closing = closing
        self.through = through
        mostScalars = highest
        guard let tree = FlatTrie(sorted: TokenTrie.sorted(rests)) else {
            throw GrammarError(.tooComplex, "the vocabulary's texts take more than \(FlatTrie.nodeLimit) bytes")
        }
        self.rests = tree
    }

    /// How many characters were begun on the way to `state`.
    private static func scalars(_ pool: ExpressionPool, _ state: Int32, of most: Int) -> Int {
        var content = ExpressionID(raw: pool.node(ExpressionID(raw: state)).a)
        if pool.node(content).kind == .sequence {
            while pool.node(content).kind == .sequence { content = ExpressionID(raw: pool.node(content).b) }
            // The last character of all leaves no repetition behind.
            if pool.node(content).kind != .repetition { return most }
        }
        let node = pool.node(content)
        return node.kind == .repetition ? most - Int(node.c) : most
    }

    var memoryBytes: Int {
        (upTo.count + 2) * all.count * 4 + (longer.count + closing.count + through.count) * 16 + rests.memoryBytes
    }
}
