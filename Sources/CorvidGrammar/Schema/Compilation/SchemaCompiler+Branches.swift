/// Schemas as alternatives of plain conditions, for values of one type.
extension SchemaCompiler {
    struct BranchKey: Hashable {
        var literal: SchemaLiteral
        var type: SchemaTypes
        var tracking: SchemaTracking
    }

    /// The ways to follow all of `literals` with a value of `type`, one of null, boolean, string, number, array, object.
    func branches(_ literals: [SchemaLiteral], _ type: SchemaTypes) throws(GrammarError) -> [SchemaBranch] {
        var result = [SchemaBranch.unconditional]
        for literal in literals {
            result = try both(result, branches(literal, type, .none), literal.instance, nil, type)
        }
        return result
    }

    func branches(
        _ literal: SchemaLiteral, _ type: SchemaTypes, _ tracking: SchemaTracking
    ) throws(GrammarError) -> [SchemaBranch] {
        let key = BranchKey(literal: literal, type: type, tracking: tracking)
        if let known = branchMemo[key] { return known }
        branchDepth += 1
        defer { branchDepth -= 1 }
        guard branchDepth < 400 else {
            throw failure(.tooComplex, literal.instance, nil, "the schema applies itself to one value without end")
        }
        let result =
            literal.isNegated
            ? try negative(literal.instance, type) : try positive(literal.instance, type, tracking)
        branchMemo[key] = result
        return result
    }

    // MARK: Combinations

    /// Each of `a` with each of `b`.
    func both(
        _ a: [SchemaBranch], _ b: [SchemaBranch], _ instance: Int32, _ keyword: SchemaKeywordName?, _ type: SchemaTypes
    ) throws(GrammarError) -> [SchemaBranch] {
        if a.count == 1, a[0] == .unconditional { return b }
        if b.count == 1, b[0] == .unconditional { return a }
        if a.isEmpty || b.isEmpty { return [] }
        guard a.count * b.count <= Self.branchLimit * 32 else { throw entangled(instance, keyword) }
        try spend(a.count * b.count * 16, instance, keyword)
        var result: [SchemaBranch] = []
        result.reserveCapacity(a.count * b.count)
        for first in a {
            for second in b {
                let joined = first.and(second)
                if a.count * b.count > 1, try isEvidentlyEmpty(joined, type) { continue }
                result.append(joined)
            }
        }
        return try distinct(result, instance, keyword)
    }

    func distinct(
        _ list: [SchemaBranch], _ instance: Int32, _ keyword: SchemaKeywordName?
    ) throws(GrammarError) -> [SchemaBranch] {
        guard list.count > 1 else { return list }
        if list.contains(.unconditional),
            list.allSatisfy({ $0.members.isEmpty && $0.items == 0 && $0.containedItems.isEmpty })
        {
            return [.unconditional]
        }
        var seen: Set<SchemaBranch> = []
        let result = list.filter { seen.insert($0).inserted }
        guard result.count <= Self.branchLimit else { throw entangled(instance, keyword) }
        return result
    }

    // MARK: Following a schema

    private func positive(
        _ instance: Int32, _ type: SchemaTypes, _ tracking: SchemaTracking
    ) throws(GrammarError) -> [SchemaBranch] {
        var rest: Int32?
        for keyword in keywords(instance) {
            switch keyword {
            case .unevaluatedMembers(let node) where type == .object: rest = node
            case .unevaluatedItems(let node) where type == .array: rest = node
            default: break
            }
        }
        let inner = rest == nil ? tracking : max(tracking, .sound)
        var result = try positiveKeywords(instance, type, inner)
        if let rest {
            let literal = SchemaLiteral(child(rest, of: instance))
            for index in result.indices {
                result[index] = result[index].and(SchemaBranch(unevaluatedRule(result[index], type, literal)))
                result[index].members = tracking != .none && type == .object ? [outside([])] : []
                result[index].items = tracking != .none && type == .array ? .max : 0
                result[index].containedItems = []
            }
        }
        return result
    }

    /// What `unevaluatedProperties` or `unevaluatedItems` says beside `branch`.
    private func unevaluatedRule(_ branch: SchemaBranch, _ type: SchemaTypes, _ literal: SchemaLiteral) -> [SchemaAtom]
    {
        if type == .object {
            let all = outside([])
            if branch.members.contains(all) { return [] }
            return [.rule(outside(branch.members), literal)]
        }
        if branch.items == .max { return [] }
        if branch.containedItems.isEmpty { return [.items(Int(branch.items), nil, literal)] }
        let either = SchemaLiteral(makeInstance([.anyLiteral(branch.containedItems + [literal])]))
        return [.items(Int(branch.items), nil, either)]
    }

