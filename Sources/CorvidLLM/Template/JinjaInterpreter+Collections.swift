/// Filters over sequences.
extension JinjaInterpreter {
    func collective(_ name: String, _ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        switch name {
        case "first":
            if case .iterator(let iterator) = value {
                return iterator.next() ?? .undefined("No first item, sequence was empty.")
            }
            return try elements(of: value).first ?? .undefined("No first item, sequence was empty.")
        case "last":
            if case .iterator = value { throw JinjaFault.invalid("'generator' object is not reversible") }
            return try elements(of: value).last ?? .undefined("No last item, sequence was empty.")
        case "join":
            let bound = try arguments.bound(to: ["d", "attribute"], of: name)
            let separator = try bound["d"].map { try printed($0) } ?? JinjaText("")
            return try joined(try elements(of: value), separator, attribute: bound["attribute"])
        case "reverse":
            if case .text(let text) = value { return try self.text(text.units.reversed()) }
            return try iterator(try elements(of: value).reversed())
        case "dictsort": return try dictionarySorted(value, arguments)
        case "sort":
            let bound = try arguments.bound(to: ["reverse", "case_sensitive", "attribute"], of: name)
            let key = try multipleKey(bound["attribute"], isCaseSensitive: bound["case_sensitive"]?.isTrue ?? false)
            return try list(try sorted(try elements(of: value), by: key, reverse: bound["reverse"]?.isTrue ?? false))
        case "unique", "min", "max": return try extremes(name, value, arguments)
        case "sum":
            let bound = try arguments.bound(to: ["attribute", "start"], of: name)
            var total = bound["start"] ?? .integer(0)
            for element in try elements(of: value) {
                let term = try bound["attribute"].map { try path($0, of: element, default: nil) } ?? element
                total = try combine(.add, total, term)
            }
            return total
        case "map": return try mapped(value, arguments)
        case "select", "reject", "selectattr", "rejectattr": return try selected(name, value, arguments)
        case "groupby": return try grouped(value, arguments)
        case "batch", "slice": return try portions(name, value, arguments)
        default: throw JinjaFault.invalid("no filter named '\(name)'")
        }
    }

    func joined(_ elements: [JinjaValue], _ separator: JinjaText, attribute: JinjaValue? = nil) throws -> JinjaValue {
        var units: [UInt32] = []
        for (index, element) in elements.enumerated() {
            if index > 0 {
                try charge(separator.units.count)
                units += separator.units
            }
            let part = try printed(try attribute.map { try path($0, of: element, default: nil) } ?? element)
            try charge(part.units.count)
            units += part.units
        }
        return .text(JinjaText(units: units))
    }

    /// Strings in lower case, everything else as it is.
    private func ignoringCase(_ value: JinjaValue) -> JinjaValue {
        guard case .text(let text) = value else { return value }
        return .text(text.mapped(\.properties.lowercaseMapping))
    }

    private func key(_ attribute: JinjaValue?, isCaseSensitive: Bool) -> (JinjaValue) throws -> JinjaValue {
        { [self] element in
            let key = try attribute.map { try path($0, of: element, default: nil) } ?? element
            return isCaseSensitive ? key : ignoringCase(key)
        }
    }

    /// The key of `sort`, whose attribute may name several with commas.
    private func multipleKey(_ attribute: JinjaValue?, isCaseSensitive: Bool) throws -> (JinjaValue) throws ->
        JinjaValue
    {
        guard case .text(let text)? = attribute, text.plain.contains(0x2C) else {
            return key(attribute, isCaseSensitive: isCaseSensitive)
        }
        let keys = text.units.split(separator: 0x2C, omittingEmptySubsequences: false).map {
            key(.text(JinjaText(units: Array($0))), isCaseSensitive: isCaseSensitive)
        }
        return { [self] element in try list(try keys.map { try $0(element) }) }
    }

    private func dictionarySorted(_ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        let bound = try arguments.bound(to: ["case_sensitive", "by", "reverse"], of: "dictsort")
        guard case .mapping(let mapping) = value else {
            if case .undefined(let message) = value { throw JinjaFault.undefined(message) }
            throw JinjaFault.invalid("'\(value.typeName)' object has no attribute 'items'")
        }
        let by = try bound["by"].map { try printed($0).string } ?? "key"
        guard by == "key" || by == "value" else {
            throw JinjaFault.invalid("You can only sort by either \"key\" or \"value\"")
        }
        let pairs = try mapping.entries.map { try tuple([$0.key, $0.value]) }
        let key = key(.integer(by == "key" ? 0 : 1), isCaseSensitive: bound["case_sensitive"]?.isTrue ?? false)
        return try list(try sorted(pairs, by: key, reverse: bound["reverse"]?.isTrue ?? false))
    }

