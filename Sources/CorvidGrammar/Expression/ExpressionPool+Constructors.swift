// MARK: - Terminals

extension ExpressionPool {
    /// One byte out of `set`.
    package func bytes(_ set: ByteSet) -> ExpressionID {
        guard let first = set.first else { return .nothing }
        if set.count == 1 { return literal([first]) }
        let id = byteSetID(set)
        var node = ExpressionNode(
            kind: .bytes, isNullable: false, isRegular: true,
            isText: set.intersection(ByteSet(0x80...0xFF)).isEmpty, cost: 1)
        node.a = id
        node.first = id
        return intern(node)
    }

    /// Exactly `bytes`.
    package func literal(_ bytes: some Collection<UInt8>) -> ExpressionID {
        let copy = ContiguousArray(bytes)
        return copy.withUnsafeBufferPointer { internLiteral($0) }
    }

    /// Exactly `text`.
    package func literal(_ text: StaticString) -> ExpressionID {
        internLiteral(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// A state of a machine.
    package func native(_ machine: any ExpressionMachine, _ state: Int32) -> ExpressionID {
        native(id(of: machine), state)
    }

    func native(_ machine: Int32, _ state: Int32) -> ExpressionID {
        guard state >= 0 else { return .nothing }
        var node = ExpressionNode(kind: .native, isNullable: false, isRegular: true, isText: true, cost: 0)
        node.a = machine
        node.b = state
        let known = Int32(nodes.count)
        let id = intern(node)
        if id.raw == known {
            nodes[Int(known)].isNullable = machines[Int(machine)].isAccepting(state)
            nodes[Int(known)].cost =
                nodes[Int(known)].isNullable
                ? 0 : Int32(clamping: max(machines[Int(machine)].completion(state).count, 1))
        }
        return id
    }

    /// What `expander` makes of `payload` when it is first needed.
    ///
    /// - Parameter cost: Bytes of a shortest text of it; 0 exactly when the empty text matches.
    package func lazy(_ expander: any ExpressionExpander, _ payload: Int32, cost: Int) -> ExpressionID {
        var node = ExpressionNode(
            kind: .lazy, isNullable: cost == 0, isRegular: false, isText: false,
            cost: min(Int32(clamping: cost), ExpressionNode.infiniteCost - 1))
        node.a = id(of: expander)
        node.b = payload
        node.c = -1
        return intern(node)
    }

    /// A rule to be defined later, for recursion.
    ///
    /// - Parameter cost: Bytes of a shortest text of it; 0 exactly when the empty text matches.
    package func makeRule(cost: Int) -> ExpressionID {
        var node = ExpressionNode(
            kind: .rule, isNullable: cost == 0, isRegular: false, isText: false,
            cost: min(Int32(clamping: cost), ExpressionNode.infiniteCost - 1))
        node.a = Int32(rules.count)
        rules.append(nil)
        return intern(node)
    }

    /// Says what `rule`, made by ``makeRule(cost:)``, stands for. It must not begin with itself.
    package func define(_ rule: ExpressionID, as definition: ExpressionID) {
        precondition(node(rule).kind == .rule, "only rules are defined")
        rules[Int(node(rule).a)] = definition
    }

    /// Runs `inner` and keeps its bytes; where it may end, what follows is for `continuation` to say.
    package func capture(
        _ inner: ExpressionID, _ continuation: any ExpressionContinuation, _ payload: Int32
    ) -> ExpressionID {
        capture(inner, record: id(of: continuation, payload: payload), text: -1)
    }

    func capture(_ inner: ExpressionID, record: Int32, text: Int32) -> ExpressionID {
        guard inner != .nothing else { return .nothing }
        if inner == .empty { return follow(record, text) }
        let entry = captureRecords[Int(record)]
        let after = Int32(clamping: continuations[Int(entry.continuation)].followCost(entry.payload))
        let isNullable = self.isNullable(inner) && self.isNullable(follow(record, text))
        var node = ExpressionNode(
            kind: .capture, isNullable: isNullable, isRegular: false, isText: false,
            cost: isNullable ? 0 : max(Self.sum(cost32(inner), after), 1))
        node.beginsWithCapture = true
        node.a = inner.raw
        node.b = record
        node.c = text
        return intern(node)
    }

    func follow(_ record: Int32, _ text: Int32) -> ExpressionID {
        let entry = captureRecords[Int(record)]
        return continuations[Int(entry.continuation)].follow(entry.payload, capturedBytes(text), in: self)
    }

    /// The rest of a JSON string of which the content, unescaped, is a text of `content`: escaped content and closing quote.
    package func jsonString(_ content: ExpressionID, _ style: JSONStyle) -> ExpressionID {
        jsonString(content, state: JSONEscape(style: style))
    }

    func jsonString(_ content: ExpressionID, state: JSONEscape) -> ExpressionID {
        guard content != .nothing else { return .nothing }
        var node = ExpressionNode(
            kind: .jsonString, isNullable: false, isRegular: isRegular(content), isText: isText(content),
            cost: Self.sum(cost32(content), 1 + state.pendingCost))
        node.a = content.raw
        node.b = state.raw
        return intern(node)
    }

    func isText(_ x: ExpressionID) -> Bool { nodes[Int(x.raw)].isText }

    static func sum(_ a: Int32, _ b: Int32) -> Int32 {
        a >= ExpressionNode.infiniteCost || b >= ExpressionNode.infiniteCost
            ? ExpressionNode.infiniteCost : min(a + b, ExpressionNode.infiniteCost - 1)
    }
}

// MARK: - Combinations

extension ExpressionPool {
    /// `a`, then `b`.
    package func sequence(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
        if a == .nothing || b == .nothing { return .nothing }
        if a == .empty { return b }
        if b == .empty { return a }
        var heads: [ExpressionID] = []
        var rest = a
        while node(rest).kind == .sequence {
            heads.append(ExpressionID(raw: node(rest).a))
            rest = ExpressionID(raw: node(rest).b)
        }
        var result = pair(rest, b)
        for head in heads.reversed() { result = pair(head, result) }
        return result
    }

    /// All of `list`, one after the other.
    package func sequence(_ list: [ExpressionID]) -> ExpressionID {
        var result = ExpressionID.empty
        for item in list.reversed() { result = sequence(item, result) }
        return result
    }

    /// `head` is neither a sequence nor empty; neither is nothing.
    private func pair(_ head: ExpressionID, _ tail: ExpressionID) -> ExpressionID {
        let first = node(head)
        let rest = node(tail)
        if first.kind == .literal {
            // Neighbouring literals become one, so that equal texts are equal expressions.
            if rest.kind == .literal, first.b + rest.b <= 256 { return concatenate(first, rest) }
            if rest.kind == .sequence, nodes[Int(rest.a)].kind == .literal, first.b + nodes[Int(rest.a)].b <= 256 {
                return pair(concatenate(first, nodes[Int(rest.a)]), ExpressionID(raw: rest.b))
            }
        }
        if first.kind == .repetition {
            // What ends between two repetitions of the same need not be known.
            if rest.kind == .repetition, rest.a == first.a, let both = joined(first, rest) { return both }
            if rest.kind == .sequence, nodes[Int(rest.a)].kind == .repetition, nodes[Int(rest.a)].a == first.a,
                let both = joined(first, nodes[Int(rest.a)])
            {
                return pair(both, ExpressionID(raw: rest.b))
            }
        }
        if head == anyText, tail == anyText { return anyText }
        var node = ExpressionNode(
            kind: .sequence, isNullable: first.isNullable && rest.isNullable,
            isRegular: first.isRegular && rest.isRegular, isText: first.isText && rest.isText,
            cost: Self.sum(cost32(head), cost32(tail)))
        if node.cost >= ExpressionNode.infiniteCost { return .nothing }
        node.beginsWithCapture = first.beginsWithCapture
        node.a = head.raw
        node.b = tail.raw
        return intern(node)
    }

    private func joined(_ a: ExpressionNode, _ b: ExpressionNode) -> ExpressionID? {
        let (low, lowOverflow) = a.b.addingReportingOverflow(b.b)
        let (high, highOverflow) = a.c.addingReportingOverflow(b.c)
        guard !lowOverflow, !highOverflow else { return nil }
        return repetition(ExpressionID(raw: a.a), Int(low), a.c < 0 || b.c < 0 ? nil : Int(high))
    }

    private func concatenate(_ a: ExpressionNode, _ b: ExpressionNode) -> ExpressionID {
        let start = literalBytes.count
        if Int(a.a + a.b) == Int(b.a) {
            let whole = ContiguousArray(literalBytes[Int(a.a)..<Int(b.a + b.b)])
            return whole.withUnsafeBufferPointer { internLiteral($0, existingAt: Int(a.a)) }
        }
        var whole = ContiguousArray(literalBytes[Int(a.a)..<Int(a.a + a.b)])
        whole.append(contentsOf: literalBytes[Int(b.a)..<Int(b.a + b.b)])
        precondition(start == literalBytes.count)
        return whole.withUnsafeBufferPointer { internLiteral($0) }
    }

    /// One of `list`.
    package func choice(_ list: [ExpressionID]) -> ExpressionID {
        if list.count == 1 { return list[0] }
        var members: [ExpressionID] = []
        members.reserveCapacity(list.count)
        var single = ByteSet()
        func take(_ x: ExpressionID) {
            let node = node(x)
            switch node.kind {
            case .nothing: break
            case .choice:
                for index in Int(node.a)..<Int(node.a + node.b) { take(ExpressionID(raw: lists[index])) }
            case .bytes: single.formUnion(byteSets[Int(node.a)])
            case .literal where node.b == 1: single.insert(literalBytes[Int(node.a)])
            case .intersection, .complement:
                // What turns out to be empty would otherwise stay as a member that never matches.
                if cost32(x) < ExpressionNode.infiniteCost { members.append(x) }
            default: members.append(x)
            }
        }
        for item in list { take(item) }
        if !single.isEmpty { members.append(bytes(single)) }
        if members.count <= 1 { return members.first ?? .nothing }
        Self.sortAndDeduplicate(&members)
        if members.count == 1 { return members[0] }
        if members.contains(anyText) { members.removeAll { $0 != anyText && isText($0) } }
        if members.count > 1, haveCommonHeads(members) {
            // Kept: tails of tails are joined over and over, exponentially often otherwise.
            if let known = joinedChoices[members] { return known }
            let result = interned(choice: factored(members))
            if failure == nil { joinedChoices[members] = result }
            return result
        }
        return interned(choice: members)
    }

    /// Puts members in the order in which they are interned, each once.
    static func sortAndDeduplicate(_ members: inout [ExpressionID]) {
        members.sort()
        var count = min(members.count, 1)
        for index in members.indices.dropFirst() where members[index] != members[index - 1] {
            members[count] = members[index]
            count += 1
        }
        members.removeLast(members.count - count)
    }

    private func interned(choice members: [ExpressionID]) -> ExpressionID {
        if members.count <= 1 { return members.first ?? .nothing }
        return internList(.choice, members) {
            var node = ExpressionNode(
                kind: .choice, isNullable: false, isRegular: true, isText: true, cost: ExpressionNode.infiniteCost)
            for member in members {
                let item = self.node(member)
                node.isNullable = node.isNullable || item.isNullable
                node.isRegular = node.isRegular && item.isRegular
                node.isText = node.isText && item.isText
                node.beginsWithCapture = node.beginsWithCapture || item.beginsWithCapture
                node.cost = min(node.cost, cost32(member))
            }
            return node
        }
    }

    package func choice(_ a: ExpressionID, _ b: ExpressionID) -> ExpressionID {
        if a == b || b == .nothing { return a }
        if a == .nothing { return b }
        return choice([a, b])
    }

    /// Whether two of `members` begin with the same part.
    private func haveCommonHeads(_ members: [ExpressionID]) -> Bool {
        if members.count == 2 { return head(members[0]) == head(members[1]) }
        var heads = members.map { head($0) }
        heads.sort()
        return (1..<heads.count).contains { heads[$0] == heads[$0 - 1] }
    }

    private func head(_ x: ExpressionID) -> Int32 {
        let node = node(x)
        return node.kind == .sequence ? node.a : x.raw
    }

    /// Joins members that begin alike: `a x | a y` becomes `a (x | y)`, without which equal states would not be equal.
    private func factored(_ members: [ExpressionID]) -> [ExpressionID] {
        guard enter() else { return [] }
        defer { depth -= 1 }
        var heads: [(head: Int32, index: Int)] = []
        heads.reserveCapacity(members.count)
        for (index, member) in members.enumerated() {
            heads.append((head(member), index))
        }
        heads.sort { $0.head == $1.head ? $0.index < $1.index : $0.head < $1.head }
        var result: [ExpressionID] = []
        var index = 0
        while index < heads.count {
            var end = index + 1
            while end < heads.count, heads[end].head == heads[index].head { end += 1 }
            if end == index + 1 {
                result.append(members[heads[index].index])
            } else {
                let head = ExpressionID(raw: heads[index].head)
                let tails = heads[index..<end].map { entry in
                    members[entry.index] == head ? ExpressionID.empty : ExpressionID(raw: node(members[entry.index]).b)
                }
                result.append(sequence(head, choice(tails)))
            }
            index = end
        }
        result.sort()
        return result
    }

    /// `x`, from `minimum` to `maximum` times; nil for no limit.
    package func repetition(_ x: ExpressionID, _ minimum: Int, _ maximum: Int?) -> ExpressionID {
        let highest = maximum.map { Int32(clamping: $0) } ?? -1
        var lowest = Int32(clamping: minimum)
        if highest >= 0, lowest > highest { return .nothing }
        if highest == 0 || x == .empty { return .empty }
        if x == .nothing { return lowest == 0 ? .empty : .nothing }
        if isNullable(x) { lowest = 0 }
        if lowest == 1, highest == 1 { return x }
        let inner = node(x)
        if inner.kind == .repetition, inner.b == 0, inner.c == -1 { return x }
        var node = ExpressionNode(
            kind: .repetition, isNullable: lowest == 0, isRegular: inner.isRegular, isText: inner.isText, cost: 0)
        let (product, overflow) = cost32(x).multipliedReportingOverflow(by: lowest)
        node.cost = overflow ? ExpressionNode.infiniteCost - 1 : min(product, ExpressionNode.infiniteCost - 1)
        node.a = x.raw
        node.b = lowest
        node.c = highest
        return intern(node)
    }

    /// `x` or nothing at all.
    package func optional(_ x: ExpressionID) -> ExpressionID { choice(.empty, x) }

    /// One Unicode scalar out of `ranges`, as UTF-8; surrogates are left out.
    package func scalars(_ ranges: [ClosedRange<UInt32>]) -> ExpressionID {
        var alternatives: [ExpressionID] = []
        for range in ranges {
            for piece in UTF8Ranges.split(range) {
                alternatives.append(sequence(piece.map { bytes(ByteSet($0)) }))
            }
        }
        let result = choice(alternatives)
        if result != .nothing { nodes[Int(result.raw)].isText = true }
        return result
    }

    /// One of `list`, as a tree over their beginnings.
    package func literals(_ list: [[UInt8]]) -> ExpressionID {
        keyed(list.map { ($0, .empty) })
    }

    /// One of the keys, then what belongs to it; as a tree over the keys' beginnings.
    package func keyed(_ list: [(key: [UInt8], then: ExpressionID)]) -> ExpressionID {
        let sorted = list.filter { $0.then != .nothing }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return keyed(sorted[...], from: 0)
    }

    private func keyed(_ list: ArraySlice<(key: [UInt8], then: ExpressionID)>, from depth: Int) -> ExpressionID {
        guard let first = list.first, let last = list.last else { return .nothing }
        if list.count == 1 { return sequence(literal(first.key[depth...]), first.then) }
        // Sorted: what the first and the last share, all share.
        var common = depth
        while common < first.key.count, common < last.key.count, first.key[common] == last.key[common] { common += 1 }
        var alternatives: [ExpressionID] = []
        var start = list.startIndex
        while start < list.endIndex {
            var end = start + 1
            if list[start].key.count == common {
                alternatives.append(list[start].then)
            } else {
                while end < list.endIndex, list[end].key.count > common,
                    list[end].key[common] == list[start].key[common]
                {
                    end += 1
                }
                alternatives.append(keyed(list[start..<end], from: common))
            }
            start = end
        }
        return sequence(literal(first.key[depth..<common]), choice(alternatives))
    }
}
