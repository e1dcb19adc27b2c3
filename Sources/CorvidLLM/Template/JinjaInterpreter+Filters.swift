/// The filters that follow `|`.
extension JinjaInterpreter {
    static let filterNames: Set<String> = [
        "abs", "attr", "batch", "capitalize", "center", "count", "d", "default", "dictsort", "e", "escape", "first",
        "float", "forceescape", "format", "groupby", "indent", "int", "items", "join", "last", "length", "list",
        "lower",
        "map", "max", "min", "reject", "rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr",
        "slice", "sort", "string", "sum", "title", "tojson", "trim", "truncate", "unique", "upper", "urlencode",
        "wordcount",
    ]

    func apply(filter name: String, to value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        switch name {
        case "default", "d":
            let bound = try arguments.bound(to: ["default_value", "boolean"], of: name)
            let isReplaced = value.isUndefined || (bound["boolean"]?.isTrue ?? false) && !value.isTrue
            return isReplaced ? bound["default_value"] ?? .string("") : value
        case "tojson": return try json(value, arguments)
        case "string": return .text(try printed(value))
        case "safe": return .text(JinjaText(units: try printed(value).units, isMarkup: true))
        case "escape", "e", "forceescape":
            let text = try printed(value)
            if text.isMarkup, name != "forceescape" { return .text(text) }
            return try self.text(Self.escaped(text).units, isMarkup: true)
        case "length", "count": return .integer(try length(of: value))
        case "list": return try list(try elements(of: value))
        case "items":
            switch value {
            case .undefined: return try iterator([])
            case .mapping(let mapping): return try iterator(try mapping.entries.map { try tuple([$0.key, $0.value]) })
            default: throw JinjaFault.invalid("Can only get item pairs from a mapping.")
            }
        case "abs", "int", "float", "round": return try numeric(name, value, arguments)
        case "format": return try percentFormatted(try printed(value), arguments)
        case "attr":
            guard case .text(let name) = try arguments.positional(1...1, of: name)[0] else {
                throw JinjaFault.invalid("attr takes a name")
            }
            if case .mapping = value, !["items", "keys", "values", "get", "copy"].contains(name.string) {
                return .undefined("'dict object' has no attribute '\(name.string)'")
            }
            return try attribute(name, of: value)
        case "trim", "upper", "lower", "capitalize", "title", "replace", "center", "indent", "truncate", "wordcount",
            "urlencode":
            return try textual(name, value, arguments)
        default: return try collective(name, value, arguments)
        }
    }

    func length(of value: JinjaValue) throws -> Int {
        switch value {
        case .undefined: 0
        case .text(let text): text.units.count
        case .list(let sequence), .tuple(let sequence), .view(let sequence): sequence.elements.count
        case .mapping(let mapping): mapping.entries.count
        case .loop(let loop): loop.elements.count
        default: throw JinjaFault.invalid("object of type '\(value.typeName)' has no len()")
        }
    }

    private func json(_ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        let bound = try arguments.bound(to: ["ensure_ascii", "indent", "separators", "sort_keys"], of: "tojson")
        var indentation: [UInt32]?
        switch bound["indent"] {
        case .text(let text)?: indentation = text.units
        case let indent? where indent.integer != nil:
            let count = max(0, indent.integer ?? 0)
            try charge(count)
            indentation = Array(repeating: 0x20, count: count)
        case nil, JinjaValue.none?: break
        default: throw JinjaFault.invalid("indent must be an integer or a string")
        }
        var writer = JinjaJSONWriter(interpreter: self, indentation: indentation)
        writer.isASCII = bound["ensure_ascii"]?.isTrue ?? false
        writer.sortsKeys = bound["sort_keys"]?.isTrue ?? false
        if let separators = bound["separators"], separators.isTrue {
            let parts = try elements(of: separators)
            guard parts.count == 2, case .text(let item) = parts[0], case .text(let key) = parts[1] else {
                throw JinjaFault.invalid("separators must be two strings")
            }
            writer.itemSeparator = item.units
            writer.keySeparator = key.units
        }
        try writer.write(value)
        return .text(JinjaText(units: writer.units))
    }

    // MARK: Numbers

    private func numeric(_ name: String, _ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        switch name {
        case "abs":
            switch value.number {
            case .integer(let number)? where number != .min: return .integer(abs(number))
            case .float(let number)?: return .float(number.magnitude)
            default: throw badOperand("abs()", value)
            }
        case "int":
            let bound = try arguments.bound(to: ["default", "base"], of: name)
            return integer(value, base: bound["base"]?.integer ?? 10) ?? bound["default"] ?? .integer(0)
        case "float":
            let fallback = try arguments.bound(to: ["default"], of: name)["default"]
            if let number = value.number { return .float(number.double) }
            if case .text(let text) = value, let number = Self.float(text) { return .float(number) }
            return fallback ?? .float(0)
        default:
            let bound = try arguments.bound(to: ["precision", "method"], of: name)
            let precision = bound["precision"]?.integer ?? 0
            guard let number = value.number, (-300...300).contains(precision) else { throw badOperand("round", value) }
            let scale = power(10, Double(precision))
            switch try bound["method"].map({ try printed($0).string }) ?? "common" {
            case "common":
                if case .integer(let integer) = number, precision >= 0 { return .integer(integer) }
                // Above zero the C library rounds the exact value, as Python does.
                if precision >= 0 {
                    return .float(Double(Self.printed(number.double, "f", precision)) ?? number.double)
                }
                let rounded = (number.double * scale).rounded(.toNearestOrEven) / scale
                guard case .integer = number else { return .float(rounded) }
                return Int(exactly: rounded).map(JinjaValue.integer) ?? .float(rounded)
            case "ceil": return .float((number.double * scale).rounded(.up) / scale)
            case "floor": return .float((number.double * scale).rounded(.down) / scale)
            default: throw JinjaFault.invalid("method must be common, ceil or floor")
            }
        }
    }