    func positiveKeywords(
        _ instance: Int32, _ type: SchemaTypes, _ tracking: SchemaTracking
    ) throws(GrammarError) -> [SchemaBranch] {
        var result = [SchemaBranch.unconditional]
        for (index, keyword) in keywords(instance).enumerated() {
            let branches = try positive(keyword, index, instance, type, tracking)
            result = try both(result, branches, instance, nil, type)
            if result.isEmpty { return [] }
        }
        return result
    }

    private func positive(
        _ keyword: SchemaKeyword, _ index: Int, _ instance: Int32, _ type: SchemaTypes, _ tracking: SchemaTracking
    ) throws(GrammarError) -> [SchemaBranch] {
        func keep(_ wanted: SchemaTypes) -> [SchemaBranch] {
            type == wanted
                ? [SchemaBranch(SchemaAtom(kind: .keyword, a: instance, b: Int32(index)))] : [.unconditional]
        }
        switch keyword {
        case .nothing: return []
        case .types(let types):
            let common = types.intersection(type)
            return common.isEmpty ? [] : common == type ? [.unconditional] : keep(.number)
        case .values(let values):
            let ours = values.filter { type.contains(SchemaTypes(of: $0)) }
            if ours.isEmpty { return [] }
            switch type {
            case .null: return [.unconditional]
            case .array, .object: return try distinct(ours.map { SchemaBranch(equal(to: $0)) }, instance, .enumeration)
            default: return keep(type)
            }
        case .minimum, .maximum, .multiple: return keep(.number)
        case .minimumLength, .maximumLength, .pattern, .format, .grammar: return keep(.string)
        case .grounded:
            return type == .string || type == .number ? keep(type) : [.unconditional]
        case .memberNames, .required, .minimumMembers, .maximumMembers: return keep(.object)
        case .minimumItems, .maximumItems, .uniqueItems: return keep(.array)
        case .members(let members):
            var result = keep(.object)
            if type == .object, tracking != .none { result[0].members = evaluatedMembers(members) }
            return result
        case .items(let prefix, let rest):
            var result = keep(.array)
            if type == .array, tracking != .none { result[0].items = rest != nil ? .max : Int32(prefix.count) }
            return result
        case .contains(let node, _, _):
            var result = keep(.array)
            if type == .array, tracking != .none {
                result[0].containedItems = [SchemaLiteral(child(node, of: instance))]
            }
            return result
        case .dependentRequired(let entries):
            guard type == .object else { return [.unconditional] }
            var result = [SchemaBranch.unconditional]
            for entry in entries {
                let present = SchemaBranch([.required(entry.name)] + entry.required.map { .required($0) })
                result = try both(result, [absent(entry.name), present], instance, .dependentRequired, type)
            }
            return result
        case .dependentSchemas(let entries):
            guard type == .object else { return [.unconditional] }
            var result = [SchemaBranch.unconditional]
            for entry in entries {
                let follows = try branches(SchemaLiteral(child(entry.node, of: instance)), type, tracking)
                let present = try both(
                    [SchemaBranch(.required(entry.name))], follows, instance, .dependentSchemas, type)
                result = try both(result, [absent(entry.name)] + present, instance, .dependentSchemas, type)
            }
            return result
        case .unevaluatedMembers, .unevaluatedItems: return [.unconditional]
        case .all, .any, .one, .not, .condition, .reference, .dynamicReference, .anyLiteral:
            return try positiveApplicator(keyword, instance, type, tracking)
        }
    }

    private func positiveApplicator(
        _ keyword: SchemaKeyword, _ instance: Int32, _ type: SchemaTypes, _ tracking: SchemaTracking
    ) throws(GrammarError) -> [SchemaBranch] {
        func follow(_ node: Int32, not isNegated: Bool = false) throws(GrammarError) -> [SchemaBranch] {
            try branches(SchemaLiteral(child(node, of: instance), isNegated: isNegated), type, tracking)
        }
        switch keyword {
        case .reference(let target): return try follow(target)
        case .dynamicReference(let target, let anchor):
            return try branches(
                SchemaLiteral(dynamicTarget(target, anchor: anchor, of: instance)), type, tracking)
        case .all(let children):
            var result = [SchemaBranch.unconditional]
            for node in children { result = try both(result, follow(node), instance, .allOf, type) }
            return result
        case .any(let children):
            if tracking == .none {
                var list: [SchemaBranch] = []
                for node in children { list += try follow(node) }
                return try distinct(list, instance, .anyOf)
            }
            return try trackedAny(children, instance, type, tracking)
        case .one(let children): return try one(children, instance, type, tracking)
        case .not(let node): return try branches(SchemaLiteral(child(node, of: instance), isNegated: true), type, .none)
        case .condition(let condition, let consequence, let alternative):
            if tracking == .none, consequence == nil, alternative == nil { return [.unconditional] }
            var met = try follow(condition)
            if let consequence { met = try both(met, follow(consequence), instance, .consequence, type) }
            var unmet = try follow(condition, not: true)
            if let alternative { unmet = try both(unmet, follow(alternative), instance, .alternative, type) }
            return try distinct(met + unmet, instance, .condition)
        case .anyLiteral(let literals):
            var list: [SchemaBranch] = []
            for literal in literals { list += try branches(literal, type, .none) }
            return try distinct(list, instance, nil)
        default: return [.unconditional]
        }
    }

