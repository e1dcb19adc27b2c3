/// Interns expressions over bytes and derives them by bytes, which makes an automaton that is built as it is used.
///
/// An expression is a language: what may still follow. Its derivative by a byte is what may follow after that byte
/// (Brzozowski 1964; Owens, Reppy and Turon 2009). Interning gives equal expressions equal ids, so that derivatives can be
/// kept in a table. A context-free grammar needs no stack of its own: the rest of a sequence is the stack.
///
/// Every expression but ``ExpressionID/nothing`` can be completed; constructors and derivatives see to it.
///
/// A pool is not thread-safe: ``CompiledGrammar`` puts a lock around one.
package final class ExpressionPool {
    /// Expressions that a single check for emptiness may visit.
    static let searchLimit = 60_000
    /// Expressions that it may make.
    static let searchNodeLimit = 400_000

    /// States that so many bytes or more may leave keep their derivatives in a dense row.
    static let rowThreshold = 10
    /// Rows of a kilobyte each.
    static let rowLimit = 2048

    let nodes = PoolArray<ExpressionNode>(capacity: 256)
    let lists = PoolArray<Int32>()
    let literalBytes = PoolArray<UInt8>(capacity: 256)
    let byteSets = PoolArray<ByteSet>()
    private var byteSetIDs: [ByteSet: Int32] = [:]
    // Open addressing, linear probing; 0 is free (the node `nothing` is never looked up).
    private var buckets: [Int32] = Array(repeating: 0, count: 1024)

    var rules: [ExpressionID?] = []
    var machines: [any ExpressionMachine] = []
    var expanders: [any ExpressionExpander] = []
    var continuations: [any ExpressionContinuation] = []
    private var machineIDs: [ObjectIdentifier: Int32] = [:]
    private var expanderIDs: [ObjectIdentifier: Int32] = [:]
    private var continuationIDs: [ObjectIdentifier: Int32] = [:]

    struct CaptureRecord: Hashable {
        var continuation: Int32
        var payload: Int32
    }
    struct CapturedByte: Hashable {
        var parent: Int32
        var byte: UInt8
    }
    /// What choices of members that begin alike came to.
    var joinedChoices: [[ExpressionID]: ExpressionID] = [:]
    var captureRecords: ContiguousArray<CaptureRecord> = []
    /// What captures' texts are alike followed by, for each record that was asked.
    var commonBeginnings: [Int32: ExpressionID] = [:]
    private(set) var barrierID: Int32 = -1
    private var captureRecordIDs: [CaptureRecord: Int32] = [:]
    var capturedTexts: ContiguousArray<CapturedByte> = []
    private var capturedTextIDs: [CapturedByte: Int32] = [:]

    // Behind a pointer, so that reading it needs no check for overlapping access.
    let transitions: UnsafeMutablePointer<TransitionTable>
    var masks = MaskCache()
    /// The first thing that went wrong while deriving: a search that grew beyond its limit. What was then looked for counts
    /// as impossible, so nothing wrong is ever accepted.
    package internal(set) var failure: GrammarError?
    /// How deep expressions lie in each other where one is being derived or combined.
    var depth = 0
    /// Fits the half a megabyte of stack that a thread has at least.
    static let depthLimit = 400
    var substrings: [SubstringKey: ExpressionID] = [:]

    /// One Unicode scalar, as UTF-8.
    package private(set) var anyScalar = ExpressionID.nothing
    /// Any valid UTF-8 text.
    package private(set) var anyText = ExpressionID.nothing

    package init() {
        transitions = .allocate(capacity: 1)
        transitions.initialize(to: TransitionTable())
        nodes.append(
            ExpressionNode(
                kind: .nothing, isNullable: false, isRegular: true, isText: true, cost: ExpressionNode.infiniteCost))
        nodes.append(ExpressionNode(kind: .empty, isNullable: true, isRegular: true, isText: true, cost: 0))
        nodes[0].first = byteSetID(ByteSet())
        nodes[1].first = nodes[0].first
        anyScalar = scalars([0...0x10FFFF])
        anyText = repetition(anyScalar, 0, nil)
        barrierID = id(of: Barrier())
    }

    deinit {
        nodes.deallocate()
        lists.deallocate()
        literalBytes.deallocate()
        byteSets.deallocate()
        transitions.pointee.deallocate()
        transitions.deallocate()
    }

    /// Bytes that the pool takes, about.
    package var memoryBytes: Int {
        nodes.capacity * MemoryLayout<ExpressionNode>.stride + lists.capacity * 4 + literalBytes.capacity
            + byteSets.capacity * 96 + buckets.capacity * 4 + captureRecords.capacity * 24
            + capturedTexts.capacity * 32 + joinedChoices.count * 160 + transitions.pointee.memoryBytes
            + masks.memoryBytes
    }

    /// How many expressions there are.
    package var count: Int { nodes.count }

    @inline(__always)
    func node(_ x: ExpressionID) -> ExpressionNode { nodes[Int(x.raw)] }

    /// Whether the empty text matches `x`.
    package func isNullable(_ x: ExpressionID) -> Bool { nodes[Int(x.raw)].isNullable }

    /// Whether `x` is built of regular parts only, so that it may stand in an intersection.
    package func isRegular(_ x: ExpressionID) -> Bool { nodes[Int(x.raw)].isRegular }

    /// Bytes of a shortest text of `x`: exact but for captured texts and machines' own estimates.
    package func cost(_ x: ExpressionID) -> Int {
        let known = nodes[Int(x.raw)].cost
        return Int(known == ExpressionNode.unknownCost ? solve(x) : known)
    }

    func cost32(_ x: ExpressionID) -> Int32 {
        let known = nodes[Int(x.raw)].cost
        return known == ExpressionNode.unknownCost ? solve(x) : known
    }

    // MARK: - Interning

    func byteSetID(_ set: ByteSet) -> Int32 {
        if let id = byteSetIDs[set] { return id }
        let id = Int32(byteSets.count)
        byteSets.append(set)
        byteSetIDs[set] = id
        return id
    }

    /// Interns a node whose content is in its fields.
    func intern(_ node: ExpressionNode) -> ExpressionID {
        let hash = Self.hash(node.kind, node.a, node.b, node.kind == .lazy ? 0 : node.c)
        var slot = hash & (buckets.count - 1)
        while buckets[slot] != 0 {
            let other = nodes[Int(buckets[slot])]
            if other.kind == node.kind, other.a == node.a, other.b == node.b, node.kind == .lazy || other.c == node.c {
                return ExpressionID(raw: buckets[slot])
            }
            slot = (slot + 1) & (buckets.count - 1)
        }
        return add(node, at: slot)
    }

    /// Interns a choice or an intersection of sorted `members`.
    func internList(_ kind: ExpressionNode.Kind, _ members: [ExpressionID], _ make: () -> ExpressionNode)
        -> ExpressionID
    {
        var hash = Self.hash(kind, Int32(members.count), 0, 0)
        for member in members { hash = (hash ^ Int(member.raw)) &* 0x9E37_79B1 & 0x7FFF_FFFF }
        hash ^= hash >> 15
        var slot = hash & (buckets.count - 1)
        search: while buckets[slot] != 0 {
            let other = nodes[Int(buckets[slot])]
            if other.kind == kind, Int(other.b) == members.count {
                let start = Int(other.a)
                var index = 0
                while index < members.count, lists[start + index] == members[index].raw { index += 1 }
                if index == members.count { return ExpressionID(raw: buckets[slot]) }
            }
            slot = (slot + 1) & (buckets.count - 1)
        }
        var node = make()
        node.a = Int32(lists.count)
        node.b = Int32(members.count)
        for member in members { lists.append(member.raw) }
        return add(node, at: slot)
    }

    /// Interns a literal of which the bytes lie at `start` of the pool's literals, or are appended from `bytes`.
    func internLiteral(_ bytes: UnsafeBufferPointer<UInt8>, existingAt start: Int? = nil) -> ExpressionID {
        guard !bytes.isEmpty else { return .empty }
        let hash = Self.literalHash(bytes)
        var slot = hash & (buckets.count - 1)
        while buckets[slot] != 0 {
            let other = nodes[Int(buckets[slot])]
            if other.kind == .literal, Int(other.b) == bytes.count {
                let offset = Int(other.a)
                var index = 0
                while index < bytes.count, literalBytes[offset + index] == bytes[index] { index += 1 }
                if index == bytes.count { return ExpressionID(raw: buckets[slot]) }
            }
            slot = (slot + 1) & (buckets.count - 1)
        }
        var node = ExpressionNode(
            kind: .literal, isNullable: false, isRegular: true, isText: UTF8Check.isValid(bytes),
            cost: Int32(clamping: bytes.count))
        node.b = Int32(bytes.count)
        if let start {
            node.a = Int32(start)
        } else {
            node.a = Int32(literalBytes.count)
            literalBytes.append(contentsOf: bytes)
        }
        return add(node, at: slot)
    }

    private static func literalHash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt32 = 0x811C_9DC5
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        hash ^= hash >> 15
        return Int(hash & 0x7FFF_FFFF)
    }

    private static func hash(_ kind: ExpressionNode.Kind, _ a: Int32, _ b: Int32, _ c: Int32) -> Int {
        var hash = UInt64(kind.rawValue) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ UInt64(UInt32(bitPattern: a))) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 29) ^ UInt64(UInt32(bitPattern: b))) &* 0x94D0_49BB_1331_11EB
        hash = (hash ^ (hash >> 31) ^ UInt64(UInt32(bitPattern: c))) &* 0x9E37_79B9_7F4A_7C15
        return Int((hash ^ (hash >> 32)) & 0x7FFF_FFFF)
    }

    private func add(_ node: ExpressionNode, at slot: Int) -> ExpressionID {
        let id = Int32(nodes.count)
        nodes.append(node)
        buckets[slot] = id
        if nodes.count * 2 > buckets.count { grow() }
        return ExpressionID(raw: id)
    }

    private func grow() {
        let size = buckets.count * 4
        var larger = [Int32](repeating: 0, count: size)
        for id in nodes.indices.dropFirst(2) {
            let node = nodes[id]
            var hash: Int
            switch node.kind {
            case .literal:
                hash = literalBytes.withUnsafeBufferPointer {
                    Self.literalHash(UnsafeBufferPointer(rebasing: $0[Int(node.a)..<Int(node.a + node.b)]))
                }
            case .choice, .intersection:
                hash = Self.hash(node.kind, node.b, 0, 0)
                for index in Int(node.a)..<Int(node.a + node.b) {
                    hash = (hash ^ Int(lists[index])) &* 0x9E37_79B1 & 0x7FFF_FFFF
                }
                hash ^= hash >> 15
            default: hash = Self.hash(node.kind, node.a, node.b, node.kind == .lazy ? 0 : node.c)
            }
            var slot = hash & (size - 1)
            while larger[slot] != 0 { slot = (slot + 1) & (size - 1) }
            larger[slot] = Int32(id)
        }
        buckets = larger
    }

    // MARK: - Registration

    func id(of machine: any ExpressionMachine) -> Int32 {
        if let id = machineIDs[ObjectIdentifier(machine)] { return id }
        let id = Int32(machines.count)
        machines.append(machine)
        machineIDs[ObjectIdentifier(machine)] = id
        return id
    }

    func id(of expander: any ExpressionExpander) -> Int32 {
        if let id = expanderIDs[ObjectIdentifier(expander)] { return id }
        let id = Int32(expanders.count)
        expanders.append(expander)
        expanderIDs[ObjectIdentifier(expander)] = id
        return id
    }

    func id(of continuation: any ExpressionContinuation, payload: Int32) -> Int32 {
        let index: Int32
        if let id = continuationIDs[ObjectIdentifier(continuation)] {
            index = id
        } else {
            index = Int32(continuations.count)
            continuations.append(continuation)
            continuationIDs[ObjectIdentifier(continuation)] = index
        }
        let record = CaptureRecord(continuation: index, payload: payload)
        if let id = captureRecordIDs[record] { return id }
        let id = Int32(captureRecords.count)
        captureRecords.append(record)
        captureRecordIDs[record] = id
        return id
    }

    func capturedText(_ parent: Int32, appending byte: UInt8) -> Int32 {
        let key = CapturedByte(parent: parent, byte: byte)
        if let id = capturedTextIDs[key] { return id }
        let id = Int32(capturedTexts.count)
        capturedTexts.append(key)
        capturedTextIDs[key] = id
        return id
    }

    func capturedBytes(_ text: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var text = text
        while text >= 0 {
            bytes.append(capturedTexts[Int(text)].byte)
            text = capturedTexts[Int(text)].parent
        }
        bytes.reverse()
        return bytes
    }

    /// Makes `error` the pool's failure unless there is one.
    func fail(_ error: GrammarError) {
        if failure == nil { failure = error }
    }
}
