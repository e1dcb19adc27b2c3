// Intersections and complements of regular languages, with exact emptiness.
extension ExpressionPool {
    /// What all of `list` match. Each must be regular.
    ///
    /// - Throws: ``GrammarError`` when a part is not regular, or when whether anything is left would take too long to tell.
    package func intersection(_ list: [ExpressionID]) throws(GrammarError) -> ExpressionID {
        if list.count == 1 { return list[0] }
        for member in list where !isRegular(member) {
            throw GrammarError(
                .unsupported, "a recursive grammar cannot be combined with further conditions on the same text")
        }
        return try checked(rawIntersection(list))
    }

    /// The valid UTF-8 texts that `x` does not match. `x` must be regular.
    ///
    /// - Throws: ``GrammarError``, as ``intersection(_:)``.
    package func complement(_ x: ExpressionID) throws(GrammarError) -> ExpressionID {
        guard isRegular(x) else {
            throw GrammarError(.unsupported, "the opposite of a recursive grammar cannot be decided")
        }
        return try checked(rawIntersection([anyText, rawComplement(x)]))
    }

    private func checked(_ x: ExpressionID) throws(GrammarError) -> ExpressionID {
        let earlier = failure
        failure = nil
        let isEmpty = cost32(x) >= ExpressionNode.infiniteCost
        let later = failure
        failure = earlier
        if let later { throw later }
        return isEmpty ? .nothing : x
    }

    func rawIntersection(_ list: [ExpressionID]) -> ExpressionID {
        var members: [ExpressionID] = []
        members.reserveCapacity(list.count)
        var allowed: ByteSet?
        var universe = false
        func take(_ x: ExpressionID) {
            let node = node(x)
            switch node.kind {
            case .intersection:
                for index in Int(node.a)..<Int(node.a + node.b) { take(ExpressionID(raw: lists[index])) }
            case .bytes: allowed = allowed.map { $0.intersection(byteSets[Int(node.a)]) } ?? byteSets[Int(node.a)]
            case .complement where node.a == 0: universe = true
            default: members.append(x)
            }
        }
        for item in list { take(item) }
        if let allowed { members.append(bytes(allowed)) }
        if members.contains(.nothing) { return .nothing }
        if members.isEmpty { return universe ? rawComplement(.nothing) : .nothing }
        Self.sortAndDeduplicate(&members)
        if members.count > 1, members.contains(anyText), members.contains(where: { $0 != anyText && isText($0) }) {
            members.removeAll { $0 == anyText }
        }
        if members.count == 1 { return members[0] }
        if members.contains(.empty) { return members.allSatisfy { isNullable($0) } ? .empty : .nothing }
        if let literal = members.first(where: { node($0).kind == .literal }) {
            let start = Int(node(literal).a)
            let text = Array(literalBytes[start..<(start + Int(node(literal).b))])
            for member in members where member != literal {
                var rest = member
                for byte in text where rest != .nothing { rest = rawDerivative(rest, byte) }
                guard rest != .nothing, isNullable(rest) else { return .nothing }
            }
            return literal
        }
        return internList(.intersection, members) {
            ExpressionNode(
                kind: .intersection, isNullable: members.allSatisfy { isNullable($0) }, isRegular: true,
                isText: members.contains { isText($0) },
                cost: members.allSatisfy { isNullable($0) } ? 0 : ExpressionNode.unknownCost)
        }
    }

    func rawComplement(_ x: ExpressionID) -> ExpressionID {
        let inner = node(x)
        if inner.kind == .complement { return ExpressionID(raw: inner.a) }
        var node = ExpressionNode(
            kind: .complement, isNullable: !inner.isNullable, isRegular: true, isText: false,
            cost: inner.isNullable ? ExpressionNode.unknownCost : 0)
        node.a = x.raw
        return intern(node)
    }

    // MARK: - Emptiness

