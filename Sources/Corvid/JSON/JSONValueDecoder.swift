public import CorvidGrammar

/// Decodes a `Decodable` type from a JSON value.
///
/// Property wrappers that know what to do without a value (`@Parameter` with a default) are asked when their member is
/// absent, which Foundation's decoder does not do.
public struct JSONValueDecoder: Sendable {
    public init() {}

    /// - Throws: `DecodingError` with the path of the member that does not fit.
    public func decode<T: Decodable>(_ type: T.Type, from value: JSONValue) throws -> T {
        try JSONNodeDecoder(value: value, codingPath: []).value(as: type)
    }
}

/// A wrapper that stands for a value which need not be in the document.
package protocol AbsentDecodable {
    /// What stands when the member is absent; nil where it must not be.
    static func absent(key: String, in container: Any.Type) -> Self?
}

private struct JSONNodeDecoder: Decoder {
    let value: JSONValue
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }
    /// The type whose `init(from:)` reads this node.
    var container: Any.Type = Never.self

    func value<T: Decodable>(as type: T.Type) throws -> T {
        if T.self == JSONValue.self, let json = value as? T { return json }
        return try T(from: JSONNodeDecoder(value: value, codingPath: codingPath, container: T.self))
    }

    func mismatch<T>(_ type: T.Type) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "found \(value.kind)"))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw mismatch([String: JSONValue].self) }
        return KeyedDecodingContainer(Keyed(members: members, decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let values) = value else { throw mismatch([JSONValue].self) }
        return Unkeyed(values: values, decoder: self)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { Single(decoder: self) }

    struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let members: [JSONValue.Member]
        let decoder: JSONNodeDecoder
        var codingPath: [any CodingKey] { decoder.codingPath }
        var allKeys: [Key] { members.compactMap { Key(stringValue: String(decoding: $0.key, as: UTF8.self)) } }

        func find(_ key: Key) -> JSONValue? {
            let bytes = Array(key.stringValue.utf8)
            return members.last { $0.key == bytes }?.value
        }
        func node(_ key: Key) throws -> JSONNodeDecoder {
            guard let value = find(key) else {
                throw DecodingError.keyNotFound(
                    key, .init(codingPath: codingPath, debugDescription: "\"\(key.stringValue)\" is missing"))
            }
            return JSONNodeDecoder(value: value, codingPath: codingPath + [key])
        }

        func contains(_ key: Key) -> Bool { find(key) != nil }
        func decodeNil(forKey key: Key) throws -> Bool { find(key).map { $0 == .null } ?? true }
        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
            if let wrapper = T.self as? any AbsentDecodable.Type, find(key) == nil,
                let absent = wrapper.absent(key: key.stringValue, in: decoder.container) as? T
            {
                return absent
            }
            return try node(key).value(as: type)
        }
        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type, forKey key: Key
        ) throws -> KeyedDecodingContainer<Nested> { try node(key).container(keyedBy: type) }
        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            try node(key).unkeyedContainer()
        }
        func superDecoder() throws -> any Decoder { decoder }
        func superDecoder(forKey key: Key) throws -> any Decoder { try node(key) }
    }

    struct Unkeyed: UnkeyedDecodingContainer {
        let values: [JSONValue]
        let decoder: JSONNodeDecoder
        var currentIndex = 0
        var codingPath: [any CodingKey] { decoder.codingPath }
        var count: Int? { values.count }
        var isAtEnd: Bool { currentIndex >= values.count }

        struct Index: CodingKey {
            let intValue: Int?
            var stringValue: String { intValue.map(String.init) ?? "" }
            init(_ index: Int) { intValue = index }
            init?(stringValue: String) { nil }
            init?(intValue: Int) { self.intValue = intValue }
        }

        mutating func next() throws -> JSONNodeDecoder {
            guard !isAtEnd else {
                throw DecodingError.valueNotFound(
                    JSONValue.self, .init(codingPath: codingPath, debugDescription: "the array has ended"))
            }
            defer { currentIndex += 1 }
            return JSONNodeDecoder(value: values[currentIndex], codingPath: codingPath + [Index(currentIndex)])
        }
        mutating func decodeNil() throws -> Bool {
            guard !isAtEnd, values[currentIndex] == .null else { return false }
            currentIndex += 1
            return true
        }
        mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try next().value(as: type) }
        mutating func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type
        ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }
        mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
        mutating func superDecoder() throws -> any Decoder { try next() }
    }

    struct Single: SingleValueDecodingContainer {
        let decoder: JSONNodeDecoder
        var codingPath: [any CodingKey] { decoder.codingPath }

        func decodeNil() -> Bool { decoder.value == .null }
        func decode(_ type: Bool.Type) throws -> Bool {
            guard case .bool(let value) = decoder.value else { throw decoder.mismatch(type) }
            return value
        }
        func decode(_ type: String.Type) throws -> String {
            guard case .string(let bytes) = decoder.value else { throw decoder.mismatch(type) }
            return String(decoding: bytes, as: UTF8.self)
        }
        func decode(_ type: Double.Type) throws -> Double {
            guard case .number(let text) = decoder.value, let value = Double(text) else { throw decoder.mismatch(type) }
            return value
        }
        func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
        private func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
            guard case .number(let text) = decoder.value else { throw decoder.mismatch(type) }
            if let value = T(text) { return value }
            // 3.0 and 1e3 are integers in JSON Schema.
            if let value = Double(text), let integer = T(exactly: value) { return integer }
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath, debugDescription: "\(text) is not a whole number that fits"))
        }
        func decode(_ type: Int.Type) throws -> Int { try integer(type) }
        func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
        func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
        func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
        func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
        func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
        func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
        func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
        func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
        func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
        func decode<T: Decodable>(_ type: T.Type) throws -> T { try decoder.value(as: type) }
    }
}

extension JSONValue {
    /// "an object", "a string": for messages.
    package var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
