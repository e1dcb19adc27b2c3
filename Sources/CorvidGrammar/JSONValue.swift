/// A JSON value (RFC 8259) that loses nothing: members keep their order, duplicate keys stay, numbers keep their text,
/// and strings are compared as bytes of UTF-8 rather than by canonical equivalence.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A number as it was written.
    case number(String)
    /// A string's UTF-8, escapes resolved.
    case string([UInt8])
    case array([JSONValue])
    case object([Member])

    /// A key and its value.
    public struct Member: Sendable, Hashable {
        public var key: [UInt8]
        public var value: JSONValue
        public init(key: [UInt8], value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// The first member named `key`, or nil when there is none or the value is no object.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key.elementsEqual(key.utf8) }?.value
    }
}
