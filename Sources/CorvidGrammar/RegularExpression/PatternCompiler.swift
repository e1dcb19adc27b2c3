/// Turns a pattern with assertions into an expression without any.
///
/// The language of a pattern is built from its end to its start: of what may follow each part (its continuation) comes
/// what may follow the part before. A lookahead is then an intersection with the continuation and `$` is its empty
/// text. What is known of the text before is the state of a ``ContextAutomaton``; so a continuation is a list with an
/// expression for every such state.
struct PatternCompiler {
    /// What may follow, for each state of `before`.
    typealias Continuation = [ExpressionID]

    /// How many expressions are built at most, beyond those in proportion to the pattern's length.
    static let maximumSteps = 200_000
    /// What a round of an unrolled repetition counts: the expressions in later rounds grow with it.
    static let roundCost = 50
    /// What an intersection counts: it is searched for a text.
    static let intersectionCost = 1_000
    /// How many contexts (states before × states after) a repetition with assertions inside may have.
    static let maximumContexts = 48
    /// How many expressions solving for these contexts may take for each: where all lead to all, the solution is so
    /// ambiguous that its derivatives explode.
    static let maximumStepsPerContext = 15

    let pool: ExpressionPool
    let before: ContextAutomaton
    let lookbehinds: [Pattern]
    private(set) var steps = 0
    private var sets: [ScalarSet: ExpressionID] = [:]
    private let countBefore: Int

    init(_ pattern: Pattern, in pool: ExpressionPool) throws(GrammarError) {
        self.pool = pool
        countBefore = pool.count
        var needs = ContextAutomaton.Needs()
        Self.collectNeedsBefore(pattern, into: &needs)
        lookbehinds = needs.patterns
        before = try ContextAutomaton(needs)
    }

    private static func collectNeedsBefore(_ pattern: Pattern, into needs: inout ContextAutomaton.Needs) {
        switch pattern {
        case .empty, .scalars, .textEnd: break
        case .sequence(let parts), .choice(let parts):
            for part in parts { collectNeedsBefore(part, into: &needs) }
        case .repetition(let part, _, _), .lookahead(let part, _): collectNeedsBefore(part, into: &needs)
        case .textStart: needs.edge = true
        case .wordBoundary: needs.word = true
        case .lookbehind(let part, _): if !needs.patterns.contains(part) { needs.patterns.append(part) }
        }
    }

    /// All texts that are a match from start to end.
    static func whole(_ pattern: Pattern, in pool: ExpressionPool) throws(GrammarError) -> ExpressionID {
        var compiler = try PatternCompiler(pattern, in: pool)
        return try compiler.compile(pattern, then: compiler.everywhere(.empty))[0]
    }

    /// All texts that contain a match.
    static func search(_ pattern: Pattern, in pool: ExpressionPool) throws(GrammarError) -> ExpressionID {
        // Alternatives are searched one by one: an anchor in one then leaves the others simple.
        if case .choice(let parts) = pattern {
            var list: [ExpressionID] = []
            for part in parts {
                let found = try search(part, in: pool)
                if found == pool.anyText { return found }
                list.append(found)
            }
            return pool.choice(list)
        }
        let trimmed = pattern.trimmed(leading: true, trailing: true)
        if trimmed.isPlain, trimmed.isNullable { return pool.anyText }
        var compiler = try PatternCompiler(trimmed, in: pool)
        let found = try compiler.compile(trimmed, then: compiler.everywhere(pool.anyText))
        if compiler.isUniform(found) { return pool.sequence(pool.anyText, found[0]) }
        // Any text, then a match; the text decides in which context the match begins.
        let system = try compiler.transfer(of: .scalars(.all), after: nil)
        return try compiler.solve(system, found)[0]
    }

    func everywhere(_ expression: ExpressionID) -> Continuation { Array(repeating: expression, count: before.count) }

    func isUniform(_ continuation: Continuation) -> Bool { continuation.allSatisfy { $0 == continuation[0] } }

    /// Counts work; a pattern that would explode is refused instead.
    mutating func step(_ count: Int = 1) throws(GrammarError) {
        steps += count
        guard steps <= Self.maximumSteps, pool.count - countBefore <= Self.maximumSteps else {
            throw .pattern(
                .tooComplex, "the assertions of the pattern make it too large to compile",
                advice: "lower the repetition counts around them, or use fewer assertions")
        }
    }

    // MARK: Continuations

