/// The methods of strings.
extension JinjaInterpreter {
    func callMethod(_ name: String, of text: JinjaText, _ arguments: JinjaArguments) throws -> JinjaValue {
        try step(text.units.count / 16)
        switch name {
        case "strip", "lstrip", "rstrip":
            var drops: (UInt32) -> Bool = JinjaText.isSpace
            if let chars = try arguments.positional(0...1, of: name).first, case .text(let set) = chars {
                let units = Set(set.plain)
                drops = { units.contains($0) }
            }
            let stripped = text.stripped(leading: name != "rstrip", trailing: name != "lstrip", drops)
            return try self.text(stripped.units, isMarkup: text.isMarkup)
        case "upper": return try self.text(text.mapped(\.properties.uppercaseMapping).units, isMarkup: text.isMarkup)
        case "lower", "casefold":
            return try self.text(text.mapped(\.properties.lowercaseMapping).units, isMarkup: text.isMarkup)
        case "capitalize": return try self.text(Self.capitalized(text, everyWord: false).units)
        case "title": return try self.text(Self.capitalized(text, everyWord: true).units)
        case "swapcase":
            return try self.text(
                text.mapped { scalar in
                    scalar.properties.isUppercase
                        ? scalar.properties.lowercaseMapping : scalar.properties.uppercaseMapping
                }.units)
        case "startswith", "endswith": return try affix(name, of: text, arguments)
        case "split", "rsplit":
            let bound = try arguments.bound(to: ["sep", "maxsplit"], of: name)
            return try split(text, by: bound["sep"], limit: bound["maxsplit"]?.integer ?? -1, fromEnd: name == "rsplit")
        case "splitlines":
            let keepsEnds = try arguments.bound(to: ["keepends"], of: name)["keepends"]?.isTrue ?? false
            return try list(Self.lines(text, keepsEnds: keepsEnds).map(JinjaValue.text))
        case "replace":
            let values = try arguments.positional(2...3, of: name)
            guard case .text(let old) = values[0], case .text(let new) = values[1] else {
                throw JinjaFault.invalid("replace() takes two strings")
            }
            return try replaced(text, old, new, count: values.count > 2 ? values[2].integer ?? -1 : -1)
        case "find", "rfind", "index", "rindex", "count": return try searched(name, in: text, arguments)
        case "join": return try joined(try strings(in: try arguments.positional(1...1, of: name)[0]), text)
        case "format": return try formatted(text, arguments)
        case "format_map":
            guard case .mapping(let mapping) = try arguments.positional(1...1, of: name)[0] else {
                throw JinjaFault.invalid("format_map() takes a mapping")
            }
            return try formatted(
                text, JinjaArguments(named: try mapping.entries.map { (try printed($0.key).string, $0.value) }))
        case "partition", "rpartition": return try partitioned(text, arguments, fromEnd: name == "rpartition")
        case "removeprefix", "removesuffix":
            guard case .text(let part) = try arguments.positional(1...1, of: name)[0] else {
                throw JinjaFault.invalid("\(name)() takes a string")
            }
            let offset = name == "removeprefix" ? 0 : text.units.count - part.units.count
            guard text.matches(part, at: offset) else { return .text(text) }
            return try self.text(
                Array(name == "removeprefix" ? text.units.dropFirst(part.units.count) : text.units[..<offset]))
        case "center", "ljust", "rjust", "zfill": return try padded(name, text, arguments)
        default:
            if let predicate = Self.predicates[name] {
                _ = try arguments.positional(0...0, of: name)
                return .bool(predicate(text))
            }
            throw JinjaFault.invalid("the string method '\(name)' is not supported")
        }
    }

    /// The elements of a value, which must all be strings.
    private func strings(in value: JinjaValue) throws -> [JinjaValue] {
        let elements = try elements(of: value)
        for (index, element) in elements.enumerated() {
            guard case .text = element else {
                throw JinjaFault.invalid("sequence item \(index): expected str instance, \(element.typeName) found")
            }
        }
        return elements
    }

    private static func capitalized(_ text: JinjaText, everyWord: Bool) -> JinjaText {
        var startsWord = true
        return text.mapped { scalar in
            let isStart = startsWord
            startsWord = everyWord ? !scalar.properties.isCased : false
            return isStart ? scalar.properties.titlecaseMapping : scalar.properties.lowercaseMapping
        }
    }

