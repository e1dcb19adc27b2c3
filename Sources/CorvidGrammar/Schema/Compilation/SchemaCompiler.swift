/// Makes expressions of a schema, as far as documents visit it.
///
/// What has to hold at a place of a document is a formula: a conjunction of literals. It is interned, and becomes an
/// expression for each type of JSON values; arrays and objects first become branches without inner alternatives.
final class SchemaCompiler {
    /// How documents are written.
    enum Style {
        /// Without white space, members in the order of the schema: for generation.
        case compact
        /// As RFC 8259 allows.
        case any
    }

    /// Branches that one formula may have for one type.
    static let branchLimit = 512

    /// Steps of the kinds that multiply, for one schema; some seconds.
    static let workLimit = 4_000_000
    /// Expressions that may be made while the schema is looked at in advance.
    static let poolLimit = 3_000_000

    let document: SchemaDocument
    let style: Style
    unowned let pool: ExpressionPool
    let evaluator: SchemaEvaluator

    /// The document's nodes and such as are made here.
    var nodes: ContiguousArray<SchemaNode>
    /// The document's names, and keys that were met.
    var names: SchemaNames

    struct Instance: Hashable {
        var node: Int32
        var scope: Int32
    }
    private var instances: ContiguousArray<Instance> = []
    private var instanceNumbers: [Instance: Int32] = [:]
    private var scopes: [SchemaEvaluator.Scope] = [[:]]
    private var scopeNumbers: [SchemaEvaluator.Scope: Int32] = [[:]: 0]

    var formulas: ContiguousArray<SchemaFormula> = []
    private var formulaNumbers: [[SchemaLiteral]: Int32] = [:]
    private var singleFormulas: [Int32: Int32] = [:]

    var matchers: ContiguousArray<SchemaMatcher> = []
    private var matcherNumbers: [SchemaMatcher: Int32] = [:]
    private var valueNodes: [JSONValue: Int32] = [:]
    private var patternExpressions: [Int32: ExpressionID] = [:]

    var branchMemo: [BranchKey: [SchemaBranch]] = [:]
    var branchDepth = 0
    var work = 0
    var objects: ContiguousArray<ObjectSpecification> = []
    var arrays: ContiguousArray<ArraySpecification> = []
    var objectStates: ContiguousArray<ObjectState> = []
    var objectStateNumbers: [ObjectState: Int32] = [:]
    var arrayStates: ContiguousArray<ArrayState> = []
    var arrayStateNumbers: [ArrayState: Int32] = [:]
    var keyLists: ContiguousArray<KeyList> = []
    var keyListNumbers: [KeyList: Int32] = [:]
    var typeMemo: [SchemaLiteral: SchemaTypes] = [:]
    var listMemo: [Int32: [JSONValue]?] = [:]
    var stringContents: [SchemaBranch: ExpressionID] = [:]
    var formatExpressions: [StringFormat: ExpressionID] = [:]
    var groundedContents: [SchemaGrounding: ExpressionID] = [:]
    var grammarExpressions: [Int32: ExpressionID] = [:]
    var objectNumbers: [SchemaBranch: Int32] = [:]
    var arrayNumbers: [SchemaBranch: Int32] = [:]
    var wordLists: [ExpressionID: [[UInt8]]?] = [:]
    var numberMachines: [NumberSpecification: ExpressionID] = [:]
    /// Bytes that follow a kept text at least, by payload.
    var followCosts: [Int32: Int] = [:]
    var solver = CostSolver()

    /// The literal that nothing follows.
    let never: SchemaLiteral
    let falseFormula: Int32
    let trueFormula: Int32
    /// Optional white space.
    let space: ExpressionID

    init(_ document: SchemaDocument, in pool: ExpressionPool, style: Style) {
        self.document = document
        self.pool = pool
        self.style = style
        evaluator = SchemaEvaluator(document)
        nodes = document.nodes
        names = document.names
        space =
            style == .any
            ? pool.repetition(pool.bytes(ByteSet([0x20, 0x09, 0x0A, 0x0D])), 0, nil) : .empty
        nodes.append(SchemaNode(keywords: [.nothing], resource: 0, parent: -1, step: SchemaStep()))
        let falseNode = Int32(nodes.count - 1)
        if document.hasDynamicReferences {
            instances.append(Instance(node: falseNode, scope: 0))
            instanceNumbers[Instance(node: falseNode, scope: 0)] = 0
            never = SchemaLiteral(0)
        } else {
            never = SchemaLiteral(falseNode)
        }
        formulas.append(SchemaFormula([]))
        formulas.append(SchemaFormula([never]))
        formulaNumbers[[]] = 0
        formulaNumbers[[never]] = 1
        trueFormula = 0
        falseFormula = 1
    }

