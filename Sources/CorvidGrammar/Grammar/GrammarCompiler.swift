/// Turns a grammar's table into expressions of a pool.
struct GrammarCompiler {
    private let program: GrammarProgram
    private let references: GrammarProgram.References
    private let pool: ExpressionPool
    private let style: JSONStyle
    /// The expressions of nodes: of regular parts first, then of the whole.
    private var compiled: [ExpressionID]
    private var rules: [ExpressionID]
    /// Sizes with every rule written out that is.
    private var sizes: [Int]
    private var ruleSizes: [Int]
    private var isRegularPass = true
    private var named: [ExpressionID: ExpressionID] = [:]

    init(_ program: GrammarProgram, pool: ExpressionPool, style: JSONStyle) {
        self.program = program
        self.pool = pool
        self.style = style
        references = program.references()
        compiled = Array(repeating: .nothing, count: program.nodes.count)
        rules = Array(repeating: .nothing, count: program.ruleNodes.count)
        sizes = Array(repeating: 1, count: program.nodes.count)
        ruleSizes = Array(repeating: 1, count: program.ruleNodes.count)
    }

    mutating func compile() throws(GrammarError) -> ExpressionID {
        let isSolved = try compileRegularParts()
        isRegularPass = false
        let costs = program.costs { isSolved[$0] ? finite(pool.cost(compiled[$0])) : nil }
        try program.checkProductive(costs, references)
        try program.checkHeads(costs)
        for rule in references.order[..<references.reachedCount] where references.isCut[rule] {
            rules[rule] = pool.makeRule(cost: costs[program.body(rule)])
        }
        for rule in references.order[..<references.reachedCount] {
            for node in program.ruleNodes[rule] where !isSolved[node] && !program.nodes[node].isRegularPart {
                compiled[node] = try build(node)
            }
            let body = program.body(rule)
            if references.isCut[rule] {
                pool.define(rules[rule], as: compiled[body])
                ruleSizes[rule] = 1
            } else {
                rules[rule] = sizes[body] > GrammarLimit.inlined ? name(compiled[body]) : compiled[body]
                ruleSizes[rule] = sizes[body] > GrammarLimit.inlined ? 1 : sizes[body]
            }
        }
        return rules[program.root]
    }

    private func finite(_ cost: Int) -> Int {
        cost >= Int(ExpressionNode.infiniteCost) ? GrammarProgram.infiniteCost : cost
    }

    // MARK: - Regular parts

    /// Compiles patterns, intersections, complements and what is made elsewhere with all that they are made of. Whether these can be empty must
    /// be known before the rules are checked.
    ///
    /// - Returns: For each node, whether it is one of them.
    private mutating func compileRegularParts() throws(GrammarError) -> [Bool] {
        var isSolved = [Bool](repeating: false, count: program.nodes.count)
        var isNeeded = [Bool](repeating: false, count: program.ruleNodes.count)
        for rule in references.order.reversed() {
            for node in program.ruleNodes[rule] where isNeeded[rule] || program.nodes[node].isRegularPart {
                guard let target = program.target(node) else { continue }
                guard !references.isRecursive[target] else {
                    throw program.error(
                        .unsupported, in: rule,
                        "rule '\(program.name(target))' refers to itself, so that it cannot stand in an intersection "
                            + "or a complement, as rule '\(program.name(rule))' wants")
                }
                isNeeded[target] = true
            }
        }
        for rule in references.order {
            for node in program.ruleNodes[rule] {
                switch program.nodes[node].expression {
                case .regularExpression, .intersection, .complement, .external: isSolved[node] = true
                default: guard isNeeded[rule] || program.nodes[node].isRegularPart else { continue }
                }
                compiled[node] = try build(node)
                guard sizes[node] <= GrammarLimit.regular else {
                    throw program.error(
                        .tooComplex, in: rule,
                        "what stands in an intersection or a complement has more than \(GrammarLimit.regular) elements")
                }
            }
            rules[rule] = compiled[program.body(rule)]
            ruleSizes[rule] = sizes[program.body(rule)]
        }
        return isSolved
    }

    // MARK: - Nodes

    private mutating func build(_ node: Int) throws(GrammarError) -> ExpressionID {
        let parts = program.parts(node).map { compiled[Int($0)] }
        sizes[node] = program.parts(node).reduce(1) { min($0 + sizes[Int($1)], GrammarLimit.size) }
        switch program.nodes[node].expression {
        case .empty: return .empty
        case .literal(let bytes): return pool.sequence(literals(bytes))
        case .characters(let characters): return pool.scalars(characters.ranges)
        case .bytes(let set): return pool.bytes(set)
        case .anyCharacter: return pool.anyScalar
        case .sequence: return sequence(parts)
        case .choice: return choice(parts)
        case .repetition(_, let minimum, let maximum): return repetition(parts[0], minimum, maximum)
        case .reference:
            guard let target = program.target(node) else { return .nothing }
            sizes[node] = ruleSizes[target]
            return rules[target]
        case .specialToken(let ids): return pool.specialToken(ids)
        case .regularExpression(let pattern):
            return try located(node) { pool throws(GrammarError) in
                try RegularExpression(pattern).wholeExpression(in: pool)
            }
        case .external(let external):
            return try located(node) { pool throws(GrammarError) in try external.expression(in: pool) }
        case .freeText(let triggers):
            return try located(node) { pool throws(GrammarError) in
                try pool.freeText(until: zip(triggers, parts).map { ($0.key, $1) })
            }
        case .jsonString: return pool.sequence(pool.literal("\""), pool.jsonString(parts[0], style))
        case .intersection: return try located(node) { pool throws(GrammarError) in try pool.intersection(parts) }
        case .complement: return try located(node) { pool throws(GrammarError) in try pool.complement(parts[0]) }
        }
    }