    private static let predicates: [String: @Sendable (JinjaText) -> Bool] = [
        "isspace": { text in !text.units.isEmpty && text.units.allSatisfy(JinjaText.isSpace) },
        "isascii": { text in text.plain.allSatisfy { $0 < 0x80 } },
        "isalpha": { text in
            !text.units.isEmpty && text.units.allSatisfy { isLetter(JinjaText.scalar($0).properties.generalCategory) }
        },
        "isalnum": { text in
            !text.units.isEmpty
                && text.units.allSatisfy {
                    let properties = JinjaText.scalar($0).properties
                    return isLetter(properties.generalCategory) || properties.numericType != nil
                }
        },
        "isdecimal": { text in
            !text.units.isEmpty && text.units.allSatisfy { JinjaText.scalar($0).properties.numericType == .decimal }
        },
        "isdigit": { text in
            !text.units.isEmpty
                && text.units.allSatisfy {
                    let type = JinjaText.scalar($0).properties.numericType
                    return type == .decimal || type == .digit
                }
        },
        "isnumeric": { text in
            !text.units.isEmpty && text.units.allSatisfy { JinjaText.scalar($0).properties.numericType != nil }
        },
        "islower": { isCased($0, upper: false) },
        "isupper": { isCased($0, upper: true) },
        "isprintable": { text in text.units.allSatisfy { isPrintable(JinjaText.scalar($0)) } },
        "isidentifier": { text in
            guard let first = text.units.first.map(JinjaText.scalar) else { return false }
            return (first == "_" || first.properties.isXIDStart)
                && text.units.allSatisfy { JinjaText.scalar($0).properties.isXIDContinue }
        },
    ]

