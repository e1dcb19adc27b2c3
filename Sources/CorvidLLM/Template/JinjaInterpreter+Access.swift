/// Attributes, items and slices.
extension JinjaInterpreter {
    /// `value.name`: an attribute of the Python object first, then an item.
    func attribute(_ name: JinjaText, of value: JinjaValue) throws -> JinjaValue {
        if case .undefined(let message) = value { throw JinjaFault.undefined(message) }
        return try ownAttribute(name, of: value) ?? keyed(.text(name), of: value)
            ?? .undefined("'\(value.typeName) object' has no attribute '\(name.string)'")
    }

    /// `value[key]`: an item first, then an attribute.
    func item(_ key: JinjaValue, of value: JinjaValue) throws -> JinjaValue {
        if case .undefined(let message) = value { throw JinjaFault.undefined(message) }
        if let found = try keyed(key, of: value) { return found }
        guard case .text(let name) = key else {
            return .undefined("\(value.typeName) object has no element \(try represented(key).string)")
        }
        return try ownAttribute(name, of: value)
            ?? .undefined("'\(value.typeName) object' has no attribute '\(name.string)'")
    }

    /// Like ``item(_:of:)``, for the paths of filters ("function.name").
    func path(_ attribute: JinjaValue, of value: JinjaValue, default fallback: JinjaValue?) throws -> JinjaValue {
        var parts: [JinjaValue] = [attribute]
        if case .text(let text) = attribute {
            parts = text.units.split(separator: 0x2E, omittingEmptySubsequences: false).map { part in
                Int(JinjaText.string(part)).map(JinjaValue.integer) ?? .text(JinjaText(units: Array(part)))
            }
        }
        var value = value
        for part in parts {
            value = try item(part, of: value)
            if let fallback, value.isUndefined { value = fallback }
        }
        return value
    }

    private func keyed(_ key: JinjaValue, of value: JinjaValue) throws -> JinjaValue? {
        switch value {
        case .mapping(let mapping): return try? mapping[JinjaKey(key)]
        case .list(let sequence), .tuple(let sequence):
            guard let index = key.integer else { return nil }
            let position = index < 0 ? index + sequence.elements.count : index
            return sequence.elements.indices.contains(position) ? sequence.elements[position] : nil
        case .text(let text):
            guard let index = key.integer else { return nil }
            let position = index < 0 ? index + text.units.count : index
            guard text.units.indices.contains(position) else { return nil }
            return .text(JinjaText(units: [text.units[position]]))
        default: return nil
        }
    }

    private static let stringMethods: Set<String> = [
        "capitalize", "casefold", "center", "count", "encode", "endswith", "expandtabs", "find", "format", "format_map",
        "index", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric",
        "isprintable", "isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "maketrans", "partition",
        "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip",
        "split",
        "splitlines", "startswith", "strip", "swapcase", "title", "translate", "upper", "zfill",
    ]
    private static let mappingMethods: Set<String> = ["copy", "fromkeys", "get", "items", "keys", "values"]
    private static let listMethods: Set<String> = ["copy", "count", "index"]
    private static let mutators: Set<String> = [
        "append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update",
    ]

    /// Methods and the attributes of loops and namespaces. What would change a list or a mapping is unsafe here.
    private func ownAttribute(_ name: JinjaText, of value: JinjaValue) throws -> JinjaValue? {
        let text = name.string
        let methods: Set<String>
        switch value {
        case .text: methods = Self.stringMethods
        case .mapping: methods = Self.mappingMethods
        case .list: methods = Self.listMethods
        case .tuple: methods = ["count", "index"]
        case .namespace(let namespace): return namespace[name]
        case .loop(let loop): return try attribute(text, of: loop)
        case .function(let function):
            if case .macro(let macro, _) = function.kind, text == "name" { return .string(macro.name) }
            return nil
        default: return nil
        }
        if methods.contains(text) { return .function(JinjaFunction(.method(value, text))) }
        let isMutator =
            switch value {
            case .mapping: ["clear", "pop", "popitem", "setdefault", "update"].contains(text)
            case .list: Self.mutators.subtracting(["popitem", "setdefault", "update"]).contains(text)
            default: false
            }
        return isMutator ? .undefined("access to attribute '\(text)' of '\(value.typeName)' object is unsafe.") : nil
    }

    private func attribute(_ name: String, of loop: JinjaLoop) throws -> JinjaValue? {
        let count = loop.elements.count
        switch name {
        case "index": return .integer(loop.index0 + 1)
        case "index0": return .integer(loop.index0)
        case "revindex": return .integer(count - loop.index0)
        case "revindex0": return .integer(count - loop.index0 - 1)
        case "first": return .bool(loop.index0 == 0)
        case "last": return .bool(loop.index0 == count - 1)
        case "length": return .integer(count)
        case "depth": return .integer(loop.depth0 + 1)
        case "depth0": return .integer(loop.depth0)
        case "previtem":
            return loop.index0 > 0 ? loop.elements[loop.index0 - 1] : .undefined("there is no previous item")
        case "nextitem":
            return loop.index0 + 1 < count ? loop.elements[loop.index0 + 1] : .undefined("there is no next item")
        case "cycle", "changed": return .function(JinjaFunction(.method(.loop(loop), name)))
        default: return nil
        }
    }

    // MARK: Slices

    func slice(_ value: JinjaValue, _ bounds: [JinjaValue]) throws -> JinjaValue {
        let limits = try bounds.map { bound in
            if case .none = bound { return Int?.none }
            guard let index = bound.integer else { throw JinjaFault.invalid("slice indices must be integers or None") }
            return index
        }
        switch value {
        case .text(let string):
            let units = try Self.indices(limits, count: string.units.count).map { string.units[$0] }
            return try text(units, isMarkup: string.isMarkup)
        case .list(let sequence):
            return try list(try Self.indices(limits, count: sequence.elements.count).map { sequence.elements[$0] })
        case .tuple(let sequence):
            return try tuple(try Self.indices(limits, count: sequence.elements.count).map { sequence.elements[$0] })
        case .undefined(let message): throw JinjaFault.undefined(message)
        default: return .undefined("\(value.typeName) object has no element slice")
        }
    }

    /// The indices that Python's slice visits.
    private static func indices(_ limits: [Int?], count: Int) throws -> [Int] {
        let step = limits[2] ?? 1
        guard step != 0 else { throw JinjaFault.invalid("slice step cannot be zero") }
        func clamped(_ index: Int, _ range: ClosedRange<Int>) -> Int {
            let index = index < 0 ? index &+ count : index
            return min(max(index, range.lowerBound), range.upperBound)
        }
        if step > 0 {
            let start = limits[0].map { clamped($0, 0...count) } ?? 0
            let end = limits[1].map { clamped($0, 0...count) } ?? count
            return start < end ? Array(stride(from: start, to: end, by: min(step, count + 1))) : []
        }
        let start = limits[0].map { clamped($0, -1...count - 1) } ?? count - 1
        let end = limits[1].map { clamped($0, -1...count - 1) } ?? -1
        return start > end ? Array(stride(from: start, to: end, by: max(step, -count - 1))) : []
    }
}
