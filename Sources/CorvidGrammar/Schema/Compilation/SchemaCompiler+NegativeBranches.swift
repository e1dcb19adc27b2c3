/// Ways not to follow a schema.
extension SchemaCompiler {
    func negative(_ instance: Int32, _ type: SchemaTypes) throws(GrammarError) -> [SchemaBranch] {
        var list: [SchemaBranch] = []
        for (index, keyword) in keywords(instance).enumerated() {
            switch keyword {
            case .unevaluatedMembers(let node) where type == .object:
                let literal = SchemaLiteral(child(node, of: instance))
                for branch in try positiveKeywords(instance, type, .exact) where !branch.members.contains(outside([])) {
                    var branch = branch.and(SchemaBranch(.some(outside(branch.members), literal.opposite)))
                    branch.members = []
                    list.append(branch)
                }
            case .unevaluatedItems(let node) where type == .array:
                let literal = SchemaLiteral(child(node, of: instance))
                for branch in try positiveKeywords(instance, type, .exact) where branch.items != .max {
                    let left = SchemaLiteral(
                        makeInstance([.anyLiteral(branch.containedItems + [literal])]), isNegated: true)
                    var branch = branch.and(
                        SchemaBranch(.someItems(Int(branch.items), nil, left, minimum: 1, maximum: nil)))
                    branch.items = 0
                    branch.containedItems = []
                    list.append(branch)
                }
            default: list += try negative(keyword, index, instance, type)
            }
            if list.contains(.unconditional) { return [.unconditional] }
        }
        return try distinct(list, instance, .not)
    }

    private func negative(
        _ keyword: SchemaKeyword, _ index: Int, _ instance: Int32, _ type: SchemaTypes
    ) throws(GrammarError) -> [SchemaBranch] {
        func keep(_ wanted: SchemaTypes) -> [SchemaBranch] {
            type == wanted ? [SchemaBranch(SchemaAtom(kind: .negatedKeyword, a: instance, b: Int32(index)))] : []
        }
        func isAbout(_ wanted: SchemaTypes, _ list: @autoclosure () -> [SchemaBranch]) -> [SchemaBranch] {
            type == wanted ? list() : []
        }
        func denied(_ node: Int32) -> SchemaLiteral { SchemaLiteral(child(node, of: instance), isNegated: true) }
        switch keyword {
        case .nothing: return [.unconditional]
        case .types(let types):
            let common = types.intersection(type)
            return common.isEmpty ? [.unconditional] : common == type ? [] : keep(.number)
        case .values(let values):
            let ours = values.filter { type.contains(SchemaTypes(of: $0)) }
            if ours.isEmpty { return [.unconditional] }
            switch type {
            case .null: return []
            case .array, .object:
                return [SchemaBranch(ours.map { SchemaAtom(kind: .excluded, a: constant($0).instance) })]
            default: return keep(type)
            }
        case .minimum, .maximum, .multiple: return keep(.number)
        case .minimumLength, .maximumLength, .pattern, .format, .grammar: return keep(.string)
        case .grounded:
            guard type == .string || type == .number else { return [] }
            throw failure(.unsupported, instance, .grounded, "the opposite of x-grounded is not supported")
        case .members(let members):
            guard type == .object else { return [] }
            var list = members.named.map { member in
                SchemaBranch([.required(member.name), .rule(matcher(.name(member.name)), denied(member.node))])
            }
            for member in members.patterns {
                list.append(SchemaBranch(.some(matcher(.pattern(member.pattern)), denied(member.node))))
            }
            if let additional = members.additional {
                let known =
                    members.named.map { matcher(.name($0.name)) }
                    + members.patterns.map { matcher(.pattern($0.pattern)) }
                list.append(SchemaBranch(.some(outside(known), denied(additional))))
            }
            return list
        case .memberNames(let node):
            let allowed = formula(SchemaLiteral(child(node, of: instance)))
            return isAbout(.object, [SchemaBranch(.some(matcher(.unlike(allowed)), always))])
        case .required(let names): return isAbout(.object, names.map { absent($0) })
        case .minimumMembers(let minimum):
            return minimum == 0 ? [] : isAbout(.object, [SchemaBranch(.count(.maximumMembers, minimum - 1))])
        case .maximumMembers(let maximum):
            return isAbout(.object, [SchemaBranch(.count(.minimumMembers, maximum + 1))])
        case .dependentRequired(let entries):
            return isAbout(
                .object,
                entries.flatMap { entry in
                    entry.required.map { SchemaBranch(.required(entry.name)).and(absent($0)) }
                })
        case .dependentSchemas(let entries):
            guard type == .object else { return [] }
            var list: [SchemaBranch] = []
            for entry in entries {
                let fails = try branches(denied(entry.node), type, .none)
                list += try both([SchemaBranch(.required(entry.name))], fails, instance, .dependentSchemas, type)
            }
            return list
        case .items(let prefix, let rest):
            var list = prefix.enumerated().map { place in
                SchemaBranch([
                    .count(.minimumItems, place.offset + 1),
                    .items(place.offset, place.offset, denied(place.element)),
                ])
            }
            if let rest {
                list.append(SchemaBranch(.someItems(prefix.count, nil, denied(rest), minimum: 1, maximum: nil)))
            }
            return isAbout(.array, list)
        case .contains(let node, let minimum, let maximum):
            let literal = denied(node).opposite
            var list: [SchemaBranch] = []
            if minimum > 0 { list.append(SchemaBranch(.someItems(0, nil, literal, minimum: 0, maximum: minimum - 1))) }
            if let maximum {
                list.append(SchemaBranch(.someItems(0, nil, literal, minimum: maximum + 1, maximum: nil)))
            }
            return isAbout(.array, list)
        case .minimumItems(let minimum):
            return minimum == 0 ? [] : isAbout(.array, [SchemaBranch(.count(.maximumItems, minimum - 1))])
        case .maximumItems(let maximum):
            return isAbout(.array, [SchemaBranch(.count(.minimumItems, maximum + 1))])
        case .uniqueItems:
            guard type == .array else { return [] }
            throw failure(.unsupported, instance, .uniqueItems, "the opposite of uniqueItems is not supported")
        case .unevaluatedMembers, .unevaluatedItems: return []
        case .all, .any, .one, .not, .condition, .reference, .dynamicReference, .anyLiteral:
            return try negativeApplicator(keyword, instance, type)
        }
    }

