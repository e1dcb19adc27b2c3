/// Whether a whole document follows a schema, decided the plain way: by walking both at once.
///
/// It shares nothing with the compiler of grammars, which is tested against it.
final class SchemaEvaluator {
    /// Members and items of one value that some schema has looked at.
    struct Evaluated {
        var members: Set<Int> = []
        var items: Set<Int> = []

        mutating func formUnion(_ other: Evaluated) {
            if !other.members.isEmpty { members.formUnion(other.members) }
            if !other.items.isEmpty { items.formUnion(other.items) }
        }
    }

    /// Where the dynamic anchors of the resources on the way lead; the outermost of a name counts.
    typealias Scope = [Int32: Int32]

    /// Schemas that may be applied for one document.
    private static let stepLimit = 20_000_000

    let document: SchemaDocument
    private var steps = 0
    private(set) lazy var pool = ExpressionPool()
    private var patterns: [Int32: ExpressionID] = [:]
    private var formats: [StringFormat: ExpressionID] = [:]
    private var grammars: [Int32: ExpressionID] = [:]
    private var groundings: [SchemaGrounding: ExpressionID] = [:]

    init(_ document: SchemaDocument) { self.document = document }

    /// Whether `value` follows the schema.
    func matches(_ value: JSONValue) throws(GrammarError) -> Bool {
        if Self.hasDuplicateKeys(value) { return false }
        return try matches(value, node: 0, scope: entered(0, [:]))
    }

    /// Whether `value` follows a schema of the document.
    func matches(_ value: JSONValue, node: Int32, scope: Scope) throws(GrammarError) -> Bool {
        steps = 0
        return try evaluate(value, node, scope, depth: 0) != nil
    }

    /// The scope within a schema that is reached from `scope`.
    func entered(_ node: Int32, _ scope: Scope) -> Scope {
        guard document.hasDynamicReferences else { return scope }
        var scope = scope
        for anchor in document.resources[Int(document.nodes[Int(node)].resource)].dynamicAnchors
        where scope[anchor.name] == nil {
            scope[anchor.name] = anchor.node
        }
        return scope
    }

    /// Nil where the value does not follow the schema.
    private func evaluate(
        _ value: JSONValue, _ node: Int32, _ outer: Scope, depth: Int
    ) throws(GrammarError) -> Evaluated? {
        steps += 1
        guard depth < 1_000, steps < Self.stepLimit else {
            throw GrammarError(
                .tooComplex, at: .pointer(document.pointer(node)), "the schema applies itself too often to one value")
        }
        let scope = entered(node, outer)
        var evaluated = Evaluated()
        for keyword in document.nodes[Int(node)].keywords {
            let holds =
                switch keyword {
                case .unevaluatedMembers(let child):
                    try evaluateRest(of: value, child, scope, depth, members: true, &evaluated)
                case .unevaluatedItems(let child):
                    try evaluateRest(of: value, child, scope, depth, members: false, &evaluated)
                default: try evaluate(value, keyword, scope, depth, &evaluated)
                }
            guard holds else { return nil }
        }
        return evaluated
    }

    private func evaluateRest(
        of value: JSONValue, _ child: Int32, _ scope: Scope, _ depth: Int, members: Bool, _ evaluated: inout Evaluated
    ) throws(GrammarError) -> Bool {
        if members {
            for (index, member) in (value.members ?? []).enumerated() where !evaluated.members.contains(index) {
                guard try evaluate(member.value, child, scope, depth: depth + 1) != nil else { return false }
                evaluated.members.insert(index)
            }
        } else {
            for (index, item) in (value.array ?? []).enumerated() where !evaluated.items.contains(index) {
                guard try evaluate(item, child, scope, depth: depth + 1) != nil else { return false }
                evaluated.items.insert(index)
            }
        }
        return true
    }

