/// Reads the keywords of one schema.
struct SchemaNodeReader {
    /// Digits that `multipleOf` may have, on both sides of the point: each makes states.
    private static let longestDivisor = 100

    let node: Int32
    var resource: Int32
    let depth: Int
    var keywords: [SchemaKeyword] = []

    var members = SchemaKeyword.Members()
    /// Where the keyword for members stands among the others: members keep the order of the text.
    var membersPlace: Int?
    var types: SchemaTypes?
    var prefix: [Int32] = []
    var rest: Int32?
    var additionalItems: Int32?
    var hasItems = false
    var isItemsArray = false
    var contains: Int32?
    var minimumContains = 1
    var maximumContains: Int?
    var condition: Int32?
    var consequence: Int32?
    var alternative: Int32?
    var last: [SchemaKeyword] = []
    var dependentRequired: [SchemaKeyword.DependentNames] = []
    var dependentSchemas: [SchemaKeyword.Member] = []

    init(node: Int32, resource: Int32, depth: Int) {
        self.node = node
        self.resource = resource
        self.depth = depth
    }

    mutating func read(_ members: [JSONValue.Member], with parser: inout SchemaParser) throws(GrammarError) {
        var known: [(name: SchemaKeywordName, value: JSONValue)] = []
        known.reserveCapacity(members.count)
        var unknown: [[UInt8]] = []
        for member in members {
            guard let name = SchemaKeywordName(spelling: member.key) else {
                unknown.append(member.key)
                continue
            }
            guard !known.contains(where: { $0.name == name }) else {
                throw parser.failure(.invalidValue, node, name, "the keyword \(name.rawValue) stands here twice")
            }
            known.append((name, member.value))
        }
        func value(_ name: SchemaKeywordName) -> JSONValue? { known.first { $0.name == name }?.value }

        try enterResource(schema: value(.schema), id: value(.id), hasReference: value(.reference) != nil, &parser)
        let dialect = parser.document.resources[Int(resource)].dialect
        if dialect == .draft7, let reference = value(.reference) {
            // Draft-07 says that nothing beside `$ref` counts; definitions stay places to point at.
            for (name, value) in known where name == .definitions || name == .oldDefinitions {
                try readDefinitions(name, value, &parser)
            }
            try addReference(.reference, reference, &parser)
            return
        }
        if parser.options.unknownKeywords == .refuse {
            for key in unknown where !key.starts(with: Array("x-".utf8)) { throw refusal(of: key, parser) }
        }
        for (name, value) in known {
            if dialect == .draft7, !name.isInDraft7 {
                guard parser.options.unknownKeywords == .refuse else { continue }
                throw parser.failure(
                    .unsupported, node, name, "\(name.rawValue) is no keyword of draft-07, which $schema names")
            }
            try read(name, value, &parser)
        }
        finish()
    }

    func refusal(of key: [UInt8], _ parser: SchemaParser) -> GrammarError {
        let spelling = String(decoding: key, as: UTF8.self)
        var reason = "the keyword '\(spelling)' is unknown and would not be enforced"
        if let nearest = SchemaKeywordName.nearest(to: key) { reason += "; is '\(nearest.rawValue)' meant?" }
        return GrammarError(
            .unsupported, at: .pointer(parser.document.pointer(node) + "/" + SchemaDocument.escaped(spelling)), reason)
    }

    // MARK: Identity

