/// Tokens by how many characters they need where any text may stand.
struct ScalarSlices {
    /// All of them.
    private(set) var all: [UInt32]
    /// Those that need at most as many characters as the index says.
    private var upTo: [[UInt32]]
    /// The others.
    private var longer: [(need: Int, token: Int32)] = []
    /// The most characters that one needs.
    private(set) var most = 0

    private static let shortest = 16

    init(count: Int) {
        all = [UInt32](repeating: 0, count: (count + 31) / 32)
        upTo = Array(repeating: all, count: Self.shortest + 1)
    }

    var memoryBytes: Int { (upTo.count + 1) * all.count * 4 + longer.count * 16 }

    mutating func insert(_ token: Int, need: Int) {
        let bit = UInt32(1) << UInt32(token & 31)
        all[token >> 5] |= bit
        for limit in min(need, Self.shortest + 1)..<(Self.shortest + 1) { upTo[limit][token >> 5] |= bit }
        if need > Self.shortest { longer.append((need, Int32(token))) }
        most = max(most, need)
    }

    mutating func sort() { longer.sort { $0.need < $1.need } }

    /// Adds the tokens that need at most `limit` characters to `bits`.
    func add(upTo limit: Int, to bits: UnsafeMutablePointer<UInt32>) {
        let words = limit >= most ? all : upTo[min(limit, Self.shortest)]
        words.withUnsafeBufferPointer { source in
            for index in source.indices { bits[index] |= source[index] }
        }
        guard limit < most else { return }
        for (need, token) in longer {
            guard need <= limit else { return }
            bits[Int(token) >> 5] |= 1 << UInt32(token & 31)
        }
    }

    /// The tokens that are text, or the beginning of one.
    static func texts(_ trie: FlatTrie, count: Int) -> ScalarSlices {
        let pool = ExpressionPool()
        let most = trie.longest + 2
        var slices = ScalarSlices(count: count)
        trie.walk(pool, pool.repetition(pool.anyScalar, 0, most)) { node, target, _ in
            let own = trie.ownEntries(node)
            if !own.isEmpty {
                let need = most - remaining(pool, ExpressionID(raw: target))
                for entry in own { slices.insert(Int(trie.entries[entry]), need: need) }
            }
            return .descend
        }
        slices.sort()
        return slices
    }

    /// How many characters `content` still has, of a repetition that was walked; one begun does not count.
    static func remaining(_ pool: ExpressionPool, _ content: ExpressionID) -> Int {
        var content = content
        while pool.node(content).kind == .sequence { content = ExpressionID(raw: pool.node(content).b) }
        let node = pool.node(content)
        // The last character of all leaves no repetition behind.
        return node.kind == .repetition && ExpressionID(raw: node.a) == pool.anyScalar ? Int(node.c) : 0
    }
}
