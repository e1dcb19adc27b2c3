/// A JSON value inside a `Codable` type. Numbers keep their digits where the coder is `JSONValueEncoder` or
/// `JSONValueDecoder`; other coders see the nearest `Int64` or `Double`.
extension JSONValue: Codable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        if let keyed = try? decoder.container(keyedBy: Key.self) {
            self = .object(
                try keyed.allKeys.map {
                    Member(key: Array($0.stringValue.utf8), value: try keyed.decode(Self.self, forKey: $0))
                })
            return
        }
        if var list = try? decoder.unkeyedContainer() {
            var values: [JSONValue] = []
            while !list.isAtEnd { values.append(try list.decode(Self.self)) }
            self = .array(values)
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let value = try? single.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? single.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? single.decode(Double.self) {
            self = .number(value)
        } else {
            self = .text(try single.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var single = encoder.singleValueContainer()
            try single.encodeNil()
        case .bool(let value):
            var single = encoder.singleValueContainer()
            try single.encode(value)
        case .number(let text):
            var single = encoder.singleValueContainer()
            if let value = Int64(text) {
                try single.encode(value)
            } else {
                try single.encode(Double(text) ?? .nan)
            }
        case .string(let bytes):
            var single = encoder.singleValueContainer()
            try single.encode(String(decoding: bytes, as: UTF8.self))
        case .array(let values):
            var list = encoder.unkeyedContainer()
            for value in values { try list.encode(value) }
        case .object(let members):
            var keyed = encoder.container(keyedBy: Key.self)
            for member in members {
                try keyed.encode(member.value, forKey: Key(stringValue: String(decoding: member.key, as: UTF8.self)))
            }
        }
    }
}
