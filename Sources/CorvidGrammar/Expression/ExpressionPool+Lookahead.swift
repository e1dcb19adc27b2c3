extension ExpressionPool {
    /// Exactly the bytes that may come next.
    package func exactFirstBytes(_ x: ExpressionID) -> ByteSet {
        var set = ByteSet()
        firstBytes(x).forEach { byte in
            if derivative(x, by: byte) != .nothing { set.insert(byte) }
        }
        return set
    }

    /// What has to follow `x`, up to the next choice or end, and the state after it; at most `limit` bytes.
    package func forcedBytes(from x: ExpressionID, limit: Int) -> (bytes: [UInt8], state: ExpressionID) {
        var forced: [UInt8] = []
        var state = x
        while forced.count < limit, !isNullable(state) {
            var only: (byte: UInt8, next: ExpressionID)?
            var isChoice = false
            let first = firstBytes(state)
            // Sets that overestimate are small; a large one is a choice.
            if first.count > 48 { break }
            first.forEach { byte in
                guard !isChoice else { return }
                let next = derivative(state, by: byte)
                guard next != .nothing else { return }
                if only == nil { only = (byte, next) } else { isChoice = true }
            }
            guard let only, !isChoice else { break }
            forced.append(only.byte)
            state = only.next
        }
        return (forced, state)
    }

    /// How many Unicode scalars may follow freely within a text: whichever they are, the text can be completed. Not less is
    /// promised; `Int.max` for no limit.
    package func freeScalars(_ x: ExpressionID) -> Int {
        if x == anyText { return .max }
        let node = node(x)
        switch node.kind {
        case .repetition:
            guard ExpressionID(raw: node.a) == anyScalar else { return 0 }
            return node.c < 0 ? .max : Int(node.c)
        case .sequence: return freeScalars(ExpressionID(raw: node.a))
        case .choice:
            var most = 0
            for index in Int(node.a)..<Int(node.a + node.b) {
                most = max(most, freeScalars(ExpressionID(raw: lists[index])))
            }
            return most
        case .intersection:
            // Free text without finitely many texts: whatever is begun can be continued out of their reach.
            var least = Int.max
            for index in Int(node.a)..<Int(node.a + node.b) {
                let member = self.node(ExpressionID(raw: lists[index]))
                if member.kind == .complement, isFinite(ExpressionID(raw: member.a)) { continue }
                guard ExpressionID(raw: lists[index]) == anyText else { return 0 }
                least = min(least, .max)
            }
            return least
        default: return 0
        }
    }

    /// Whether `x` is evidently a finite set of texts.
    func isFinite(_ x: ExpressionID) -> Bool {
        let node = node(x)
        switch node.kind {
        case .nothing, .empty, .bytes, .literal: return true
        case .sequence: return isFinite(ExpressionID(raw: node.a)) && isFinite(ExpressionID(raw: node.b))
        case .choice:
            return (Int(node.a)..<Int(node.a + node.b)).allSatisfy { isFinite(ExpressionID(raw: lists[$0])) }
        default: return false
        }
    }

    // MARK: - Captures

    /// A capture without its text: what is inside, what follows every text alike, then a barrier. Nothing when the capture
    /// does not say.
    func beforeText(_ capture: ExpressionNode) -> ExpressionID {
        let inner = ExpressionID(raw: capture.a)
        let common: ExpressionID
        if let known = commonBeginnings[capture.b] {
            common = known
        } else {
            let record = captureRecords[Int(capture.b)]
            common = continuations[Int(record.continuation)].commonBeginning(record.payload, after: inner, in: self)
            if common == .nothing { return .nothing }
            commonBeginnings[capture.b] = common
        }
        return sequence(inner, sequence(common, native(barrierID, Barrier.before)))
    }

    /// Whether `x` is inside a JSON string that can still become more texts than anybody can use up.
    func isOfManyStrings(_ x: ExpressionID) -> Bool {
        let node = node(x)
        return node.kind == .jsonString && freeScalars(ExpressionID(raw: node.a)) >= 8
    }

    /// Whether a way to `x` went through a barrier.
    func isBeyondBarrier(_ x: ExpressionID) -> Bool {
        let node = node(x)
        switch node.kind {
        case .native: return node.a == barrierID && node.b == Barrier.beyond
        case .choice:
            return (Int(node.a)..<Int(node.a + node.b)).contains { isBeyondBarrier(ExpressionID(raw: lists[$0])) }
        default: return false
        }
    }
}