    private func evaluate(
        _ value: JSONValue, _ keyword: SchemaKeyword, _ scope: Scope, _ depth: Int, _ evaluated: inout Evaluated
    ) throws(GrammarError) -> Bool {
        switch keyword {
        case .nothing: return false
        case .types(let types): return types.contains(SchemaTypes(of: value))
        case .values(let values): return values.contains { Self.areEqual($0, value) }
        case .all, .any, .one, .not, .condition, .reference, .dynamicReference, .dependentSchemas:
            return try evaluateInPlace(value, keyword, scope, depth, &evaluated)
        case .minimum, .maximum, .multiple:
            guard case .number(let text) = value else { return true }
            return Self.number(text, follows: keyword)
        case .minimumLength(let minimum): return value.utf8.map { Self.length($0) >= minimum } ?? true
        case .maximumLength(let maximum): return value.utf8.map { Self.length($0) <= maximum } ?? true
        case .pattern, .format, .grammar:
            guard case .string(let text) = value else { return true }
            return try matches(text, keyword)
        case .grounded(let grounding): return isGrounded(value, grounding)
        case .members, .memberNames, .required, .minimumMembers, .maximumMembers, .dependentRequired:
            guard case .object(let members) = value else { return true }
            return try evaluateMembers(members, keyword, scope, depth, &evaluated)
        case .items, .contains, .minimumItems, .maximumItems, .uniqueItems:
            guard case .array(let items) = value else { return true }
            return try evaluateItems(items, keyword, scope, depth, &evaluated)
        case .unevaluatedMembers, .unevaluatedItems, .anyLiteral: return true
        }
    }

    private func evaluateInPlace(
        _ value: JSONValue, _ keyword: SchemaKeyword, _ scope: Scope, _ depth: Int, _ evaluated: inout Evaluated
    ) throws(GrammarError) -> Bool {
        func apply(_ child: Int32) throws(GrammarError) -> Bool {
            guard let result = try evaluate(value, child, scope, depth: depth + 1) else { return false }
            evaluated.formUnion(result)
            return true
        }
        switch keyword {
        case .all(let children):
            for child in children { guard try apply(child) else { return false } }
            return true
        case .any(let children):
            var count = 0
            for child in children where try apply(child) { count += 1 }
            return count > 0
        case .one(let children):
            var count = 0
            for child in children where try apply(child) { count += 1 }
            return count == 1
        case .not(let child): return try evaluate(value, child, scope, depth: depth + 1) == nil
        case .condition(let condition, let consequence, let alternative):
            if let next = try apply(condition) ? consequence : alternative { return try apply(next) }
            return true
        case .reference(let target): return try apply(target)
        case .dynamicReference(let target, let anchor): return try apply(scope[anchor] ?? target)
        case .dependentSchemas(let dependents):
            guard case .object(let members) = value else { return true }
            for dependent in dependents where members.contains(where: { $0.key == document.names[dependent.name] }) {
                guard try apply(dependent.node) else { return false }
            }
            return true
        default: return true
        }
    }

    private func evaluateMembers(
        _ members: [JSONValue.Member], _ keyword: SchemaKeyword, _ scope: Scope, _ depth: Int,
        _ evaluated: inout Evaluated
    ) throws(GrammarError) -> Bool {
        func has(_ name: Int32) -> Bool { members.contains { $0.key == document.names[name] } }
        func follows(_ value: JSONValue, _ node: Int32) throws(GrammarError) -> Bool {
            try evaluate(value, node, scope, depth: depth + 1) != nil
        }
        switch keyword {
        case .required(let names): return names.allSatisfy(has)
        case .minimumMembers(let minimum): return members.count >= minimum
        case .maximumMembers(let maximum): return members.count <= maximum
        case .dependentRequired(let entries): return entries.allSatisfy { !has($0.name) || $0.required.allSatisfy(has) }
        case .memberNames(let node):
            for member in members { guard try follows(.string(member.key), node) else { return false } }
            return true
        case .members(let rules):
            for (index, member) in members.enumerated() {
                var isKnown = false
                for rule in rules.named where document.names[rule.name] == member.key {
                    isKnown = true
                    guard try follows(member.value, rule.node) else { return false }
                }
                for rule in rules.patterns where try matches(member.key, pattern: rule.pattern) {
                    isKnown = true
                    guard try follows(member.value, rule.node) else { return false }
                }
                if !isKnown, let additional = rules.additional {
                    isKnown = true
                    guard try follows(member.value, additional) else { return false }
                }
                if isKnown { evaluated.members.insert(index) }
            }
            return true
        default: return true
        }
    }

