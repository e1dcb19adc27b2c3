extension PatternCompiler {
    /// The matches of `pattern` by context. A context's number is state before × states after + state after; without
    /// `after`, which a pattern that looks ahead needs, it is the state before.
    mutating func transfer(of pattern: Pattern, after: ContextAfter?) throws(GrammarError) -> ContextTransfer {
        let count = before.count * (after?.automaton.count ?? 1)
        guard count <= Self.maximumContexts else {
            throw Self.tooManyContexts
        }
        return try transfer(of: pattern, count, after)
    }

    private static var tooManyContexts: GrammarError {
        .pattern(
            .tooComplex, "a repetition contains assertions that need too many contexts",
            advice: "move the assertions out of the repetition")
    }

    private mutating func transfer(
        of pattern: Pattern, _ count: Int, _ after: ContextAfter?
    ) throws(GrammarError) -> ContextTransfer {
        switch pattern {
        case .empty: return ContextTransfer(count: count, emptyAllowed: true)
        case .scalars(let set): return try transfer(of: set, count, after)
        case .sequence(let parts):
            var result: ContextTransfer?
            for part in parts {
                let next = try transfer(of: part, count, after)
                result = if let result { try product(result, next) } else { next }
            }
            return result ?? ContextTransfer(count: count, emptyAllowed: true)
        case .choice(let parts):
            var result = ContextTransfer(count: count, emptyAllowed: false)
            for part in parts { result = try sum(result, try transfer(of: part, count, after)) }
            return result
        case .repetition(let part, let minimum, let maximum):
            let once = try transfer(of: part, count, after)
            return try power(once, minimum, maximum)
        case .textStart, .textEnd, .wordBoundary, .lookahead, .lookbehind:
            var result = ContextTransfer(count: count, emptyAllowed: false)
            let width = count / before.count
            for context in 0..<count {
                result.isEmptyAllowed[context] = holds(pattern, context / width, context % width, after)
            }
            return result
        }
    }

    private func holds(_ assertion: Pattern, _ state: Int, _ stateAfter: Int, _ after: ContextAfter?) -> Bool {
        switch assertion {
        case .textStart: return before.isEdge[state]
        case .lookbehind(let part, let negated):
            return lookbehinds.firstIndex(of: part).map { before.matches[state][$0] != negated } ?? false
        case .textEnd: return after?.automaton.isEdge[stateAfter] ?? false
        case .wordBoundary(let negated):
            let isWordNext = after?.automaton.isAfterWord[stateAfter] ?? false
            return (before.isAfterWord[state] != isWordNext) != negated
        case .lookahead(let part, let negated):
            guard let after, let index = after.lookaheads.firstIndex(of: part) else { return false }
            return after.automaton.matches[stateAfter][index] != negated
        default: return false
        }
    }

    private mutating func transfer(
        of set: ScalarSet, _ count: Int, _ after: ContextAfter?
    ) throws(GrammarError) -> ContextTransfer {
        let width = count / before.count
        var ranges: [Int: [ClosedRange<UInt32>]] = [:]
        let classesAfter = after?.automaton.classes ?? [.all]
        let rowsAfter = after?.automaton.transitions ?? [[0]]
        for (classBefore, partBefore) in before.classes.enumerated() {
            let inner = partBefore.intersection(set)
            for (classAfter, partAfter) in classesAfter.enumerated() {
                let part = inner.intersection(partAfter)
                if part.isEmpty { continue }
                for (state, row) in before.transitions.enumerated() {
                    for (target, rowAfter) in rowsAfter.enumerated() {
                        // Reading backwards, the character leads from what follows it to what it begins.
                        try step()
                        let from = state * width + rowAfter[classAfter]
                        let to = row[classBefore] * width + target
                        ranges[from * count + to, default: []] += part.ranges
                    }
                }
            }
        }
        var result = ContextTransfer(count: count, emptyAllowed: false)
        for (cell, ranges) in ranges { result.cells[cell] = scalars(ScalarSet(ranges)) }
        return result
    }

    // MARK: Algebra

    private mutating func sum(_ a: ContextTransfer, _ b: ContextTransfer) throws(GrammarError) -> ContextTransfer {
        var result = a
        try step(a.count)
        for context in 0..<a.count where b.isEmptyAllowed[context] { result.isEmptyAllowed[context] = true }
        for cell in a.cells.indices where b.cells[cell] != .nothing {
            try step()
            result.cells[cell] = pool.choice([a.cells[cell], b.cells[cell]])
        }
        return result
    }

    private mutating func product(_ a: ContextTransfer, _ b: ContextTransfer) throws(GrammarError) -> ContextTransfer {
        var result = ContextTransfer(count: a.count, emptyAllowed: false)
        for from in 0..<a.count {
            result.isEmptyAllowed[from] = a.isEmptyAllowed[from] && b.isEmptyAllowed[from]
            for to in 0..<a.count {
                try step()
                var list: [ExpressionID] = []
                if a.isEmptyAllowed[from], b[from, to] != .nothing { list.append(b[from, to]) }
                if b.isEmptyAllowed[to], a[from, to] != .nothing { list.append(a[from, to]) }
                for middle in 0..<a.count where a[from, middle] != .nothing && b[middle, to] != .nothing {
                    try step()
                    list.append(pool.sequence(a[from, middle], b[middle, to]))
                }
                if list.isEmpty { continue }
                result[from, to] = pool.choice(list)
            }
        }
        return result
    }

    /// Any number of rounds of `a`, at least one of them; what is empty does not count.
    private mutating func closure(_ a: ContextTransfer) throws(GrammarError) -> ContextTransfer {
        var result = a
        for middle in 0..<a.count {
            let loop = pool.repetition(result[middle, middle], 0, nil)
            let row = (0..<a.count).map { result[middle, $0] }
            for from in 0..<a.count where result[from, middle] != .nothing {
                let head = pool.sequence(result[from, middle], loop)
                for to in 0..<a.count where row[to] != .nothing {
                    try step()
                    result[from, to] = pool.choice([result[from, to], pool.sequence(head, row[to])])
                }
            }
        }
        return result
    }

    private mutating func power(
        _ once: ContextTransfer, _ minimum: Int, _ maximum: Int?
    ) throws(GrammarError) -> ContextTransfer {
        let one = ContextTransfer(count: once.count, emptyAllowed: true)
        var result = one
        if let maximum {
            let optional = try sum(one, once)
            for _ in minimum..<maximum { result = try product(optional, result) }
        } else {
            result = try sum(one, try closure(once))
        }
        for _ in 0..<minimum { result = try product(once, result) }
        return result
    }

    /// The least solution of X = `rest` | `system` · X.
    mutating func solve(_ system: ContextTransfer, _ rest: Continuation) throws(GrammarError) -> Continuation {
        var system = system
        var result = rest
        let count = system.count
        let stepsBefore = steps
        // Elimination from the last context to the first, then substitution back.
        for pivot in (0..<count).reversed() {
            guard steps - stepsBefore <= Self.maximumStepsPerContext * count else { throw Self.tooManyContexts }
            let loop = pool.repetition(system[pivot, pivot], 0, nil)
            system[pivot, pivot] = .nothing
            for column in 0..<pivot where system[pivot, column] != .nothing {
                try step()
                system[pivot, column] = pool.sequence(loop, system[pivot, column])
            }
            result[pivot] = pool.sequence(loop, result[pivot])
            for row in 0..<pivot where system[row, pivot] != .nothing {
                let head = system[row, pivot]
                for column in 0..<pivot where system[pivot, column] != .nothing {
                    try step()
                    system[row, column] = pool.choice([
                        system[row, column], pool.sequence(head, system[pivot, column]),
                    ])
                }
                try step()
                result[row] = pool.choice([result[row], pool.sequence(head, result[pivot])])
            }
        }
        for row in 0..<count {
            for column in 0..<row where system[row, column] != .nothing {
                try step()
                result[row] = pool.choice([result[row], pool.sequence(system[row, column], result[column])])
            }
        }
        return result
    }
}