    /// Names the rule in an error about a part of it.
    private func located(
        _ node: Int, _ make: (ExpressionPool) throws(GrammarError) -> ExpressionID
    ) throws(GrammarError) -> ExpressionID {
        do {
            return try make(pool)
        } catch {
            let rule = Int(program.nodes[node].rule)
            var reason = "rule '\(program.name(rule))': "
            if case .byte(let offset) = error.location { reason += "byte \(offset) of its pattern: " }
            throw program.error(error.kind, in: rule, reason + error.reason)
        }
    }

    /// Any of some alternatives. Many words become a tree over their beginnings.
    private func choice(_ alternatives: [ExpressionID]) -> ExpressionID {
        var words: [[UInt8]] = []
        var others: [ExpressionID] = []
        for alternative in alternatives {
            let node = pool.node(alternative)
            if node.kind == .literal, node.b <= GrammarLimit.word {
                words.append(Array(pool.literalBytes[Int(node.a)..<Int(node.a + node.b)]))
            } else {
                others.append(alternative)
            }
        }
        guard words.count >= 16 else { return pool.choice(alternatives) }
        return pool.choice(others + [pool.literals(words)])
    }

    /// Repeats a repetition by repeating what it repeats, if the counts leave no gap: two counters of which each can
    /// stand anywhere make far more states than one.
    private func repetition(_ expression: ExpressionID, _ minimum: Int, _ maximum: Int?) -> ExpressionID {
        let inner = pool.node(expression)
        guard inner.kind == .repetition else { return pool.repetition(expression, minimum, maximum) }
        let least = Int(inner.b)
        let most = inner.c < 0 ? Int(Int32.max) : Int(inner.c)
        // Between k and k + 1 rounds nothing is left out when k × most + 1 ≥ (k + 1) × least; it is tightest for the first k.
        guard maximum == minimum || minimum * (most - least) >= least - 1 else {
            return pool.repetition(expression, minimum, maximum)
        }
        let (low, lowOverflow) = least.multipliedReportingOverflow(by: minimum)
        let (high, highOverflow) = most.multipliedReportingOverflow(by: maximum ?? Int(Int32.max))
        guard !lowOverflow, low < Int32.max else { return pool.repetition(expression, minimum, maximum) }
        // No text has as many bytes as would be counted in vain.
        let isUnbounded = highOverflow || high >= Int32.max
        return pool.repetition(ExpressionID(raw: inner.a), low, isUnbounded ? nil : high)
    }

    /// Strings elements together. The pool steps along a sequence on its stack here and there, and joins neighbouring
    /// literals two at a time, so that neither may be long.
    private mutating func sequence(_ elements: [ExpressionID]) -> ExpressionID {
        var parts: [ExpressionID] = []
        var text: [UInt8] = []
        for element in elements {
            let node = pool.node(element)
            if node.kind == .literal {
                text += pool.literalBytes[Int(node.a)..<Int(node.a + node.b)]
                continue
            }
            parts += literals(text)
            text = []
            if let last = parts.last, let both = joined(last, element) {
                parts[parts.count - 1] = both
            } else {
                parts.append(element)
            }
        }
        parts += literals(text)
        while !isRegularPass, parts.count > GrammarLimit.spine {
            parts = stride(from: 0, to: parts.count, by: GrammarLimit.spine).map { start in
                name(pool.sequence(Array(parts[start..<min(start + GrammarLimit.spine, parts.count)])))
            }
        }
        return pool.sequence(parts)
    }

    /// Two repetitions of the same as one: where the first of them ends, nobody needs to know.
    private func joined(_ first: ExpressionID, _ second: ExpressionID) -> ExpressionID? {
        let a = pool.node(first)
        let b = pool.node(second)
        guard a.kind == .repetition, b.kind == .repetition, a.a == b.a else { return nil }
        let (low, lowOverflow) = a.b.addingReportingOverflow(b.b)
        let (high, highOverflow) = a.c.addingReportingOverflow(b.c)
        guard !lowOverflow, !highOverflow else { return nil }
        let isUnbounded = a.c < 0 || b.c < 0
        return pool.repetition(ExpressionID(raw: a.a), Int(low), isUnbounded ? nil : Int(high))
    }

    /// A text as literals of bounded length: stepping along a literal looks at what is left of it with every byte.
    private mutating func literals(_ text: [UInt8]) -> [ExpressionID] {
        guard !text.isEmpty else { return [] }
        guard text.count > GrammarLimit.literal, !isRegularPass else { return [pool.literal(text)] }
        return stride(from: 0, to: text.count, by: GrammarLimit.literal).map { start in
            name(pool.literal(text[start..<min(start + GrammarLimit.literal, text.count)]))
        }
    }

    /// A rule of the pool for an expression, so that it counts as one element wherever it stands.
    private mutating func name(_ expression: ExpressionID) -> ExpressionID {
        if expression == .nothing || expression == .empty { return expression }
        if let rule = named[expression] { return rule }
        let rule = pool.makeRule(cost: pool.cost(expression))
        pool.define(rule, as: expression)
        named[expression] = rule
        return rule
    }
}