    private func extremes(_ name: String, _ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        let bound = try arguments.bound(to: ["case_sensitive", "attribute"], of: name)
        let key = key(bound["attribute"], isCaseSensitive: bound["case_sensitive"]?.isTrue ?? false)
        let elements = try elements(of: value)
        if name == "unique" {
            var seen: Set<JinjaKey> = []
            return try iterator(try elements.filter { seen.insert(try JinjaKey(try key($0))).inserted })
        }
        guard var best = elements.first else { return .undefined("No aggregated item, sequence was empty.") }
        var bestKey = try key(best)
        for element in elements.dropFirst() {
            let elementKey = try key(element)
            if try name == "min" ? isLess(elementKey, bestKey) : isLess(bestKey, elementKey) {
                (best, bestKey) = (element, elementKey)
            }
        }
        return best
    }

    private func mapped(_ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        guard value.isTrue else { return try iterator([]) }
        let elements = try elements(of: value)
        if arguments.positional.isEmpty {
            let bound = try arguments.bound(to: ["attribute", "default"], of: "map")
            guard let attribute = bound["attribute"] else { throw JinjaFault.invalid("map requires a filter argument") }
            return try iterator(try elements.map { try path(attribute, of: $0, default: bound["default"]) })
        }
        guard case .text(let name) = arguments.positional[0] else {
            throw JinjaFault.invalid("map takes a filter's name")
        }
        var rest = arguments
        rest.positional.removeFirst()
        return try iterator(try elements.map { try apply(filter: name.string, to: $0, rest) })
    }

    private func selected(_ name: String, _ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        guard value.isTrue else { return try iterator([]) }
        let wanted = name.hasPrefix("select")
        var rest = arguments
        var attribute: JinjaValue?
        if name.hasSuffix("attr") {
            guard !rest.positional.isEmpty else { throw JinjaFault.invalid("Missing parameter for attribute name") }
            attribute = rest.positional.removeFirst()
        }
        var test: String?
        if !rest.positional.isEmpty { test = try printed(rest.positional.removeFirst()).string }
        return try iterator(
            try elements(of: value).filter { element in
                try step()
                let subject = try attribute.map { try path($0, of: element, default: nil) } ?? element
                return try (test.map { try apply(test: $0, to: subject, rest) } ?? subject.isTrue) == wanted
            })
    }

    private func grouped(_ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        let bound = try arguments.bound(to: ["attribute", "default", "case_sensitive"], of: "groupby")
        guard let attribute = bound["attribute"] else { throw JinjaFault.invalid("groupby takes an attribute") }
        let isCaseSensitive = bound["case_sensitive"]?.isTrue ?? false
        let key: (JinjaValue) throws -> JinjaValue = { [self] element in
            let key = try path(attribute, of: element, default: bound["default"])
            return isCaseSensitive ? key : ignoringCase(key)
        }
        var groups: [(key: JinjaValue, values: [JinjaValue])] = []
        for element in try sorted(try elements(of: value), by: key, reverse: false) {
            let elementKey = try key(element)
            if let last = groups.last, try equal(last.key, elementKey) {
                groups[groups.count - 1].values.append(element)
            } else {
                groups.append((elementKey, [element]))
            }
        }
        return try list(
            try groups.map { group in
                let name =
                    isCaseSensitive ? group.key : try path(attribute, of: group.values[0], default: bound["default"])
                return try tuple([name, try list(group.values)])
            })
    }

    private func portions(_ name: String, _ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        let bound = try arguments.bound(to: [name == "batch" ? "linecount" : "slices", "fill_with"], of: name)
        guard let count = bound[name == "batch" ? "linecount" : "slices"]?.integer, count > 0 else {
            throw JinjaFault.invalid("\(name) takes a positive number")
        }
        try charge(count)
        let elements = try elements(of: value)
        var fill = bound["fill_with"]
        if case JinjaValue.none? = fill { fill = nil }
        if name == "batch" {
            return try iterator(
                try stride(from: 0, to: elements.count, by: count).map { start in
                    var batch = Array(elements[start..<min(elements.count, start + count)])
                    if let fill { batch += Array(repeating: fill, count: count - batch.count) }
                    return try list(batch)
                })
        }
        let (size, extra) = elements.count.quotientAndRemainder(dividingBy: count)
        var start = 0
        return try iterator(
            try (0..<count).map { index in
                let end = start + size + (index < extra ? 1 : 0)
                defer { start = end }
                return try list(Array(elements[start..<end]) + (index >= extra ? fill.map { [$0] } ?? [] : []))
            })
    }
}
