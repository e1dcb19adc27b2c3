/// Byte strings as a tree in one array, depth first; each string carries numbers of the caller's.
///
/// Nodes and entries never change once they are made, so that any thread may read them.
// Sendable: written only while it is made.
final class FlatTrie: @unchecked Sendable {
    struct Node {
        /// The byte that leads here in the low 8 bits; above, how many nodes the subtree has, this one included.
        var packed: UInt32
        /// The first entry of the strings that end here or further on.
        var entry: Int32

        @inline(__always) var byte: UInt8 { UInt8(truncatingIfNeeded: packed) }
        @inline(__always) var size: Int { Int(packed >> 8) }
    }

    /// More nodes than ``Node`` can count.
    static let nodeLimit = 1 << 24

    /// Without the root; one more at the end, so that a node's own entries end where the next node's begin.
    let nodes: UnsafeMutablePointer<Node>
    let nodeCount: Int
    /// What the strings carry, in order of the strings.
    let entries: UnsafeMutablePointer<Int32>
    let entryCount: Int
    /// Where a string that begins with a byte goes: a node, or -1.
    let roots: UnsafeMutablePointer<Int32>
    let longest: Int

    /// Makes the tree of `keys`, which are sorted and not empty; those that are equal share a node. Nil when it has too
    /// many nodes.
    init?(sorted keys: [(key: ArraySlice<UInt8>, value: Int32)]) {
        var built: ContiguousArray<Node> = []
        var path: [Int] = []
        var values: ContiguousArray<Int32> = []
        values.reserveCapacity(keys.count)
        var previous: ArraySlice<UInt8> = []
        var longest = 0
        for (key, value) in keys {
            var shared = 0
            previous.withUnsafeBufferPointer { old in
                key.withUnsafeBufferPointer { new in
                    let limit = min(old.count, new.count)
                    while shared < limit, old[shared] == new[shared] { shared += 1 }
                }
            }
            while path.count > shared {
                let node = path.removeLast()
                built[node].packed |= UInt32(truncatingIfNeeded: built.count - node) << 8
            }
            for byte in key.dropFirst(shared) {
                path.append(built.count)
                built.append(Node(packed: UInt32(byte), entry: Int32(values.count)))
            }
            guard built.count < Self.nodeLimit else { return nil }
            values.append(value)
            longest = max(longest, key.count)
            previous = key
        }
        while let node = path.popLast() { built[node].packed |= UInt32(truncatingIfNeeded: built.count - node) << 8 }
        nodeCount = built.count
        let storage = UnsafeMutablePointer<Node>.allocate(capacity: built.count + 1)
        nodes = storage
        built.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { storage.initialize(from: base, count: source.count) }
        }
        (nodes + nodeCount).initialize(to: Node(packed: 0, entry: Int32(values.count)))
        entryCount = values.count
        entries = .allocate(capacity: max(entryCount, 1))
        for (index, value) in values.enumerated() { (entries + index).initialize(to: value) }
        roots = .allocate(capacity: 256)
        roots.initialize(repeating: -1, count: 256)
        self.longest = longest
        var node = 0
        while node < nodeCount {
            roots[Int(nodes[node].byte)] = Int32(node)
            node += nodes[node].size
        }
    }

    deinit {
        nodes.deallocate()
        entries.deallocate()
        roots.deallocate()
    }

    var memoryBytes: Int { (nodeCount + 1) * MemoryLayout<Node>.stride + entryCount * 4 + 1024 }

    /// The entries of the strings that end at `node`.
    @inline(__always)
    func ownEntries(_ node: Int) -> Range<Int> { Int(nodes[node].entry)..<Int(nodes[node + 1].entry) }

    /// The entries of the strings that go through `node`.
    func subtreeEntries(_ node: Int) -> Range<Int> {
        Int(nodes[node].entry)..<Int(nodes[node + nodes[node].size].entry)
    }

    /// The child of `node` by `byte`; of the root for -1.
    func child(_ node: Int, _ byte: UInt8) -> Int? {
        if node < 0 {
            let child = Int(roots[Int(byte)])
            return child < 0 ? nil : child
        }
        var child = node + 1
        let end = node + nodes[node].size
        while child < end {
            let candidate = nodes[child].byte
            if candidate == byte { return child }
            if candidate > byte { return nil }
            child += nodes[child].size
        }
        return nil
    }
}