    mutating func enterResource(
        schema: JSONValue?, id: JSONValue?, hasReference: Bool, _ parser: inout SchemaParser
    ) throws(GrammarError) {
        var dialect = parser.document.resources[Int(resource)].dialect
        if let schema {
            guard let text = schema.text else { throw parser.failure(.invalidValue, node, .schema, "$schema is a URI") }
            switch text {
            case "https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2020-12/schema#":
                dialect = .draft2020
            case "http://json-schema.org/draft-07/schema#", "http://json-schema.org/draft-07/schema",
                "https://json-schema.org/draft-07/schema#", "https://json-schema.org/draft-07/schema":
                dialect = .draft7
            default:
                throw parser.failure(
                    .unsupported, node, .schema,
                    "the dialect '\(text)' is not supported; draft 2020-12 and draft-07 are")
            }
        }
        if node == 0 {
            parser.document.resources[0].dialect = dialect
        } else if schema != nil, id == nil, dialect != parser.document.resources[Int(resource)].dialect {
            throw parser.failure(.unsupported, node, .schema, "the dialect changes within one schema")
        }
        guard let id else { return }
        guard let text = id.text else { throw parser.failure(.invalidValue, node, .id, "$id is a URI reference") }
        if dialect == .draft7, hasReference { return }
        let (uri, fragment) = SchemaURI.split(text)
        if !uri.isEmpty {
            let base = SchemaURI.resolve(uri, against: parser.document.resources[Int(resource)].base)
            if node == 0 {
                parser.document.resources[0].base = base
                parser.resourcesByBase[base] = 0
            } else {
                guard parser.resourcesByBase[base] == nil else {
                    throw parser.failure(.invalidValue, node, .id, "two schemas have the URI '\(base)'")
                }
                resource = Int32(parser.document.resources.count)
                parser.document.resources.append(SchemaResource(root: node, base: base, dialect: dialect))
                parser.document.nodes[Int(node)].resource = resource
                parser.resourcesByBase[base] = resource
            }
        }
        if let fragment, !fragment.isEmpty {
            guard dialect == .draft7 else {
                throw parser.failure(.invalidValue, node, .id, "$id has a fragment; use $anchor for it")
            }
            try addAnchor(Array(fragment.utf8), .id, &parser)
        }
    }

    func addAnchor(
        _ text: [UInt8], _ keyword: SchemaKeywordName, _ parser: inout SchemaParser
    ) throws(GrammarError) {
        let name = parser.document.names.number(of: text)
        guard !parser.document.resources[Int(resource)].anchors.contains(where: { $0.name == name && $0.node != node })
        else { throw parser.failure(.invalidValue, node, keyword, "two schemas have the same anchor") }
        parser.document.resources[Int(resource)].anchors.append((name, node))
        if keyword == .dynamicAnchor { parser.document.resources[Int(resource)].dynamicAnchors.append((name, node)) }
    }

    mutating func addReference(
        _ keyword: SchemaKeywordName, _ value: JSONValue, _ parser: inout SchemaParser
    ) throws(GrammarError) {
        guard let text = value.text else {
            throw parser.failure(.invalidValue, node, keyword, "\(keyword.rawValue) is a URI reference")
        }
        parser.references.append(SchemaParser.Reference(node: node, keyword: keyword, text: text))
        // Negative until it is known what it refers to.
        keywords.append(.reference(-Int32(parser.references.count)))
    }

    // MARK: Keywords

    mutating func read(
        _ name: SchemaKeywordName, _ value: JSONValue, _ parser: inout SchemaParser
    ) throws(GrammarError) {
        switch name {
        case .schema, .id, .foreign: break
        case .anchor, .dynamicAnchor:
            guard let text = value.utf8, !text.isEmpty else {
                throw parser.failure(.invalidValue, node, name, "\(name.rawValue) is a name")
            }
            try addAnchor(text, name, &parser)
        case .reference, .dynamicReference: try addReference(name, value, &parser)
        case .recursiveReference, .recursiveAnchor:
            throw parser.failure(
                .unsupported, node, name,
                "\(name.rawValue) belongs to draft 2019-09; use $dynamicRef and $dynamicAnchor")
        case .definitions, .oldDefinitions: try readDefinitions(name, value, &parser)
        case .type: try readType(value, parser)
        case .enumeration:
            guard let values = value.array, !values.isEmpty else {
                throw parser.failure(.invalidValue, node, name, "enum is a list of at least one value")
            }
            keywords.append(.values(values))
        case .constant: keywords.append(.values([value]))
        case .minimum: keywords.append(.minimum(try number(name, value, parser), isExclusive: false))
        case .exclusiveMinimum: keywords.append(.minimum(try number(name, value, parser), isExclusive: true))
        case .maximum: keywords.append(.maximum(try number(name, value, parser), isExclusive: false))
        case .exclusiveMaximum: keywords.append(.maximum(try number(name, value, parser), isExclusive: true))
        case .multipleOf:
            let divisor = try number(name, value, parser)
            guard !divisor.isNegative, !divisor.isZero else {
                throw parser.failure(.invalidValue, node, name, "multipleOf is a number above 0")
            }
            guard divisor.digits.count + max(divisor.exponent, -divisor.exponent) <= Self.longestDivisor else {
                throw parser.failure(
                    .tooComplex, node, name, "multipleOf has more than \(Self.longestDivisor) digits")
            }
            keywords.append(.multiple(divisor))
        case .minLength: keywords.append(.minimumLength(try count(name, value, parser)))
        case .maxLength: keywords.append(.maximumLength(try count(name, value, parser)))
        case .pattern:
            guard let text = value.utf8 else {
                throw parser.failure(.invalidValue, node, name, "pattern is a regular expression in a string")
            }
            keywords.append(.pattern(try parser.pattern(text, at: node, name)))
        case .format: try readFormat(value, parser)
        case .grammar:
            guard let text = value.text else {
                throw parser.failure(.invalidValue, node, name, "x-grammar is a grammar's name or its GBNF text")
            }
            keywords.append(.grammar(try parser.grammar(text, at: node)))
        case .grounded: try readGrounding(value, parser)
        case .required: keywords.append(.required(try names(name, value, &parser)))
        case .minProperties: keywords.append(.minimumMembers(try count(name, value, parser)))
        case .maxProperties: keywords.append(.maximumMembers(try count(name, value, parser)))
        case .minItems: keywords.append(.minimumItems(try count(name, value, parser)))
        case .maxItems: keywords.append(.maximumItems(try count(name, value, parser)))
        case .minContains: minimumContains = try count(name, value, parser)
        case .maxContains: maximumContains = try count(name, value, parser)
        case .uniqueItems:
            guard let isUnique = value.bool else {
                throw parser.failure(.invalidValue, node, name, "uniqueItems is true or false")
            }
            if isUnique { keywords.append(.uniqueItems) }
        case .dependentRequired, .dependencies: try readDependencies(name, value, &parser)
        default:
            if !name.isAnnotation { try readApplicator(name, value, &parser) }
        }
    }

