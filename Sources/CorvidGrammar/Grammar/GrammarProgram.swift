/// A grammar as a table: every expression is a node, its parts stand before it, names have become indices.
///
/// The checks and the compiler walk over the table in loops, so that no grammar can exhaust the stack.
struct GrammarProgram {
    struct Node {
        var expression: Grammar.Expression
        /// The range of its parts in `children`.
        var firstChild: Int32
        var childCount: Int32
        /// -1 for the whole right-hand side of a rule.
        var parent: Int32 = -1
        var rule: Int32
        /// The rule that a reference means; -1 for all others.
        var target: Int32
        /// Whether an intersection or a complement takes it apart.
        var isRegularPart: Bool
    }

    let grammar: Grammar
    private(set) var nodes: ContiguousArray<Node> = []
    private(set) var children: ContiguousArray<Int32> = []
    /// The nodes of each rule; the last one is its right-hand side.
    private(set) var ruleNodes: [Range<Int>] = []
    private(set) var root = 0
    private var indices: [String: Int] = [:]
    private var size = 0

    /// - Throws: ``GrammarError`` for a name that is missing or defined twice, and for what is too large.
    init(_ grammar: Grammar) throws(GrammarError) {
        self.grammar = grammar
        guard grammar.rules.count <= GrammarLimit.rules else {
            throw GrammarError(.tooComplex, "there are more than \(GrammarLimit.rules) rules")
        }
        for (index, rule) in grammar.rules.enumerated() {
            guard indices.updateValue(index, forKey: rule.name) == nil else {
                throw GrammarError(.invalidValue, at: rule.location, "rule '\(rule.name)' is defined twice")
            }
        }
        guard let root = indices[grammar.root] else {
            throw GrammarError.undefinedRule(grammar.root, among: grammar.rules.lazy.map(\.name), at: .none)
        }
        self.root = root
        for (index, rule) in grammar.rules.enumerated() {
            let start = nodes.count
            _ = try add(rule.expression, rule: index, depth: 0, isRegularPart: false, isStringContent: false)
            ruleNodes.append(start..<nodes.count)
        }
    }

    /// The right-hand side of a rule.
    func body(_ rule: Int) -> Int { ruleNodes[rule].upperBound - 1 }

    func parts(_ node: Int) -> ArraySlice<Int32> {
        let first = Int(nodes[node].firstChild)
        return children[first..<first + Int(nodes[node].childCount)]
    }

    /// The rule that a reference means; nil for what is no reference.
    func target(_ node: Int) -> Int? {
        let target = Int(nodes[node].target)
        return target >= 0 ? target : nil
    }

    func name(_ rule: Int) -> String { grammar.rules[rule].name }

    func error(_ kind: GrammarError.Kind, in rule: Int, _ reason: String) -> GrammarError {
        GrammarError(kind, at: grammar.rules[rule].location, reason)
    }

    // MARK: - Building

    private mutating func add(
        _ expression: Grammar.Expression, rule: Int, depth: Int, isRegularPart: Bool, isStringContent: Bool
    ) throws(GrammarError) -> Int32 {
        guard depth <= GrammarLimit.nesting else {
            throw error(
                .tooComplex, in: rule, "rule '\(name(rule))' nests more than \(GrammarLimit.nesting) expressions")
        }
        let parts: [Grammar.Expression]
        var target = -1
        var regular = isRegularPart
        var content = isStringContent
        switch expression {
        case .sequence(let list): parts = joined(list)
        case .choice(let list): parts = list
        case .repetition(let part, let minimum, let maximum):
            guard minimum >= 0, minimum <= maximum ?? minimum else {
                throw error(
                    .invalidValue, in: rule, "a repetition in rule '\(name(rule))' ends before it begins")
            }
            guard max(minimum, maximum ?? 0) <= GrammarLimit.repetition else {
                throw error(
                    .tooComplex, in: rule,
                    "rule '\(name(rule))' counts more than \(GrammarLimit.repetition) repetitions")
            }
            parts = [part]
        case .jsonString(let part):
            parts = [part]
            content = true
        case .intersection(let list):
            parts = list
            regular = true
        case .complement(let part):
            parts = [part]
            regular = true
        case .reference(let name):
            guard let index = indices[name] else {
                throw GrammarError.undefinedRule(
                    name, among: grammar.rules.lazy.map(\.name), at: grammar.rules[rule].location,
                    from: self.name(rule))
            }
            target = index
            parts = []
        case .specialToken where isStringContent: throw tokenInString(rule)
        case .freeText(let triggers):
            guard !isStringContent || triggers.allSatisfy({ $0.key.first != 0xFF }) else { throw tokenInString(rule) }
            parts = triggers.map(\.then)
        case .empty, .literal, .characters, .bytes, .anyCharacter, .specialToken, .regularExpression, .external:
            parts = []
        }
        var indices: [Int32] = []
        indices.reserveCapacity(parts.count)
        for part in parts {
            indices.append(
                try add(part, rule: rule, depth: depth + 1, isRegularPart: regular, isStringContent: content))
        }
        try grow(expression, rule)
        let index = Int32(nodes.count)
        for part in indices { nodes[Int(part)].parent = index }
        nodes.append(
            Node(
                expression: expression, firstChild: Int32(children.count), childCount: Int32(indices.count),
                rule: Int32(rule), target: Int32(target), isRegularPart: isRegularPart))
        children.append(contentsOf: indices)
        return index
    }

    private func tokenInString(_ rule: Int) -> GrammarError {
        error(
            .unsupported, in: rule, "rule '\(name(rule))' has a special token within a JSON string; it is no text")
    }

    /// A sequence's elements with neighbouring literals made one.
    private func joined(_ list: [Grammar.Expression]) -> [Grammar.Expression] {
        var result: [Grammar.Expression] = []
        result.reserveCapacity(list.count)
        var text: [UInt8] = []
        for element in list {
            if case .literal(let bytes) = element {
                text += bytes
                continue
            }
            if !text.isEmpty { result.append(.literal(text)) }
            text = []
            result.append(element)
        }
        if !text.isEmpty { result.append(.literal(text)) }
        return result
    }

    private mutating func grow(_ expression: Grammar.Expression, _ rule: Int) throws(GrammarError) {
        let added =
            switch expression {
            case .literal(let bytes): 1 + bytes.count / 16
            case .characters(let characters): 1 + characters.ranges.count
            case .regularExpression(let pattern): 1 + pattern.count
            default: 1
            }
        size += added
        guard size <= GrammarLimit.size else {
            throw error(.tooComplex, in: rule, "the grammar has more than \(GrammarLimit.size) elements")
        }
    }
}