    /// `anyOf` where it matters which of the schemas are followed, because of what they look at.
    private func trackedAny(
        _ children: [Int32], _ instance: Int32, _ type: SchemaTypes, _ tracking: SchemaTracking
    ) throws(GrammarError) -> [SchemaBranch] {
        var plain: [SchemaBranch] = []
        // Those that look at something are decided one by one; `none` holds the branches that follow none so far.
        var none = [SchemaBranch.unconditional]
        var some: [SchemaBranch] = []
        for node in children {
            let literal = SchemaLiteral(child(node, of: instance))
            let follows = try branches(literal, type, tracking)
            if follows.allSatisfy({ $0.members.isEmpty && $0.items == 0 && $0.containedItems.isEmpty }) {
                plain += follows
                continue
            }
            let both = try self.both(none + some, follows, instance, .anyOf, type)
            if tracking == .exact {
                let fails = try branches(literal.opposite, type, .none)
                some = try self.both(some, fails, instance, .anyOf, type)
                none = try self.both(none, fails, instance, .anyOf, type)
            }
            some = try distinct(some + both, instance, .anyOf)
        }
        return try distinct(
            some + self.both(none, distinct(plain, instance, .anyOf), instance, .anyOf, type), instance, .anyOf)
    }

    private func one(
        _ children: [Int32], _ instance: Int32, _ type: SchemaTypes, _ tracking: SchemaTracking
    ) throws(GrammarError) -> [SchemaBranch] {
        let literals = children.map { SchemaLiteral(child($0, of: instance)) }
        var options: [[SchemaBranch]] = []
        for literal in literals { options.append(try branches(literal, type, tracking)) }
        var list: [SchemaBranch] = []
        for (index, option) in options.enumerated() where !option.isEmpty {
            // What cannot be followed together with this one need not be excluded.
            var result = option
            for (other, otherOption) in options.enumerated() where other != index {
                if try areDisjoint(option, otherOption, type) { continue }
                result = try both(result, branches(literals[other].opposite, type, .none), instance, .oneOf, type)
                if result.isEmpty { break }
            }
            list += result
            guard list.count <= Self.branchLimit * 4 else { throw entangled(instance, .oneOf) }
        }
        return try distinct(list, instance, .oneOf)
    }

    private func areDisjoint(
        _ a: [SchemaBranch], _ b: [SchemaBranch], _ type: SchemaTypes
    ) throws(GrammarError) -> Bool {
        guard a.count * b.count <= 1024 else { return false }
        for first in a {
            for second in b {
                guard try isEvidentlyEmpty(first.and(second), type) else { return false }
            }
        }
        return true
    }

    private func evaluatedMembers(_ members: SchemaKeyword.Members) -> [Int32] {
        if members.additional != nil { return [outside([])] }
        return
            (members.named.map { matcher(.name($0.name)) } + members.patterns.map { matcher(.pattern($0.pattern)) })
            .sorted()
    }

    func absent(_ name: Int32) -> SchemaBranch { SchemaBranch(.rule(matcher(.name(name)), never)) }

    /// Exactly this array or object.
    private func equal(to value: JSONValue) -> [SchemaAtom] {
        switch value {
        case .array(let items):
            return [.count(.minimumItems, items.count), .count(.maximumItems, items.count)]
                + items.enumerated().map { .items($0.offset, $0.offset, constant($0.element)) }
        case .object(let members):
            var atoms: [SchemaAtom] = []
            var known: [Int32] = []
            for member in members {
                let name = names.number(of: member.key)
                known.append(matcher(.name(name)))
                atoms += [.required(name), .rule(known[known.count - 1], constant(member.value))]
            }
            return atoms + [.rule(outside(known), never)]
        default: return []
        }
    }

}

extension SchemaTracking: Comparable {
    static func < (a: SchemaTracking, b: SchemaTracking) -> Bool { a.rawValue < b.rawValue }
}
