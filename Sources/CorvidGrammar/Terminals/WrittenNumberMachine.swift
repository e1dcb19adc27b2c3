/// Matches every way in which JSON can write a number of a specification.
///
/// What exponents do to bounds and divisors is settled by no finite number of states, so a state here is a text so far, and
/// a number outside the specification is only found out at its end: ``completion(_:)`` is one for prefixes of canonical
/// text, and a mere end of the syntax for others. Texts of more than 16,384 bytes are matched by none.
final class WrittenNumberMachine: ExpressionMachine {
    private struct Node {
        var phase: WrittenNumberPhase
        var byte: UInt8 = 0
        /// 0 or 1, or -1 where not known yet.
        var isAccepting: Int8 = -1
        var parent: Int32 = -1
        var firstChild: Int32 = -1
        var sibling: Int32 = -1
        var depth: Int32 = 0
        /// The state of the canonical machine for the same text, or -1.
        var canonical: Int32 = -1
    }

    static let start: Int32 = 0
    static let longestText = 16_384

    private let specification: NumberSpecification
    /// The listed numbers, where there is a list.
    private let members: Set<ExactDecimal>?
    private let canonical: CanonicalNumberMachine?
    private var nodes: [Node]

    init(_ specification: NumberSpecification, canonical: CanonicalNumberMachine?) {
        self.specification = specification
        self.canonical = canonical
        members = specification.members.map { Set($0) }
        nodes = [Node(phase: .start, canonical: canonical == nil ? -1 : CanonicalNumberMachine.start)]
    }

    func next(_ state: Int32, _ byte: UInt8) -> Int32 {
        let node = nodes[Int(state)]
        guard node.depth < Self.longestText, let phase = node.phase.next(byte) else { return -1 }
        var child = node.firstChild
        while child >= 0 {
            if nodes[Int(child)].byte == byte { return child }
            child = nodes[Int(child)].sibling
        }
        let target = node.canonical < 0 ? -1 : canonical?.next(node.canonical, byte) ?? -1
        let id = Int32(nodes.count)
        nodes.append(
            Node(
                phase: phase, byte: byte, parent: state, sibling: node.firstChild, depth: node.depth + 1,
                canonical: target))
        nodes[Int(state)].firstChild = id
        return id
    }

    func isAccepting(_ state: Int32) -> Bool {
        let node = nodes[Int(state)]
        guard node.phase.isAccepting else { return false }
        if node.isAccepting >= 0 { return node.isAccepting == 1 }
        var text: [UInt8] = []
        var index = state
        while index > 0 {
            text.append(nodes[Int(index)].byte)
            index = nodes[Int(index)].parent
        }
        text.reverse()
        let value = ExactDecimal(json: text, clamping: true)
        let result = value.map { members?.contains($0) ?? specification.contains($0) } ?? false
        nodes[Int(state)].isAccepting = result ? 1 : 0
        return result
    }

    func firstBytes(_ state: Int32) -> ByteSet {
        let node = nodes[Int(state)]
        return node.depth < Self.longestText ? node.phase.firstBytes : ByteSet()
    }

    func completion(_ state: Int32) -> [UInt8] {
        let node = nodes[Int(state)]
        if isAccepting(state) { return [] }
        if node.canonical >= 0, let canonical { return canonical.completion(node.canonical) }
        if let text = members?.first?.canonicalText(), state == Self.start { return text }
        return node.phase.isAccepting ? [] : [UInt8(ascii: "0")]
    }
}