    mutating func readApplicator(
        _ name: SchemaKeywordName, _ value: JSONValue, _ parser: inout SchemaParser
    ) throws(GrammarError) {
        switch name {
        case .properties:
            members.named = try namedSchemas(name, value, &parser)
            membersPlace = membersPlace ?? keywords.count
        case .patternProperties:
            for member in try namedSchemas(name, value, &parser) {
                let pattern = try parser.pattern(parser.document.names[member.name], at: node, name)
                members.patterns.append(SchemaKeyword.PatternMember(pattern: pattern, node: member.node))
            }
            membersPlace = membersPlace ?? keywords.count
        case .additionalProperties:
            members.additional = try schema(name, value, &parser)
            membersPlace = membersPlace ?? keywords.count
        case .propertyNames: keywords.append(.memberNames(try schema(name, value, &parser)))
        case .dependentSchemas: dependentSchemas += try namedSchemas(name, value, &parser)
        case .unevaluatedProperties: last.append(.unevaluatedMembers(try schema(name, value, &parser)))
        case .unevaluatedItems: last.append(.unevaluatedItems(try schema(name, value, &parser)))
        case .prefixItems:
            prefix = try schemas(name, value, &parser)
            hasItems = true
        case .items:
            hasItems = true
            if case .array = value {
                isItemsArray = true
                prefix = try schemas(name, value, &parser, canBeEmpty: true)
            } else {
                rest = try schema(name, value, &parser)
            }
        case .additionalItems: additionalItems = try schema(name, value, &parser)
        case .contains: contains = try schema(name, value, &parser)
        case .allOf: keywords.append(.all(try schemas(name, value, &parser)))
        case .anyOf: keywords.append(.any(try schemas(name, value, &parser)))
        case .oneOf: keywords.append(.one(try schemas(name, value, &parser)))
        case .not: keywords.append(.not(try schema(name, value, &parser)))
        case .condition: condition = try schema(name, value, &parser)
        case .consequence: consequence = try schema(name, value, &parser)
        case .alternative: alternative = try schema(name, value, &parser)
        default: break
        }
    }

    /// Puts together what several keywords say in common.
    mutating func finish() {
        if isItemsArray { rest = additionalItems }
        if let membersPlace { keywords.insert(.members(members), at: membersPlace) }
        if !dependentRequired.isEmpty { keywords.append(.dependentRequired(dependentRequired)) }
        if !dependentSchemas.isEmpty { keywords.append(.dependentSchemas(dependentSchemas)) }
        if hasItems { keywords.append(.items(prefix: prefix, rest: rest)) }
        if let contains {
            keywords.append(.contains(contains, minimum: minimumContains, maximum: maximumContains))
        }
        if let condition { keywords.append(.condition(condition, then: consequence, else: alternative)) }
        keywords += last
        if let types { keywords.insert(.types(types), at: 0) }
    }

}
