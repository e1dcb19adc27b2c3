/// What a value is, when it is that.
extension JSONValue {
    /// The number as an integer, when it is one that fits (`3` and `3.0e0` both count, `3.5` does not).
    public var int: Int? {
        guard case .number(let text) = self else { return nil }
        if let value = Int(text) { return value }
        return Double(text).flatMap { abs($0) <= 0x1p53 ? Int(exactly: $0) : nil }
    }

    /// The number as a double, rounded to the nearest.
    public var double: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The string as text.
    public var text: String? {
        if case .string(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    /// The string's UTF-8.
    public var utf8: [UInt8]? {
        if case .string(let bytes) = self { bytes } else { nil }
    }

    /// The elements of an array.
    public var array: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    /// The members of an object, in order.
    public var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    public var isNull: Bool { self == .null }
}