    var always: SchemaLiteral { never.opposite }

    // MARK: Instances

    func instance(_ node: Int32, _ scope: Int32) -> Int32 {
        guard document.hasDynamicReferences else { return node }
        let key = Instance(node: node, scope: scope)
        if let known = instanceNumbers[key] { return known }
        let number = Int32(instances.count)
        instances.append(key)
        instanceNumbers[key] = number
        return number
    }

    func node(of instance: Int32) -> Int32 {
        document.hasDynamicReferences ? instances[Int(instance)].node : instance
    }

    private func scope(of instance: Int32) -> Int32 {
        document.hasDynamicReferences ? instances[Int(instance)].scope : 0
    }

    private func scopeNumber(_ scope: SchemaEvaluator.Scope) -> Int32 {
        if let known = scopeNumbers[scope] { return known }
        let number = Int32(scopes.count)
        scopes.append(scope)
        scopeNumbers[scope] = number
        return number
    }

    /// The document's root.
    func rootInstance() -> Int32 {
        instance(0, scopeNumber(evaluator.entered(0, [:])))
    }

    /// What `node` is, seen from `instance`.
    func child(_ node: Int32, of instance: Int32) -> Int32 {
        guard document.hasDynamicReferences else { return node }
        let scope = instances[Int(instance)].scope
        guard Int(node) < document.nodes.count else { return self.instance(node, scope) }
        return self.instance(node, scopeNumber(evaluator.entered(node, scopes[Int(scope)])))
    }

    /// What a dynamic reference of `instance` means.
    func dynamicTarget(_ node: Int32, anchor: Int32, of instance: Int32) -> Int32 {
        child(scopes[Int(scope(of: instance))][anchor] ?? node, of: instance)
    }

    func keywords(_ instance: Int32) -> [SchemaKeyword] { nodes[Int(node(of: instance))].keywords }

    /// A schema that is made here and stands for `keywords`.
    func makeInstance(_ keywords: [SchemaKeyword]) -> Int32 {
        nodes.append(SchemaNode(keywords: keywords, resource: 0, parent: -1, step: SchemaStep()))
        return instance(Int32(nodes.count - 1), 0)
    }

    /// The schema of exactly one value.
    func constant(_ value: JSONValue) -> SchemaLiteral {
        let canonical = Self.canonical(value)
        if let known = valueNodes[canonical] { return SchemaLiteral(known) }
        let made = makeInstance([.values([canonical])])
        valueNodes[canonical] = made
        return SchemaLiteral(made)
    }

    /// The same value in a form that equal values share.
    static func canonical(_ value: JSONValue) -> JSONValue {
        switch value {
        case .number(let text):
            return .number(ExactDecimal(text).map { String(decoding: $0.canonicalText(), as: UTF8.self) } ?? text)
        case .array(let items): return .array(items.map(canonical))
        case .object(let members):
            return .object(
                members.map { JSONValue.Member(key: $0.key, value: canonical($0.value)) }
                    .sorted { $0.key.lexicographicallyPrecedes($1.key) })
        default: return value
        }
    }

    /// Whether `value` follows `literal`, by plain evaluation.
    func holds(_ literal: SchemaLiteral, _ value: JSONValue) throws(GrammarError) -> Bool {
        let node = node(of: literal.instance)
        var result = true
        if Int(node) < document.nodes.count {
            result = try evaluator.matches(value, node: node, scope: scopes[Int(scope(of: literal.instance))])
        } else {
            for keyword in nodes[Int(node)].keywords {
                switch keyword {
                case .nothing: result = false
                case .values(let values): result = values.contains { SchemaEvaluator.areEqual($0, value) }
                case .anyLiteral(let literals):
                    result = false
                    for literal in literals where try holds(literal, value) { result = true }
                default: break
                }
            }
        }
        return result != literal.isNegated
    }

    // MARK: Formulas

    /// The formula of one literal.
    func formula(_ literal: SchemaLiteral) -> Int32 {
        if let known = singleFormulas[literal.raw] { return known }
        let number = formula([literal])
        singleFormulas[literal.raw] = number
        return number
    }