    /// Finds the cost of `x`, which needs a search: the shortest way to an end through its derivatives.
    ///
    /// When there is none, all that was visited is known to be empty.
    func solve(_ x: ExpressionID) -> Int32 {
        var order: [ExpressionID] = [x]
        var parents: [Int32] = [-1]
        var depths: [Int32] = [0]
        var places: [ExpressionID: Int32] = [x: 0]
        var best = ExpressionNode.infiniteCost
        var bestPlace = -1
        var next = 0
        var steps = 0
        let before = nodes.count
        while next < order.count {
            let state = order[next]
            let depth = depths[next]
            if depth >= best { break }
            for byte in representatives(state) {
                steps += 1
                let target = rawDerivative(state, byte)
                guard target != .nothing, places[target] == nil else { continue }
                places[target] = Int32(order.count)
                order.append(target)
                parents.append(Int32(next))
                depths.append(depth + 1)
                let known = nodes[Int(target.raw)].cost
                if known != ExpressionNode.unknownCost, known < ExpressionNode.infiniteCost, depth + 1 + known < best {
                    best = depth + 1 + known
                    bestPlace = order.count - 1
                }
            }
            if steps > Self.searchLimit || nodes.count - before > Self.searchNodeLimit {
                fail(
                    GrammarError(
                        .tooComplex, "the conditions on this text are too entangled to tell whether any text meets them"
                    ))
                break
            }
            next += 1
        }
        if bestPlace >= 0 {
            // Everything on the way there is as near as the way shows.
            var place = bestPlace
            while place >= 0 {
                let id = Int(order[place].raw)
                if nodes[id].cost == ExpressionNode.unknownCost { nodes[id].cost = best - depths[place] }
                place = Int(parents[place])
            }
            return best
        }
        for state in order where nodes[Int(state.raw)].cost == ExpressionNode.unknownCost {
            nodes[Int(state.raw)].cost = ExpressionNode.infiniteCost
        }
        return nodes[Int(x.raw)].cost
    }

    /// One byte of each class of bytes that `x` cannot tell apart, among those it may begin with.
    func representatives(_ x: ExpressionID) -> [UInt8] {
        // Letters and digits stand for their classes where they can: what is shown to people comes from here.
        byteClasses(x).compactMap { Self.pleasant($0) }
    }

    /// The bytes that `x` may begin with, in classes of those that it cannot tell apart.
    func byteClasses(_ x: ExpressionID) -> [ByteSet] {
        var splitters: [ByteSet] = []
        collectSplitters(x, into: &splitters)
        var classes: [ByteSet] = [firstBytes(x)]
        for splitter in splitters {
            for index in classes.indices {
                let inside = classes[index].intersection(splitter)
                guard !inside.isEmpty, inside != classes[index] else { continue }
                classes[index] = classes[index].subtracting(splitter)
                classes.append(inside)
            }
        }
        return classes
    }

    static func pleasant(_ set: ByteSet) -> UInt8? {
        for byte in Self.pleasantBytes where set.contains(byte) { return byte }
        return set.first
    }

    private static let pleasantBytes = Array("a0AbBxX1 -_.".utf8)

    private func collectSplitters(_ x: ExpressionID, into list: inout [ByteSet]) {
        func add(_ set: ByteSet) { if !list.contains(set) { list.append(set) } }
        let node = node(x)
        switch node.kind {
        case .nothing, .empty: break
        case .bytes: add(byteSets[Int(node.a)])
        case .literal: add(firstBytes(x))
        case .sequence:
            var rest = x
            while self.node(rest).kind == .sequence {
                let pair = self.node(rest)
                collectSplitters(ExpressionID(raw: pair.a), into: &list)
                guard isNullable(ExpressionID(raw: pair.a)) else { return }
                rest = ExpressionID(raw: pair.b)
            }
            collectSplitters(rest, into: &list)
        case .choice, .intersection:
            for index in Int(node.a)..<Int(node.a + node.b) {
                collectSplitters(ExpressionID(raw: lists[index]), into: &list)
            }
        case .complement, .repetition: collectSplitters(ExpressionID(raw: node.a), into: &list)
        case .rule, .lazy, .native, .capture:
            firstBytes(x).forEach { add(ByteSet(CollectionOfOne($0))) }
        case .jsonString:
            let escape = JSONEscape(raw: node.b)
            if escape.stage == .plain {
                collectSplitters(ExpressionID(raw: node.a), into: &list)
                add(ByteSet(CollectionOfOne(UInt8(ascii: "\""))))
                add(ByteSet(CollectionOfOne(UInt8(ascii: "\\"))))
                add(ByteSet(0...0x1F))
            } else {
                firstBytes(x).forEach { add(ByteSet(CollectionOfOne($0))) }
            }
        }
    }
}