    private func negativeApplicator(
        _ keyword: SchemaKeyword, _ instance: Int32, _ type: SchemaTypes
    ) throws(GrammarError) -> [SchemaBranch] {
        func decide(_ node: Int32, _ isNegated: Bool) throws(GrammarError) -> [SchemaBranch] {
            try branches(SchemaLiteral(child(node, of: instance), isNegated: isNegated), type, .none)
        }
        func none(_ children: [Int32], _ keyword: SchemaKeywordName) throws(GrammarError) -> [SchemaBranch] {
            var result = [SchemaBranch.unconditional]
            for node in children { result = try both(result, decide(node, true), instance, keyword, type) }
            return result
        }
        switch keyword {
        case .reference(let target): return try decide(target, true)
        case .dynamicReference(let target, let anchor):
            return try branches(
                SchemaLiteral(dynamicTarget(target, anchor: anchor, of: instance), isNegated: true), type, .none)
        case .all(let children):
            var list: [SchemaBranch] = []
            for node in children { list += try decide(node, true) }
            return try distinct(list, instance, .allOf)
        case .any(let children): return try none(children, .anyOf)
        case .one(let children):
            var list = try none(children, .oneOf)
            for (index, first) in children.enumerated() {
                for second in children[(index + 1)...] {
                    list += try both(decide(first, false), decide(second, false), instance, .oneOf, type)
                    guard list.count <= Self.branchLimit * 4 else { throw entangled(instance, .oneOf) }
                }
            }
            return try distinct(list, instance, .oneOf)
        case .not(let node): return try decide(node, false)
        case .condition(let condition, let consequence, let alternative):
            var list: [SchemaBranch] = []
            if let consequence {
                list += try both(
                    decide(condition, false), decide(consequence, true), instance, .consequence, type)
            }
            if let alternative {
                list += try both(
                    decide(condition, true), decide(alternative, true), instance, .alternative, type)
            }
            return try distinct(list, instance, .condition)
        case .anyLiteral(let literals):
            var result = [SchemaBranch.unconditional]
            for literal in literals {
                result = try both(result, branches(literal.opposite, type, .none), instance, nil, type)
            }
            return result
        default: return []
        }
    }
}
