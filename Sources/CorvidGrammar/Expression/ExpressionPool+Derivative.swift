extension ExpressionPool {
    /// What may follow after `byte`; kept, so that asking again costs a look-up.
    @inline(__always)
    package func derivative(_ x: ExpressionID, by byte: UInt8) -> ExpressionID {
        let known = transitions.pointee.lookup(x.raw, byte)
        if known != TransitionTable.unknown { return ExpressionID(raw: known) }
        return derive(x, by: byte)
    }

    /// Derives for the first time and keeps the result.
    @inline(never)
    func derive(_ x: ExpressionID, by byte: UInt8) -> ExpressionID {
        guard x != .nothing else { return .nothing }
        if !transitions.pointee.hasRow(x.raw) {
            let first = firstBytes(x)
            guard first.contains(byte) else { return .nothing }
            if first.count >= Self.rowThreshold, transitions.pointee.rowCount < Self.rowLimit {
                transitions.pointee.makeRow(x.raw, first: first)
                let known = deriveByClasses(x, byte)
                if let known { return known }
            }
        }
        let result = productiveDerivative(x, byte)
        transitions.pointee.set(x.raw, byte, result.raw)
        return result
    }

    /// Fills in the row of `x`, deriving once for all bytes that it cannot tell apart; nil when they are too many classes.
    private func deriveByClasses(_ x: ExpressionID, _ byte: UInt8) -> ExpressionID? {
        let classes = byteClasses(x)
        guard classes.count <= 20 else { return nil }
        var result: ExpressionID?
        for members in classes {
            guard let first = members.first else { continue }
            let target = productiveDerivative(x, first)
            members.forEach { transitions.pointee.set(x.raw, $0, target.raw) }
            if members.contains(byte) { result = target }
        }
        return result
    }

    private func productiveDerivative(_ x: ExpressionID, _ byte: UInt8) -> ExpressionID {
        let result = rawDerivative(x, byte)
        return result != .nothing && cost32(result) >= ExpressionNode.infiniteCost ? .nothing : result
    }

    /// The derivative before it is known whether anything is in it.
    func rawDerivative(_ x: ExpressionID, _ byte: UInt8) -> ExpressionID {
        let node = node(x)
        guard enter() else { return .nothing }
        defer { depth -= 1 }
        switch node.kind {
        case .nothing, .empty: return .nothing
        case .bytes: return byteSets[Int(node.a)].contains(byte) ? .empty : .nothing
        case .literal:
            guard literalBytes[Int(node.a)] == byte else { return .nothing }
            return suffix(node)
        case .sequence:
            let head = ExpressionID(raw: node.a)
            let first = sequence(rawDerivative(head, byte), ExpressionID(raw: node.b))
            guard isNullable(head) else { return first }
            // A loop, because as many optional parts as the text is deep may follow each other.
            var members = [first]
            var rest = ExpressionID(raw: node.b)
            while true {
                let pair = self.node(rest)
                guard pair.kind == .sequence else {
                    members.append(rawDerivative(rest, byte))
                    break
                }
                let head = ExpressionID(raw: pair.a)
                if mayBegin(head, byte) {
                    members.append(sequence(rawDerivative(head, byte), ExpressionID(raw: pair.b)))
                }
                guard isNullable(head) else { break }
                rest = ExpressionID(raw: pair.b)
            }
            return choice(members)
        case .choice:
            var members: [ExpressionID] = []
            for index in Int(node.a)..<Int(node.a + node.b) {
                let member = ExpressionID(raw: lists[index])
                guard mayBegin(member, byte) else { continue }
                let derived = rawDerivative(member, byte)
                if derived != .nothing { members.append(derived) }
            }
            return choice(members)
        case .intersection:
            var members: [ExpressionID] = []
            members.reserveCapacity(Int(node.b))
            for index in Int(node.a)..<Int(node.a + node.b) {
                let derived = keptDerivative(ExpressionID(raw: lists[index]), byte)
                if derived == .nothing { return .nothing }
                members.append(derived)
            }
            return rawIntersection(members)
        case .complement: return rawComplement(keptDerivative(ExpressionID(raw: node.a), byte))
        case .repetition:
            let inner = ExpressionID(raw: node.a)
            let derived = rawDerivative(inner, byte)
            if derived == .nothing { return .nothing }
            let rest = repetition(inner, max(Int(node.b) - 1, 0), node.c < 0 ? nil : Int(node.c) - 1)
            return sequence(derived, rest)
        case .rule:
            guard let definition = rules[Int(node.a)] else { return .nothing }
            return rawDerivative(definition, byte)
        case .lazy:
            return rawDerivative(expansion(x), byte)
        case .native: return native(node.a, machines[Int(node.a)].next(node.b, byte))
        case .capture:
            let inner = ExpressionID(raw: node.a)
            let going = capture(
                keptDerivative(inner, byte), record: node.b, text: capturedText(node.c, appending: byte))
            guard isNullable(inner) else { return going }
            return choice(going, rawDerivative(follow(node.b, node.c), byte))
        case .jsonString: return jsonDerivative(ExpressionID(raw: node.a), JSONEscape(raw: node.b), byte)
        }
    }

    /// The derivative of a part, kept like a whole state's: parts recur in many states.
    func keptDerivative(_ x: ExpressionID, _ byte: UInt8) -> ExpressionID {
        guard node(x).kind != .literal else { return rawDerivative(x, byte) }
        return derivative(x, by: byte)
    }

    /// What an expander makes of a lazy expression.
    func expansion(_ x: ExpressionID) -> ExpressionID {
        let lazy = node(x)
        if lazy.c >= 0 { return ExpressionID(raw: lazy.c) }
        let result = expanders[Int(lazy.a)].expand(lazy.b, in: self)
        nodes[Int(x.raw)].c = result.raw
        return result
    }

    /// Counts how deep expressions lie in each other without a byte between; false when it is too deep to go on.
    ///
    /// Whoever got true takes one off ``depth`` afterwards.
    func enter() -> Bool {
        guard depth < Self.depthLimit else {
            fail(
                GrammarError(
                    .tooComplex,
                    "parts lie in each other more than \(Self.depthLimit) deep without a byte between them"))
            return false
        }
        depth += 1
        return true
    }

    private func mayBegin(_ x: ExpressionID, _ byte: UInt8) -> Bool {
        let node = node(x)
        switch node.kind {
        case .literal: return literalBytes[Int(node.a)] == byte
        case .sequence where nodes[Int(node.a)].kind == .literal:
            return literalBytes[Int(nodes[Int(node.a)].a)] == byte
        default: return firstBytes(x).contains(byte)
        }
    }

    private func suffix(_ node: ExpressionNode) -> ExpressionID {
        guard node.b > 1 else { return .empty }
        let start = Int(node.a) + 1
        let end = Int(node.a + node.b)
        // The bytes move when the pool's literals grow, which interning an existing range does not do.
        return literalBytes.withUnsafeBufferPointer { all in
            internLiteral(UnsafeBufferPointer(rebasing: all[start..<end]), existingAt: start)
        }
    }

    // MARK: - First bytes

    /// The bytes that may come next: those with a derivative other than nothing, and few others.
    package func firstBytes(_ x: ExpressionID) -> ByteSet {
        let known = node(x).first
        if known >= 0 { return byteSets[Int(known)] }
        let set = computeFirstBytes(x)
        nodes[Int(x.raw)].first = byteSetID(set)
        return set
    }

    private func computeFirstBytes(_ x: ExpressionID) -> ByteSet {
        let node = node(x)
        guard enter() else { return ByteSet() }
        defer { depth -= 1 }
        switch node.kind {
        case .nothing, .empty: return ByteSet()
        case .bytes: return byteSets[Int(node.a)]
        case .literal: return ByteSet(CollectionOfOne(literalBytes[Int(node.a)]))
        case .sequence:
            var set = ByteSet()
            var rest = x
            while self.node(rest).kind == .sequence {
                let pair = self.node(rest)
                set.formUnion(firstBytes(ExpressionID(raw: pair.a)))
                guard isNullable(ExpressionID(raw: pair.a)) else { return set }
                rest = ExpressionID(raw: pair.b)
            }
            return set.union(firstBytes(rest))
        case .choice:
            var set = ByteSet()
            for index in Int(node.a)..<Int(node.a + node.b) {
                set.formUnion(firstBytes(ExpressionID(raw: lists[index])))
            }
            return set
        case .intersection:
            var set = ByteSet.all
            for index in Int(node.a)..<Int(node.a + node.b) {
                set = set.intersection(firstBytes(ExpressionID(raw: lists[index])))
            }
            return set
        case .complement: return .all
        case .repetition: return firstBytes(ExpressionID(raw: node.a))
        case .rule:
            return rules[Int(node.a)].map { firstBytes($0) } ?? ByteSet()
        case .lazy:
            return firstBytes(expansion(x))
        case .native: return machines[Int(node.a)].firstBytes(node.b)
        case .capture:
            let inner = ExpressionID(raw: node.a)
            return isNullable(inner) ? firstBytes(inner).union(firstBytes(follow(node.b, node.c))) : firstBytes(inner)
        case .jsonString: return jsonFirstBytes(ExpressionID(raw: node.a), JSONEscape(raw: node.b))
        }
    }

    // MARK: - Texts

    /// The expression after `text`.
    package func derivative(_ x: ExpressionID, by text: some Sequence<UInt8>) -> ExpressionID {
        var state = x
        for byte in text {
            if state == .nothing { return .nothing }
            state = derivative(state, by: byte)
        }
        return state
    }

    /// Whether the whole of `text` is in `x`.
    package func matches(_ x: ExpressionID, _ text: some Sequence<UInt8>) -> Bool {
        let rest = derivative(x, by: text)
        return rest != .nothing && isNullable(rest)
    }
}
