extension PatternCompiler {
    /// What may follow before `part{minimum,maximum}`.
    mutating func compileRepetition(
        of part: Pattern, _ minimum: Int, _ maximum: Int?, then rest: Continuation
    ) throws(GrammarError) -> Continuation {
        let looksForward = !part.assertions.isDisjoint(with: .looksForward)
        if !looksForward {
            let transfer = try transfer(of: part, after: nil)
            if let closed = closedForm(transfer, minimum, maximum, then: rest) { return closed }
            if maximum == nil { return try unroll(part, minimum, then: try solve(transfer, rest)) }
        }
        var result = rest
        if let maximum {
            for _ in minimum..<maximum {
                try step(Self.roundCost)
                let once = try compile(part, then: result)
                let next = zip(rest, once).map { pool.choice([$0, $1]) }
                if next == result { break }
                result = next
            }
        } else {
            result = try compileLoop(of: part, then: rest)
        }
        return try unroll(part, minimum, then: result)
    }

    /// `part` as often as `count` says.
    private mutating func unroll(
        _ part: Pattern, _ count: Int, then rest: Continuation
    ) throws(GrammarError) -> Continuation {
        var result = rest
        for _ in 0..<count {
            try step(Self.roundCost)
            let next = try compile(part, then: result)
            if next == result { break }
            result = next
        }
        return result
    }

    /// A repetition of which the last round alone decides the context it ends in needs no look at those in between.
    private func closedForm(
        _ transfer: ContextTransfer, _ minimum: Int, _ maximum: Int?, then rest: Continuation
    ) -> Continuation? {
        let count = transfer.count
        guard transfer.isEmptyAllowed.allSatisfy({ $0 == transfer.isEmptyAllowed[0] }) else { return nil }
        for from in 1..<max(count, 1) {
            for to in 0..<count where transfer[from, to] != transfer[0, to] { return nil }
        }
        let minimum = transfer.isEmptyAllowed[0] ? 0 : minimum
        // By what follows, the rounds that may be the last.
        var last: [ExpressionID: [ExpressionID]] = [:]
        for to in 0..<count where transfer[0, to] != .nothing { last[rest[to], default: []].append(transfer[0, to]) }
        let round = pool.choice((0..<count).map { transfer[0, $0] })
        let others = pool.repetition(round, max(minimum, 1) - 1, maximum.map { $0 - 1 })
        let rounds = last.sorted { $0.key < $1.key }.map { rest, rounds in
            let once = pool.choice(rounds)
            return once == round
                ? pool.sequence(pool.repetition(round, max(minimum, 1), maximum), rest)
                : pool.sequence([others, once, rest])
        }
        guard minimum == 0 else { return everywhere(pool.choice(rounds)) }
        return rest.map { rest in
            if last.count == 1, last[rest] != nil { return pool.sequence(pool.repetition(round, 0, maximum), rest) }
            return pool.choice([rest] + rounds)
        }
    }

    /// `part*`, where the part looks ahead: the state after is guessed for each context, and the text that follows is
    /// held to the guess.
    private mutating func compileLoop(of part: Pattern, then rest: Continuation) throws(GrammarError) -> Continuation {
        var needs = ContextAutomaton.Needs()
        var lookaheads: [Pattern] = []
        try Self.collectNeedsAfter(part, into: &needs, &lookaheads)
        let automaton = try ContextAutomaton(needs)
        let after = ContextAfter(automaton: automaton, lookaheads: lookaheads)
        let system = try transfer(of: part, after: after)
        let suffixes = try suffixLanguages(of: automaton)
        var continuation: Continuation = []
        for rest in rest {
            for suffix in suffixes {
                try step()
                continuation.append(try pool.intersection([rest, suffix]))
            }
        }
        let solved = try solve(system, continuation)
        return before.transitions.indices.map { state in
            pool.choice(Array(solved[state * automaton.count..<(state + 1) * automaton.count]))
        }
    }

    private static func collectNeedsAfter(
        _ pattern: Pattern, into needs: inout ContextAutomaton.Needs, _ lookaheads: inout [Pattern]
    ) throws(GrammarError) {
        switch pattern {
        case .empty, .scalars, .textStart, .lookbehind: break
        case .sequence(let parts), .choice(let parts):
            for part in parts { try collectNeedsAfter(part, into: &needs, &lookaheads) }
        case .repetition(let part, _, _): try collectNeedsAfter(part, into: &needs, &lookaheads)
        case .textEnd: needs.edge = true
        case .wordBoundary: needs.word = true
        case .lookahead(let part, _):
            guard !lookaheads.contains(part) else { break }
            guard let reversed = part.reversed else {
                throw .pattern(
                    .unsupported, "a lookahead inside of a repetition contains a lookahead, a lookbehind or \\b",
                    advice: "move the inner assertion out of the repetition")
            }
            needs.patterns.append(reversed)
            lookaheads.append(part)
        }
    }

    /// For each state of an automaton that reads backwards: the texts that lead it there.
    private mutating func suffixLanguages(of automaton: ContextAutomaton) throws(GrammarError) -> [ExpressionID] {
        guard automaton.count > 1 else { return [pool.anyText] }
        var system = ContextTransfer(count: automaton.count, emptyAllowed: true)
        for (source, row) in automaton.transitions.enumerated() {
            var byTarget: [Int: [ClosedRange<UInt32>]] = [:]
            for (part, target) in zip(automaton.classes, row) { byTarget[target, default: []] += part.ranges }
            for (target, ranges) in byTarget { system[target, source] = scalars(ScalarSet(ranges)) }
        }
        var ends = [ExpressionID](repeating: .nothing, count: automaton.count)
        ends[0] = .empty
        return try solve(system, ends)
    }
}
