/// A dictionary that keeps its order.
final class JinjaMapping {
    struct Entry {
        var key: JinjaValue
        var value: JinjaValue
    }

    let entries: [Entry]
    let depth: Int
    private let index: [JinjaKey: Int]

    /// Later values of the same key replace earlier ones in place, as in Python.
    init(_ pairs: [(key: JinjaValue, value: JinjaValue)], depth: Int) throws {
        var entries: [Entry] = []
        var index: [JinjaKey: Int] = [:]
        entries.reserveCapacity(pairs.count)
        for pair in pairs {
            let key = try JinjaKey(pair.key)
            if let position = index[key] {
                entries[position].value = pair.value
            } else {
                index[key] = entries.count
                entries.append(Entry(key: pair.key, value: pair.value))
            }
        }
        self.entries = entries
        self.index = index
        self.depth = depth
    }

    subscript(key: JinjaKey) -> JinjaValue? { index[key].map { entries[$0].value } }
}

/// What a value is as a key: Python's idea of equality, by which 1, 1.0 and True are one key.
enum JinjaKey: Hashable {
    case none
    case number(Double)
    case bigInteger(String)
    case text([UInt32])
    case tuple([JinjaKey])

    init(_ value: JinjaValue) throws {
        switch value {
        case .none: self = .none
        case .bool(let value): self = .number(value ? 1 : 0)
        case .integer(let value): self = .number(Double(value))
        case .float(let value): self = .number(value)
        case .bigInteger(let value): self = .bigInteger(value)
        case .text(let text): self = .text(text.plain)
        case .tuple(let sequence): self = .tuple(try sequence.elements.map(JinjaKey.init))
        default: throw JinjaFault.invalid("unhashable type: '\(value.typeName)'")
        }
    }
}