    private func evaluateItems(
        _ items: [JSONValue], _ keyword: SchemaKeyword, _ scope: Scope, _ depth: Int, _ evaluated: inout Evaluated
    ) throws(GrammarError) -> Bool {
        switch keyword {
        case .minimumItems(let minimum): return items.count >= minimum
        case .maximumItems(let maximum): return items.count <= maximum
        case .uniqueItems:
            for (index, item) in items.enumerated() {
                for other in items[..<index] where Self.areEqual(item, other) { return false }
            }
            return true
        case .items(let prefix, let rest):
            for (index, item) in items.enumerated() {
                guard let node = index < prefix.count ? prefix[index] : rest else { break }
                guard try evaluate(item, node, scope, depth: depth + 1) != nil else { return false }
                evaluated.items.insert(index)
            }
            return true
        case .contains(let node, let minimum, let maximum):
            var count = 0
            for (index, item) in items.enumerated() where try evaluate(item, node, scope, depth: depth + 1) != nil {
                count += 1
                evaluated.items.insert(index)
            }
            return count >= minimum && count <= maximum ?? .max
        default: return true
        }
    }

    // MARK: Strings

    private func matches(_ text: [UInt8], _ keyword: SchemaKeyword) throws(GrammarError) -> Bool {
        switch keyword {
        case .pattern(let pattern): return try matches(text, pattern: pattern)
        case .format(let format):
            if let known = formats[format] { return pool.matches(known, text) }
            let expression = try format.expression(in: pool)
            formats[format] = expression
            return pool.matches(expression, text)
        case .grammar(let grammar):
            if let known = grammars[grammar] { return pool.matches(known, text) }
            let expression = try document.grammars[Int(grammar)].compile(into: pool)
            grammars[grammar] = expression
            return pool.matches(expression, text)
        default: return true
        }
    }

    func matches(_ text: [UInt8], pattern: Int32) throws(GrammarError) -> Bool {
        if let known = patterns[pattern] { return pool.matches(known, text) }
        let expression = try document.patterns[Int(pattern)].expression(in: pool)
        patterns[pattern] = expression
        return pool.matches(expression, text)
    }

    /// Characters, which JSON Schema counts as Unicode scalars.
    static func length(_ text: [UInt8]) -> Int { text.count { $0 & 0xC0 != 0x80 } }

    private func isGrounded(_ value: JSONValue, _ grounding: SchemaGrounding) -> Bool {
        guard let text = document.grounding else { return false }
        switch value {
        case .string(let content):
            let known = groundings[grounding] ?? grounding.content(of: text, in: pool)
            groundings[grounding] = known
            return pool.matches(known, content)
        case .number(let number):
            guard grounding == .number || grounding == .normalizedNumber else { return false }
            return text.numbers().contains { $0.value == ExactDecimal(number) }
        default: return true
        }
    }

    // MARK: Values

    private static func number(_ text: String, follows keyword: SchemaKeyword) -> Bool {
        guard let number = ExactDecimal(text) else { return false }
        switch keyword {
        case .minimum(let bound, let isExclusive): return isExclusive ? number > bound : number >= bound
        case .maximum(let bound, let isExclusive): return isExclusive ? number < bound : number <= bound
        case .multiple(let divisor): return number.isMultiple(of: divisor)
        default: return true
        }
    }

    /// Equality as JSON Schema has it: numbers by value, objects without order.
    static func areEqual(_ a: JSONValue, _ b: JSONValue) -> Bool {
        switch (a, b) {
        case (.null, .null): return true
        case (.bool(let x), .bool(let y)): return x == y
        case (.string(let x), .string(let y)): return x == y
        case (.number(let x), .number(let y)):
            if x == y { return true }
            guard let x = ExactDecimal(x), let y = ExactDecimal(y) else { return false }
            return x == y
        case (.array(let x), .array(let y)): return x.count == y.count && zip(x, y).allSatisfy { areEqual($0, $1) }
        case (.object(let x), .object(let y)):
            return x.count == y.count
                && x.allSatisfy { member in
                    y.contains { $0.key == member.key && areEqual($0.value, member.value) }
                }
        default: return false
        }
    }

    private static func hasDuplicateKeys(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let items): return items.contains(where: hasDuplicateKeys)
        case .object(let members):
            return Set(members.map(\.key)).count < members.count || members.contains { hasDuplicateKeys($0.value) }
        default: return false
        }
    }
}
