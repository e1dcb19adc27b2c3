/// Which kinds of bytes a vocabulary's tokens and subtrees have.
// Sendable: written only while it is made.
final class SignatureIndex: @unchecked Sendable {
    /// For each node of the tree, the classes of its byte and of all below.
    let subtree: UnsafeMutablePointer<UInt64>
    /// For each class of bytes, the tokens that have such a byte: 64 times as many words as a mask has.
    private let having: UnsafeMutablePointer<UInt32>
    /// Tokens of at most as many bytes as the index says.
    let upTo: [[UInt32]]
    /// The longer ones, shortest first.
    let longer: [(length: Int, token: Int32)]
    /// Tokens with a text.
    let texts: [UInt32]
    private let words: Int
    private let nodeCount: Int
    /// Classes that any token has.
    private let present: UInt64

    static let shortest = 16

    init(_ trie: FlatTrie, count: Int) {
        words = (count + 31) / 32
        nodeCount = trie.nodeCount
        subtree = .allocate(capacity: max(trie.nodeCount, 1))
        having = .allocate(capacity: words * 64 + 1)
        having.initialize(repeating: 0, count: words * 64)
        var texts = [UInt32](repeating: 0, count: words)
        var upTo = [[UInt32]](repeating: texts, count: Self.shortest + 1)
        var longer: [(length: Int, token: Int32)] = []
        var present: UInt64 = 0
        // Path: where each subtree ends and what its path has.
        var path: [(node: Int, end: Int, classes: UInt64)] = []
        let table = ByteClass.table
        for node in 0..<trie.nodeCount {
            while let last = path.last, last.end <= node { path.removeLast() }
            let byte = UInt64(1) << UInt64(table[Int(trie.nodes[node].byte)])
            let classes = (path.last?.classes ?? 0) | byte
            path.append((node, node + trie.nodes[node].size, classes))
            subtree[node] = byte
            for entry in trie.ownEntries(node) {
                let token = Int(trie.entries[entry])
                let bit = UInt32(1) << UInt32(token & 31)
                var rest = classes
                while rest != 0 {
                    having[rest.trailingZeroBitCount * words + token >> 5] |= bit
                    rest &= rest - 1
                }
                texts[token >> 5] |= bit
                present |= classes
                let length = path.count
                if length > Self.shortest { longer.append((length, Int32(token))) }
                for limit in min(length, Self.shortest + 1)..<(Self.shortest + 1) { upTo[limit][token >> 5] |= bit }
            }
        }
        // Children come after their parents: backwards, each is complete before it is passed on.
        var parents = [Int32](repeating: -1, count: trie.nodeCount)
        path = []
        for node in 0..<trie.nodeCount {
            while let last = path.last, last.end <= node { path.removeLast() }
            if let last = path.last { parents[node] = Int32(last.node) }
            path.append((node, node + trie.nodes[node].size, 0))
        }
        for node in stride(from: trie.nodeCount - 1, through: 0, by: -1) where parents[node] >= 0 {
            subtree[Int(parents[node])] |= subtree[node]
        }
        self.texts = texts
        self.upTo = upTo
        self.longer = longer.sorted { $0.length < $1.length }
        self.present = present
    }

    deinit {
        subtree.deallocate()
        having.deallocate()
    }

    var memoryBytes: Int { nodeCount * 8 + words * 4 * (64 + upTo.count + 1) + longer.count * 16 }

    /// Takes away the tokens that have a byte of one of `classes`.
    func remove(tokensHaving classes: UInt64, from bits: UnsafeMutablePointer<UInt32>) {
        var rest = classes & present
        while rest != 0 {
            let base = having + rest.trailingZeroBitCount * words
            for index in 0..<words { bits[index] &= ~base[index] }
            rest &= rest - 1
        }
    }

    /// Keeps of `bits` the tokens of at most `limit` bytes.
    func limit(_ bits: UnsafeMutablePointer<UInt32>, toLength limit: Int) {
        guard limit <= Self.shortest else {
            for (length, token) in longer.reversed() {
                guard length > limit else { return }
                bits[Int(token) >> 5] &= ~(1 << UInt32(token & 31))
            }
            return
        }
        upTo[max(limit, 0)].withUnsafeBufferPointer { short in
            for index in 0..<words { bits[index] &= short[index] }
        }
    }
}