    private static func isLetter(_ category: Unicode.GeneralCategory) -> Bool {
        switch category {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    // MARK: Searching

    private static func bounds(_ values: ArraySlice<JinjaValue>, count: Int) -> Range<Int>? {
        func index(_ value: JinjaValue?, _ fallback: Int) -> Int {
            guard let index = value?.integer else { return fallback }
            return index < 0 ? max(0, index &+ count) : index
        }
        let start = index(values.first, 0)
        let end = min(count, index(values.dropFirst().first, count))
        return start <= end ? start..<end : nil
    }

    private func affix(_ name: String, of text: JinjaText, _ arguments: JinjaArguments) throws -> JinjaValue {
        let values = try arguments.positional(1...3, of: name)
        var candidates = [values[0]]
        if case .tuple(let sequence) = values[0] { candidates = sequence.elements }
        let range = Self.bounds(values.dropFirst(), count: text.units.count)
        for candidate in candidates {
            guard case .text(let part) = candidate else {
                throw JinjaFault.invalid(
                    "\(name) first arg must be str or a tuple of str, not \(candidate.typeName)")
            }
            guard let range, part.units.count <= range.count else { continue }
            let offset = name == "startswith" ? range.lowerBound : range.upperBound - part.units.count
            if text.matches(part, at: offset) { return .bool(true) }
        }
        return .bool(false)
    }

    private func searched(_ name: String, in text: JinjaText, _ arguments: JinjaArguments) throws -> JinjaValue {
        let values = try arguments.positional(1...3, of: name)
        guard case .text(let part) = values[0] else {
            throw JinjaFault.invalid("must be str, not \(values[0].typeName)")
        }
        guard let range = Self.bounds(values.dropFirst(), count: text.units.count) else {
            if name == "index" || name == "rindex" { throw JinjaFault.invalid("substring not found") }
            return .integer(name == "count" ? 0 : -1)
        }
        if name == "count" {
            if part.units.isEmpty { return .integer(range.count + 1) }
            var count = 0
            var start = range.lowerBound
            while let found = text.firstIndex(of: part, from: start, to: range.upperBound) {
                count += 1
                start = found + part.units.count
            }
            return .integer(count)
        }
        let found =
            name.hasPrefix("r")
            ? text.lastIndex(of: part, from: range.lowerBound, to: range.upperBound)
            : text.firstIndex(of: part, from: range.lowerBound, to: range.upperBound)
        if let found { return .integer(found) }
        if name.hasSuffix("index") { throw JinjaFault.invalid("substring not found") }
        return .integer(-1)
    }

    func replaced(_ text: JinjaText, _ old: JinjaText, _ new: JinjaText, count: Int) throws -> JinjaValue {
        var units: [UInt32] = []
        var start = 0
        var left = count < 0 ? Int.max : count
        if old.units.isEmpty {
            // Between all characters, as Python does.
            try charge(text.units.count + 1, times: new.units.count + 1)
            for unit in text.units {
                if left > 0 { units += new.units }
                left = max(0, left - 1)
                units.append(unit)
            }
            if left > 0 { units += new.units }
            return .text(JinjaText(units: units, isMarkup: text.isMarkup))
        }
        while left > 0, let found = text.firstIndex(of: old, from: start) {
            try charge(found - start + new.units.count)
            units += text.units[start..<found]
            units += new.units
            start = found + old.units.count
            left -= 1
        }
        try charge(text.units.count - start)
        units += text.units[start...]
        return .text(JinjaText(units: units, isMarkup: text.isMarkup))
    }

    // MARK: Taking apart

    private func split(_ text: JinjaText, by separator: JinjaValue?, limit: Int, fromEnd: Bool) throws -> JinjaValue {
        // From the end: the mirror image of splitting the mirror image.
        let subject = fromEnd ? JinjaText(units: text.units.reversed()) : text
        var parts: [[UInt32]] = []
        var left = limit < 0 ? Int.max : limit
        switch separator {
        case nil, JinjaValue.none?:
            var start = 0
            let units = subject.units
            func skipSpace() { while start < units.count, JinjaText.isSpace(units[start]) { start += 1 } }
            skipSpace()
            while start < units.count {
                guard left > 0 else {
                    parts.append(Array(units[start...]))
                    break
                }
                var end = start
                while end < units.count, !JinjaText.isSpace(units[end]) { end += 1 }
                parts.append(Array(units[start..<end]))
                left -= 1
                start = end
                skipSpace()
            }
        case .text(let separator)?:
            guard !separator.units.isEmpty else { throw JinjaFault.invalid("empty separator") }
            let separator = fromEnd ? JinjaText(units: separator.units.reversed()) : separator
            var start = 0
            while left > 0, let found = subject.firstIndex(of: separator, from: start) {
                parts.append(Array(subject.units[start..<found]))
                start = found + separator.units.count
                left -= 1
            }
            parts.append(Array(subject.units[start...]))
        case let separator?: throw JinjaFault.invalid("must be str or None, not \(separator.typeName)")
        }
        try charge(text.units.count)
        if fromEnd { parts = parts.reversed().map { $0.reversed() } }
        return try list(parts.map { .text(JinjaText(units: $0, isMarkup: text.isMarkup)) })
    }

    static func lines(_ text: JinjaText, keepsEnds: Bool) -> [JinjaText] {
        var lines: [JinjaText] = []
        var start = 0
        var index = 0
        let units = text.units
        while index < units.count {
            switch units[index] & JinjaText.scalarMask {
            case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029:
                let end = index
                if units[index] & JinjaText.scalarMask == 13, index + 1 < units.count,
                    units[index + 1] & JinjaText.scalarMask == 10
                {
                    index += 1
                }
                lines.append(JinjaText(units: Array(units[start..<(keepsEnds ? index + 1 : end)])))
                start = index + 1
            default: break
            }
            index += 1
        }
        if start < units.count { lines.append(JinjaText(units: Array(units[start...]))) }
        return lines
    }

    private func partitioned(_ text: JinjaText, _ arguments: JinjaArguments, fromEnd: Bool) throws -> JinjaValue {
        guard case .text(let separator) = try arguments.positional(1...1, of: "partition")[0],
            !separator.units.isEmpty
        else { throw JinjaFault.invalid("partition() takes a separator") }
        guard let found = fromEnd ? text.lastIndex(of: separator) : text.firstIndex(of: separator) else {
            let empty = JinjaValue.string("")
            return try tuple(fromEnd ? [empty, empty, .text(text)] : [.text(text), empty, empty])
        }
        let end = found + separator.units.count
        return try tuple([
            try self.text(Array(text.units[..<found])), .text(separator), try self.text(Array(text.units[end...])),
        ])
    }

    private func padded(_ name: String, _ text: JinjaText, _ arguments: JinjaArguments) throws -> JinjaValue {
        let values = try arguments.positional(1...2, of: name)
        guard let width = values[0].integer else { throw JinjaFault.invalid("\(name)() takes an integer") }
        var fill: UInt32 = 0x20
        if values.count > 1, case .text(let text) = values[1], text.units.count == 1 { fill = text.units[0] }
        let missing = width <= text.units.count ? 0 : width - text.units.count
        try charge(missing)
        func padding(_ count: Int, _ unit: UInt32) -> [UInt32] { Array(repeating: unit, count: count) }
        switch name {
        case "ljust": return try self.text(text.units + padding(missing, fill))
        case "rjust": return try self.text(padding(missing, fill) + text.units)
        case "zfill":
            let hasSign = text.units.first.map { [0x2B, 0x2D].contains($0 & JinjaText.scalarMask) } ?? false
            let sign = Array(text.units.prefix(hasSign ? 1 : 0))
            return try self.text(sign + padding(missing, 0x30) + text.units.dropFirst(sign.count))
        default:
            // Python puts the odd blank on the left only when the width is odd.
            let left = missing / 2 + (missing & width & 1)
            return try self.text(padding(left, fill) + text.units + padding(missing - left, fill))
        }
    }
}
