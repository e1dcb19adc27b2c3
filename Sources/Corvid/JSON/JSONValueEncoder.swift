public import CorvidGrammar

/// Encodes a value as JSON with the members in the order in which the type writes them, so that equal values give
/// equal bytes. Run logs and transcripts are written with it.
public struct JSONValueEncoder: Sendable {
    public init() {}

    /// - Throws: `EncodingError`, and what the value's own `encode(to:)` throws.
    public func encode(_ value: some Encodable) throws -> JSONValue {
        let node = JSONNode()
        try node.write(value, path: [])
        return node.json
    }
}

/// A place in the document that is being written.
private final class JSONNode {
    enum Content {
        case empty
        case value(JSONValue)
        case list([JSONNode])
        case members([(key: String, node: JSONNode)])
    }

    var content = Content.empty

    var json: JSONValue {
        switch content {
        case .empty: .object([] as [JSONValue.Member])
        case .value(let value): value
        case .list(let nodes): .array(nodes.map(\.json))
        case .members(let members):
            .object(members.map { JSONValue.Member(key: Array($0.key.utf8), value: $0.node.json) })
        }
    }

    func write(_ value: some Encodable, path: [any CodingKey]) throws {
        if let json = value as? JSONValue {
            content = .value(json)
        } else {
            try value.encode(to: JSONNodeEncoder(node: self, codingPath: path))
        }
    }

    func member(_ key: String) -> JSONNode {
        let node = JSONNode()
        if case .members(var members) = content {
            members.append((key, node))
            content = .members(members)
        } else {
            content = .members([(key, node)])
        }
        return node
    }

    func element() -> JSONNode {
        let node = JSONNode()
        if case .list(var nodes) = content {
            nodes.append(node)
            content = .list(nodes)
        } else {
            content = .list([node])
        }
        return node
    }
}

private struct JSONNodeEncoder: Encoder {
    let node: JSONNode
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .empty = node.content { node.content = .members([]) }
        return KeyedEncodingContainer(Keyed<Key>(node: node, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .empty = node.content { node.content = .list([]) }
        return Unkeyed(node: node, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(node: node, codingPath: codingPath) }

    struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
        let node: JSONNode
        let codingPath: [any CodingKey]

        mutating func encodeNil(forKey key: Key) throws { node.member(key.stringValue).content = .value(.null) }
        mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
            try node.member(key.stringValue).write(value, path: codingPath + [key])
        }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) -> KeyedEncodingContainer<Nested> {
            JSONNodeEncoder(node: node.member(key.stringValue), codingPath: codingPath + [key]).container(keyedBy: type)
        }
        mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
            JSONNodeEncoder(node: node.member(key.stringValue), codingPath: codingPath + [key]).unkeyedContainer()
        }
        mutating func superEncoder() -> any Encoder {
            JSONNodeEncoder(node: node.member("super"), codingPath: codingPath)
        }
        mutating func superEncoder(forKey key: Key) -> any Encoder {
            JSONNodeEncoder(node: node.member(key.stringValue), codingPath: codingPath + [key])
        }
    }

    struct Unkeyed: UnkeyedEncodingContainer {
        let node: JSONNode
        let codingPath: [any CodingKey]
        var count: Int { if case .list(let nodes) = node.content { nodes.count } else { 0 } }

        mutating func encodeNil() throws { node.element().content = .value(.null) }
        mutating func encode<T: Encodable>(_ value: T) throws { try node.element().write(value, path: codingPath) }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) -> KeyedEncodingContainer<Nested> {
            JSONNodeEncoder(node: node.element(), codingPath: codingPath).container(keyedBy: type)
        }
        mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
            JSONNodeEncoder(node: node.element(), codingPath: codingPath).unkeyedContainer()
        }
        mutating func superEncoder() -> any Encoder { JSONNodeEncoder(node: node.element(), codingPath: codingPath) }
    }

    struct Single: SingleValueEncodingContainer {
        let node: JSONNode
        let codingPath: [any CodingKey]

        mutating func encodeNil() throws { node.content = .value(.null) }
        mutating func encode(_ value: Bool) throws { node.content = .value(.bool(value)) }
        mutating func encode(_ value: String) throws { node.content = .value(.text(value)) }
        mutating func encode(_ value: Double) throws {
            guard value.isFinite else {
                throw EncodingError.invalidValue(
                    value, .init(codingPath: codingPath, debugDescription: "JSON has no \(value)"))
            }
            node.content = .value(.number(value))
        }
        mutating func encode(_ value: Float) throws { try encode(Double(value)) }
        mutating func encode<T: Encodable>(_ value: T) throws {
            try node.write(value, path: codingPath)
        }
        mutating func encode(_ value: Int) throws { node.content = .value(.integer(value)) }
        mutating func encode(_ value: Int8) throws { node.content = .value(.integer(value)) }
        mutating func encode(_ value: Int16) throws { node.content = .value(.integer(value)) }
        mutating func encode(_ value: Int32) throws { node.content = .value(.integer(value)) }
        mutating func encode(_ value: Int64) throws { node.content = .value(.integer(value)) }
        mutating func encode(_ value: UInt) throws { node.content = .value(.integer(value)) }
        mutating func encode(_ value: UInt8) throws { node.content = .value(.integer(value)) }
        mutating func encode(_ value: UInt16) throws { node.content = .value(.integer(value)) }
        mutating func encode(_ value: UInt32) throws { node.content = .value(.integer(value)) }
        mutating func encode(_ value: UInt64) throws { node.content = .value(.integer(value)) }
    }
}
