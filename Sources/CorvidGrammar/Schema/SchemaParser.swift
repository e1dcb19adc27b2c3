/// Reads a schema: numbers its parts, checks every keyword's value, and finds what references mean.
struct SchemaParser {
    /// A reference to look up when all anchors are known.
    struct Reference {
        var node: Int32
        var keyword: SchemaKeywordName
        var text: String
    }

    struct ChildKey: Hashable {
        var parent: Int32
        var step: SchemaStep
    }

    let options: JSONSchema.Options
    var document = SchemaDocument()
    /// What each node was made from, for pointers into it.
    var values: ContiguousArray<JSONValue> = []
    var references: [Reference] = []
    var resourcesByBase: [String: Int32] = [:]
    var children: [ChildKey: Int32]?
    var foreign: [String: Int32] = [:]
    /// For each name, the object that had it last.
    private var lists: ContiguousArray<Int32> = []
    private var list: Int32 = 0
    private var patternNumbers: [Int32: Int32] = [:]
    private var grammarNumbers: [String: Int32] = [:]

    init(options: JSONSchema.Options) {
        self.options = options
        document.grounding = options.grounding
    }

    mutating func parse(_ value: JSONValue) throws(GrammarError) -> SchemaDocument {
        document.resources.append(SchemaResource(root: 0, base: "", dialect: options.dialect))
        resourcesByBase[""] = 0
        _ = try parseNode(value, parent: -1, step: SchemaStep(), resource: 0, depth: 0)
        try resolveReferences()
        try refuseCycles()
        return document
    }

    func failure(
        _ kind: GrammarError.Kind, _ node: Int32, _ keyword: SchemaKeywordName?, _ reason: String
    ) -> GrammarError {
        GrammarError(kind, at: .pointer(document.pointer(node, keyword)), reason)
    }

    // MARK: Names

    /// The numbers of an object's names, which must differ.
    mutating func distinctNames(
        _ entries: [JSONValue.Member], _ node: Int32, _ keyword: SchemaKeywordName
    ) throws(GrammarError) -> [Int32] {
        list += 1
        var numbers: [Int32] = []
        numbers.reserveCapacity(entries.count)
        for entry in entries {
            let name = document.names.number(of: entry.key)
            while lists.count <= Int(name) { lists.append(-1) }
            guard lists[Int(name)] != list else {
                throw failure(.invalidValue, node, keyword, "a name stands twice in \(keyword.rawValue)")
            }
            lists[Int(name)] = list
            numbers.append(name)
        }
        return numbers
    }

    // MARK: Nodes

    mutating func parseNode(
        _ value: JSONValue, parent: Int32, step: SchemaStep, resource: Int32, depth: Int
    ) throws(GrammarError) -> Int32 {
        let node = Int32(document.nodes.count)
        document.nodes.append(SchemaNode(resource: resource, parent: parent, step: step))
        values.append(value)
        if children != nil { children?[ChildKey(parent: parent, step: step)] = node }
        guard depth <= options.maximumDepth else {
            throw failure(.tooComplex, node, nil, "schemas stand in one another more than \(options.maximumDepth) deep")
        }
        guard document.nodes.count <= options.maximumNodes else {
            throw failure(.tooComplex, node, nil, "the schema has more than \(options.maximumNodes) parts")
        }
        switch value {
        case .bool(true): break
        case .bool(false): document.nodes[Int(node)].keywords = [.nothing]
        case .object(let members):
            var reader = SchemaNodeReader(node: node, resource: resource, depth: depth)
            try reader.read(members, with: &self)
            document.nodes[Int(node)].keywords = reader.keywords
        default:
            throw failure(.invalidValue, node, nil, "a schema is an object, true or false")
        }
        return node
    }

    /// The number of a pattern, which is read when it is first seen.
    mutating func pattern(
        _ text: [UInt8], at node: Int32, _ keyword: SchemaKeywordName
    ) throws(GrammarError) -> Int32 {
        let name = document.names.number(of: text)
        if let known = patternNumbers[name] { return known }
        let expression: RegularExpression
        do {
            expression = try RegularExpression(String(decoding: text, as: UTF8.self))
        } catch {
            var reason = error.reason
            if case .byte(let offset) = error.location { reason = "at byte \(offset) of the pattern: \(reason)" }
            throw failure(error.kind, node, keyword, reason)
        }
        let number = Int32(document.patterns.count)
        document.patterns.append(expression)
        patternNumbers[name] = number
        return number
    }

    /// The number of a grammar that the options name, or that stands in the schema as GBNF.
    mutating func grammar(_ text: String, at node: Int32) throws(GrammarError) -> Int32 {
        if let known = grammarNumbers[text] { return known }
        let grammar: Grammar
        if let named = options.grammars[text] {
            grammar = named
        } else if text.utf8.contains(UInt8(ascii: "=")) {
            do {
                grammar = try Grammar(gbnf: text)
            } catch {
                var reason = error.reason
                if case .line(let line, let column) = error.location {
                    reason = "at line \(line), column \(column) of the grammar: \(reason)"
                }
                throw failure(error.kind, node, .grammar, reason)
            }
        } else {
            throw failure(.undefinedReference, node, .grammar, "no grammar is named '\(text)' in the options")
        }
        let number = Int32(document.grammars.count)
        document.grammars.append(grammar)
        grammarNumbers[text] = number
        return number
    }

    // MARK: Cycles

    /// A schema that applies itself to the same value has no meaning.
    private func refuseCycles() throws(GrammarError) {
        var state = [UInt8](repeating: 0, count: document.nodes.count)
        for root in document.nodes.indices where state[root] == 0 {
            var stack: [(node: Int32, children: [Int32], next: Int)] = []
            func enter(_ node: Int32) {
                state[Int(node)] = 1
                stack.append((node, document.inPlaceChildren(node), 0))
            }
            enter(Int32(root))
            while let top = stack.last {
                guard top.next < top.children.count else {
                    state[Int(top.node)] = 2
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let child = top.children[top.next]
                if state[Int(child)] == 1 {
                    throw failure(
                        .leftRecursion, child, nil, "the schema applies itself to the same value without end")
                }
                if state[Int(child)] == 0 { enter(child) }
            }
        }
    }
}
