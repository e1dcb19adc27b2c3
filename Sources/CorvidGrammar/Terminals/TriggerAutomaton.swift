/// Finds the first of several byte strings to end in a text (Aho and Corasick 1975).
///
/// A node is the longest suffix of the text so far that begins one of the strings; node 0 is the empty one.
struct TriggerAutomaton {
    private struct Node {
        var children: [(byte: UInt8, node: Int32)] = []
        var fallback: Int32 = 0
        /// The strings that end here.
        var ends: [Int] = []
    }

    private var nodes: [Node] = [Node()]

    init(_ strings: [[UInt8]]) {
        for (index, string) in strings.enumerated() {
            var node: Int32 = 0
            for byte in string {
                if let child = child(node, byte) {
                    node = child
                } else {
                    nodes[Int(node)].children.append((byte, Int32(nodes.count)))
                    node = Int32(nodes.count)
                    nodes.append(Node())
                }
            }
            nodes[Int(node)].ends.append(index)
        }
        // Breadth first, for a fallback is always nearer to the root.
        var queue: [Int32] = nodes[0].children.map(\.node)
        var position = 0
        while position < queue.count {
            let node = queue[position]
            position += 1
            for (byte, child) in nodes[Int(node)].children {
                let fallback = next(nodes[Int(node)].fallback, byte)
                nodes[Int(child)].fallback = fallback
                nodes[Int(child)].ends += nodes[Int(fallback)].ends
                queue.append(child)
            }
        }
    }

    private func child(_ node: Int32, _ byte: UInt8) -> Int32? {
        nodes[Int(node)].children.first { $0.byte == byte }?.node
    }

    /// The node after one more byte.
    func next(_ node: Int32, _ byte: UInt8) -> Int32 {
        var node = node
        while true {
            if let child = child(node, byte) { return child }
            if node == 0 { return 0 }
            node = nodes[Int(node)].fallback
        }
    }

    /// The strings that end at the node.
    func ends(at node: Int32) -> [Int] { nodes[Int(node)].ends }

    /// How many nodes there are.
    var count: Int { nodes.count }
}