    /// What may follow before `pattern` if `rest` may follow after it.
    mutating func compile(_ pattern: Pattern, then rest: Continuation) throws(GrammarError) -> Continuation {
        if isUniform(rest) {
            if rest[0] == .nothing { return rest }
            if pattern.isPlain { return everywhere(pool.sequence(plain(pattern), rest[0])) }
        }
        try step()
        switch pattern {
        case .empty: return rest
        case .scalars(let set): return try compile(set, then: rest)
        case .sequence(let parts):
            var rest = rest
            for part in parts.reversed() { rest = try compile(part, then: rest) }
            return rest
        case .choice(let parts):
            var lists = [[ExpressionID]](repeating: [], count: before.count)
            for part in parts {
                for (state, expression) in try compile(part, then: rest).enumerated() {
                    lists[state].append(expression)
                }
            }
            return lists.map { pool.choice($0) }
        case .repetition(let part, let minimum, let maximum):
            return try compileRepetition(of: part, minimum, maximum, then: rest)
        case .textStart: return filter(rest) { before.isEdge[$0] }
        case .textEnd: return rest.map { pool.isNullable($0) ? .empty : .nothing }
        case .wordBoundary(let negated):
            return rest.indices.map { beginning(rest[$0], withWord: before.isAfterWord[$0] == negated) }
        case .lookahead(let part, let negated):
            let found = try compile(part, then: everywhere(pool.anyText))
            var result: Continuation = []
            for (found, rest) in zip(found, rest) {
                if rest != .nothing { try step(Self.intersectionCost) }
                result.append(try pool.intersection([negated ? try pool.complement(found) : found, rest]))
            }
            return result
        case .lookbehind(let part, let negated):
            guard let index = lookbehinds.firstIndex(of: part) else { return rest }
            return filter(rest) { before.matches[$0][index] != negated }
        }
    }

    private func filter(_ rest: Continuation, _ isKept: (Int) -> Bool) -> Continuation {
        rest.indices.map { isKept($0) ? rest[$0] : .nothing }
    }

    private mutating func compile(_ set: ScalarSet, then rest: Continuation) throws(GrammarError) -> Continuation {
        var result: Continuation = []
        let parts = before.classes.map { $0.intersection(set) }
        for row in before.transitions {
            try step()
            var byTarget: [Int: [ClosedRange<UInt32>]] = [:]
            for (part, target) in zip(parts, row) { byTarget[target, default: []] += part.ranges }
            var list: [ExpressionID] = []
            for (target, ranges) in byTarget.sorted(by: { $0.key < $1.key }) {
                list.append(pool.sequence(scalars(ScalarSet(ranges)), rest[target]))
            }
            result.append(pool.choice(list))
        }
        return result
    }

    /// The texts of `rest` that begin with a word character, or those that do not.
    private func beginning(_ rest: ExpressionID, withWord: Bool) -> ExpressionID {
        var list: [ExpressionID] = []
        if !withWord, pool.isNullable(rest) { list.append(.empty) }
        var byResult: [ExpressionID: ByteSet] = [:]
        pool.firstBytes(rest).forEach { byte in
            guard ScalarSet.word.contains(UInt32(byte)) == withWord else { return }
            byResult[pool.derivative(rest, by: byte), default: ByteSet()].insert(byte)
        }
        for (then, bytes) in byResult.sorted(by: { $0.key.raw < $1.key.raw }) where then != .nothing {
            list.append(pool.sequence(pool.bytes(bytes), then))
        }
        return pool.choice(list)
    }

    // MARK: Patterns without assertions

    /// One character of `set`.
    mutating func scalars(_ set: ScalarSet) -> ExpressionID {
        if let known = sets[set] { return known }
        let expression = pool.scalars(set.ranges)
        sets[set] = expression
        return expression
    }

    mutating func plain(_ pattern: Pattern) -> ExpressionID {
        switch pattern {
        case .scalars(let set): return scalars(set)
        case .sequence(let parts):
            var list: [ExpressionID] = []
            var literal: [UInt8] = []
            for part in parts {
                if case .scalars = part, let bytes = self.literal(part) {
                    literal += bytes
                    continue
                }
                list += [pool.literal(literal), plain(part)]
                literal = []
            }
            list.append(pool.literal(literal))
            return pool.sequence(list)
        case .choice(let parts):
            let literals = parts.compactMap { literal($0) }
            // Many names are best told apart as a tree.
            return literals.count == parts.count ? pool.literals(literals) : choice(of: parts)
        case .repetition(let part, let minimum, let maximum):
            return pool.repetition(plain(part), minimum, maximum)
        case .empty, .textStart, .textEnd, .wordBoundary, .lookahead, .lookbehind: return .empty
        }
    }

    private mutating func choice(of parts: [Pattern]) -> ExpressionID {
        var list: [ExpressionID] = []
        for part in parts { list.append(plain(part)) }
        return pool.choice(list)
    }

    /// The one text that the pattern matches, if it is only characters.
    private func literal(_ pattern: Pattern) -> [UInt8]? {
        switch pattern {
        case .scalars(let set):
            guard let single = set.single, let scalar = Unicode.Scalar(single) else { return nil }
            return UTF8.encode(scalar).map { Array($0) }
        case .sequence(let parts):
            var text: [UInt8] = []
            for part in parts {
                guard case .scalars = part, let bytes = literal(part) else { return nil }
                text += bytes
            }
            return text
        default: return nil
        }
    }
}