    private func integer(_ value: JinjaValue, base: Int) -> JinjaValue? {
        if case .bigInteger = value { return value }
        if case .integer(let number)? = value.number { return .integer(number) }
        var number = value.number?.double
        if case .text(let text) = value {
            let digits = text.stripped(leading: true, trailing: true, JinjaText.isSpace).string
            if (2...36).contains(base), let integer = Int(digits, radix: base) { return .integer(integer) }
            number = Self.float(text)
        }
        return number.flatMap { Int(exactly: $0.rounded(.towardZero)) }.map(JinjaValue.integer)
    }

    private static func float(_ text: JinjaText) -> Double? {
        Double(text.stripped(leading: true, trailing: true, JinjaText.isSpace).string)
    }

    // MARK: Text

    private func textual(_ name: String, _ value: JinjaValue, _ arguments: JinjaArguments) throws -> JinjaValue {
        let text = try printed(value)
        switch name {
        case "trim":
            let bound = try arguments.bound(to: ["chars"], of: name)
            return try callMethod("strip", of: text, JinjaArguments(positional: bound["chars"].map { [$0] } ?? []))
        case "upper", "lower", "capitalize":
            _ = try arguments.positional(0...0, of: name)
            return try callMethod(name, of: text, arguments)
        case "title": return try self.text(Self.titled(text).units)
        case "replace":
            let bound = try arguments.bound(to: ["old", "new", "count"], of: name)
            guard let old = bound["old"], let new = bound["new"] else {
                throw JinjaFault.invalid("replace takes two strings")
            }
            let count = bound["count"]?.integer
            return try replaced(text, try printed(old), try printed(new), count: count ?? -1)
        case "center":
            let width = try arguments.bound(to: ["width"], of: name)["width"] ?? .integer(80)
            return try callMethod(name, of: text, JinjaArguments(positional: [width]))
        case "indent": return try indented(text, arguments)
        case "truncate": return try truncated(text, arguments)
        case "wordcount":
            let words = text.string.split { !($0.isLetter || $0.isNumber || $0 == "_") }
            return .integer(words.count)
        default:
            let hex = Array("0123456789ABCDEF".unicodeScalars)
            return try self.text(
                text.mapped { scalar in
                    let keeps =
                        scalar.isASCII
                        && (scalar.properties.isAlphabetic || "0123456789_.-~/".unicodeScalars.contains(scalar))
                    if keeps { return String(scalar) }
                    return String(scalar).utf8.map { "%\(hex[Int($0 >> 4)])\(hex[Int($0 & 15)])" }.joined()
                }.units)
        }
    }

    /// jinja2's own idea of title case: words start after white space, a hyphen or an opening bracket.
    private static func titled(_ text: JinjaText) -> JinjaText {
        var startsWord = true
        return text.mapped { scalar in
            defer { startsWord = JinjaText.isSpace(scalar.value) || "-({[<".unicodeScalars.contains(scalar) }
            return startsWord ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
        }
    }

    private func indented(_ text: JinjaText, _ arguments: JinjaArguments) throws -> JinjaValue {
        let bound = try arguments.bound(to: ["width", "first", "blank"], of: "indent")
        var indentation: [UInt32]
        if case .text(let width)? = bound["width"] {
            indentation = width.units
        } else {
            let count = max(0, bound["width"]?.integer ?? 4)
            try charge(count)
            indentation = Array(repeating: 0x20, count: count)
        }
        let lines = Self.lines(JinjaText(units: text.units + [0x0A]), keepsEnds: false)
        try charge(lines.count, times: indentation.count + 1)
        let indentsBlank = bound["blank"]?.isTrue ?? false
        var units: [UInt32] = bound["first"]?.isTrue ?? false ? indentation : []
        for (index, line) in lines.enumerated() {
            if index > 0 {
                units.append(0x0A)
                if indentsBlank || !line.units.isEmpty { units += indentation }
            }
            units += line.units
        }
        return try self.text(units)
    }

    private func truncated(_ text: JinjaText, _ arguments: JinjaArguments) throws -> JinjaValue {
        let bound = try arguments.bound(to: ["length", "killwords", "end", "leeway"], of: "truncate")
        let end = try bound["end"].map { try printed($0) } ?? JinjaText("...")
        let length = bound["length"]?.integer ?? 255
        let leeway = bound["leeway"]?.integer ?? 5
        guard length >= end.units.count, leeway >= 0, length < 1 << 40, leeway < 1 << 40 else {
            throw JinjaFault.invalid("expected length >= \(end.units.count)")
        }
        guard text.units.count > length + leeway else { return .text(text) }
        var kept = Array(text.units.prefix(length - end.units.count))
        if !(bound["killwords"]?.isTrue ?? false),
            let space = kept.lastIndex(where: { $0 & JinjaText.scalarMask == 0x20 })
        {
            kept = Array(kept[..<space])
        }
        return try self.text(kept + end.units)
    }
}
