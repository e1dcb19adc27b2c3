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
    var instances: ContiguousArray<Instance> = []
    var instanceNumbers: [Instance: Int32] = [:]
    var scopes: [SchemaEvaluator.Scope] = [[:]]
    var scopeNumbers: [SchemaEvaluator.Scope: Int32] = [[:]: 0]

    var formulas: ContiguousArray<SchemaFormula> = []
    var formulaNumbers: [[SchemaLiteral]: Int32] = [:]
    var singleFormulas: [Int32: Int32] = [:]

    var matchers: ContiguousArray<SchemaMatcher> = []
    var matcherNumbers: [SchemaMatcher: Int32] = [:]
    var valueNodes: [JSONValue: Int32] = [:]
    var patternExpressions: [Int32: ExpressionID] = [:]

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
