/// Values of keywords, checked.
extension SchemaNodeReader {
    mutating func readType(_ value: JSONValue, _ parser: SchemaParser) throws(GrammarError) {
        var types: SchemaTypes = []
        for name in value.array ?? [value] {
            guard let text = name.utf8, let type = SchemaTypes(name: text) else {
                throw parser.failure(
                    .invalidValue, node, .type,
                    "a type is null, boolean, integer, number, string, array or object, or a list of those")
            }
            types.formUnion(type)
        }
        guard !types.isEmpty else { throw parser.failure(.invalidValue, node, .type, "the list of types is empty") }
        self.types = types
    }

    mutating func readFormat(_ value: JSONValue, _ parser: SchemaParser) throws(GrammarError) {
        guard let name = value.text else { throw parser.failure(.invalidValue, node, .format, "format is a name") }
        guard parser.options.formatIsAssertion else { return }
        guard let format = StringFormat(rawValue: name) else {
            throw parser.failure(
                .unsupported, node, .format,
                "the format '\(name)' is unknown and would not be enforced; leave it out or write a pattern")
        }
        keywords.append(.format(format))
    }

    mutating func readGrounding(_ value: JSONValue, _ parser: SchemaParser) throws(GrammarError) {
        guard let name = value.text, let grounding = SchemaGrounding(rawValue: name) else {
            let known = SchemaGrounding.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw parser.failure(.invalidValue, node, .grounded, "x-grounded is one of \(known)")
        }
        guard parser.options.grounding != nil else {
            throw parser.failure(.unsupported, node, .grounded, "the options give no texts to take values from")
        }
        keywords.append(.grounded(grounding))
    }

    mutating func readDependencies(
        _ name: SchemaKeywordName, _ value: JSONValue, _ parser: inout SchemaParser
    ) throws(GrammarError) {
        guard let entries = value.members else {
            throw parser.failure(.invalidValue, node, name, "\(name.rawValue) is an object")
        }
        let keys = try parser.distinctNames(entries, node, name)
        for (entry, key) in zip(entries, keys) {
            if name == .dependencies, entry.value.array == nil {
                let step = SchemaStep(keyword: name, index: key)
                let child = try parser.parseNode(
                    entry.value, parent: node, step: step, resource: resource, depth: depth + 1)
                dependentSchemas.append(SchemaKeyword.Member(name: key, node: child))
            } else {
                let required = try names(name, entry.value, &parser)
                dependentRequired.append(SchemaKeyword.DependentNames(name: key, required: required))
            }
        }
    }

    func readDefinitions(
        _ name: SchemaKeywordName, _ value: JSONValue, _ parser: inout SchemaParser
    ) throws(GrammarError) {
        _ = try namedSchemas(name, value, &parser)
    }

    func number(
        _ name: SchemaKeywordName, _ value: JSONValue, _ parser: SchemaParser
    ) throws(GrammarError) -> ExactDecimal {
        guard case .number(let text) = value else {
            var reason = "\(name.rawValue) is a number"
            if value.bool != nil { reason += "; true and false belong to draft-04" }
            throw parser.failure(.invalidValue, node, name, reason)
        }
        guard let number = ExactDecimal(text) else {
            throw parser.failure(.tooComplex, node, name, "the number has too many digits or too large an exponent")
        }
        return number
    }

    func count(
        _ name: SchemaKeywordName, _ value: JSONValue, _ parser: SchemaParser
    ) throws(GrammarError) -> Int {
        guard let count = value.int, count >= 0 else {
            throw parser.failure(.invalidValue, node, name, "\(name.rawValue) is a whole number, 0 or more")
        }
        return count
    }

    func names(
        _ name: SchemaKeywordName, _ value: JSONValue, _ parser: inout SchemaParser
    ) throws(GrammarError) -> [Int32] {
        guard let items = value.array else {
            throw parser.failure(.invalidValue, node, name, "\(name.rawValue) has lists of names")
        }
        var numbers: [Int32] = []
        for item in items {
            guard let text = item.utf8 else {
                throw parser.failure(.invalidValue, node, name, "\(name.rawValue) has lists of names")
            }
            numbers.append(parser.document.names.number(of: text))
        }
        return numbers
    }

    func schema(
        _ name: SchemaKeywordName, _ value: JSONValue, _ parser: inout SchemaParser
    ) throws(GrammarError) -> Int32 {
        try parser.parseNode(
            value, parent: node, step: SchemaStep(keyword: name), resource: resource, depth: depth + 1)
    }

    func schemas(
        _ name: SchemaKeywordName, _ value: JSONValue, _ parser: inout SchemaParser, canBeEmpty: Bool = false
    ) throws(GrammarError) -> [Int32] {
        guard let values = value.array, canBeEmpty || !values.isEmpty else {
            throw parser.failure(.invalidValue, node, name, "\(name.rawValue) is a list of at least one schema")
        }
        var nodes: [Int32] = []
        nodes.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            let step = SchemaStep(keyword: name, index: Int32(clamping: index))
            nodes.append(
                try parser.parseNode(value, parent: node, step: step, resource: resource, depth: depth + 1))
        }
        return nodes
    }

    func namedSchemas(
        _ name: SchemaKeywordName, _ value: JSONValue, _ parser: inout SchemaParser
    ) throws(GrammarError) -> [SchemaKeyword.Member] {
        guard let entries = value.members else {
            throw parser.failure(.invalidValue, node, name, "\(name.rawValue) is an object of schemas")
        }
        let keys = try parser.distinctNames(entries, node, name)
        var members: [SchemaKeyword.Member] = []
        members.reserveCapacity(entries.count)
        for (entry, key) in zip(entries, keys) {
            let step = SchemaStep(keyword: name, index: key)
            let child = try parser.parseNode(
                entry.value, parent: node, step: step, resource: resource, depth: depth + 1)
            members.append(SchemaKeyword.Member(name: key, node: child))
        }
        return members
    }
}