    /// The conjunction of `literals`.
    func formula(_ literals: [SchemaLiteral]) -> Int32 {
        var list: [SchemaLiteral] = []
        var steps = 0
        for literal in literals { simplify(literal, into: &list, depth: 0, &steps) }
        list.sort()
        var unique: [SchemaLiteral] = []
        for literal in list {
            // Opposites are neighbours.
            if unique.last == literal { continue }
            if unique.last == literal.opposite { return falseFormula }
            unique.append(literal)
        }
        if unique.contains(never) { return falseFormula }
        if let known = formulaNumbers[unique] { return known }
        let number = Int32(formulas.count)
        formulas.append(SchemaFormula(unique))
        formulaNumbers[unique] = number
        return number
    }

    func formula(_ formula: Int32, and literals: [SchemaLiteral]) -> Int32 {
        literals.isEmpty ? formula : self.formula(formulas[Int(formula)].literals + literals)
    }

    /// Replaces schemas that only pass on to others, so that equal conditions are equal formulas.
    private func simplify(
        _ literal: SchemaLiteral, into list: inout [SchemaLiteral], depth: Int, _ steps: inout Int
    ) {
        let instance = literal.instance
        let node = nodes[Int(node(of: instance))]
        func pass(_ child: Int32, isNegated: Bool) {
            simplify(SchemaLiteral(child, isNegated: isNegated), into: &list, depth: depth + 1, &steps)
        }
        steps += 1
        guard node.keywords.count <= 1, depth < 200, steps < 1_000 else { return list.append(literal) }
        switch node.keywords.first {
        case nil:
            if literal.isNegated { list.append(never) }
        case .nothing:
            if !literal.isNegated { list.append(never) }
        case .reference(let target): pass(child(target, of: instance), isNegated: literal.isNegated)
        case .dynamicReference(let target, let anchor):
            pass(dynamicTarget(target, anchor: anchor, of: instance), isNegated: literal.isNegated)
        case .not(let inner): pass(child(inner, of: instance), isNegated: !literal.isNegated)
        case .all(let children) where !literal.isNegated || children.count == 1:
            for inner in children { pass(child(inner, of: instance), isNegated: literal.isNegated) }
        case .any(let children) where literal.isNegated || children.count == 1:
            for inner in children { pass(child(inner, of: instance), isNegated: literal.isNegated) }
        case .one(let children) where children.count == 1:
            pass(child(children[0], of: instance), isNegated: literal.isNegated)
        default: list.append(literal)
        }
    }

    // MARK: Matchers

    func matcher(_ matcher: SchemaMatcher) -> Int32 {
        if let known = matcherNumbers[matcher] { return known }
        let number = Int32(matchers.count)
        matchers.append(matcher)
        matcherNumbers[matcher] = number
        return number
    }

    /// Matches keys that none of `list` matches.
    func outside(_ list: [Int32]) -> Int32 {
        var names: Set<Int32> = []
        var others: [Int32] = []
        for number in list {
            if case .name(let name) = matchers[Int(number)] { names.insert(name) } else { others.append(number) }
        }
        return matcher(.outside(names: names, others: others.sorted()))
    }

    /// Whether a matcher matches the key with the number `name`.
    func matches(_ matcher: Int32, _ name: Int32) throws(GrammarError) -> Bool {
        switch matchers[Int(matcher)] {
        case .name(let other): return name == other
        case .pattern(let pattern): return pool.matches(try expression(pattern: pattern), names[name])
        case .unlike(let formula):
            for literal in formulas[Int(formula)].literals {
                guard try holds(literal, .string(names[name])) else { return true }
            }
            return false
        case .outside(let excluded, let others):
            if excluded.contains(name) { return false }
            for other in others where try matches(other, name) { return false }
            return true
        }
    }

    func expression(pattern: Int32) throws(GrammarError) -> ExpressionID {
        if let known = patternExpressions[pattern] { return known }
        let expression = try document.patterns[Int(pattern)].expression(in: pool)
        patternExpressions[pattern] = expression
        return expression
    }

    // MARK: Errors

    /// Counts work that could explode.
    func spend(_ amount: Int, _ instance: Int32, _ keyword: SchemaKeywordName?) throws(GrammarError) {
        work += amount
        guard work < Self.workLimit, pool.count < Self.poolLimit else { throw entangled(instance, keyword) }
    }

    func failure(
        _ kind: GrammarError.Kind, _ instance: Int32, _ keyword: SchemaKeywordName?, _ reason: String
    ) -> GrammarError {
        let node = node(of: instance)
        return GrammarError(
            kind, at: Int(node) < document.nodes.count ? .pointer(document.pointer(node, keyword)) : .none, reason)
    }

    func entangled(_ instance: Int32, _ keyword: SchemaKeywordName?) -> GrammarError {
        failure(
            .tooComplex, instance, keyword,
            "the conditions here are too entangled: there are too many ways in which they may be met together")
    }
}
