/// Byte strings as a tree; node 0 is the root.
struct ByteTree {
    private var children: [[(byte: UInt8, node: Int32)]] = [[]]
    private(set) var isEmpty = true

    /// Adds a string; the node where it ends.
    @discardableResult
    mutating func insert(_ text: [UInt8]) -> Int32 {
        isEmpty = false
        var node: Int32 = 0
        for byte in text {
            var target = child(of: node, byte)
            if target < 0 {
                target = Int32(children.count)
                children.append([])
                children[Int(node)].append((byte, target))
            }
            node = target
        }
        return node
    }

    /// The node one byte on, or -1; -1 has no children.
    func child(of node: Int32, _ byte: UInt8) -> Int32 {
        guard node >= 0 else { return -1 }
        return children[Int(node)].first { $0.byte == byte }?.node ?? -1
    }
}
