/// Writing JSON text.
extension JSONValue {
    /// The value as compact JSON text in UTF-8: no white space, members in order, numbers as they were written.
    ///
    /// Escapes only what RFC 8259 demands: quotation mark, backslash and control characters.
    public var serialized: [UInt8] {
        var text: [UInt8] = []
        serialize(into: &text)
        return text
    }

    /// Appends the value as compact JSON text.
    public func serialize(into text: inout [UInt8]) {
        switch self {
        case .null: text.append(contentsOf: "null".utf8)
        case .bool(let value): text.append(contentsOf: value ? "true".utf8 : "false".utf8)
        case .number(let number): text.append(contentsOf: number.utf8)
        case .string(let string): Self.serialize(string, into: &text)
        case .array(let values):
            text.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                value.serialize(into: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                Self.serialize(member.key, into: &text)
                text.append(UInt8(ascii: ":"))
                member.value.serialize(into: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    /// Appends a string with its quotation marks and escapes.
    private static func serialize(_ string: [UInt8], into text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in string {
            switch byte {
            case UInt8(ascii: "\""): text.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): text.append(contentsOf: #"\\"#.utf8)
            case 0x0A: text.append(contentsOf: #"\n"#.utf8)
            case 0x0D: text.append(contentsOf: #"\r"#.utf8)
            case 0x09: text.append(contentsOf: #"\t"#.utf8)
            case 0x00..<0x20:
                text.append(contentsOf: byte < 16 ? #"\u000"#.utf8 : #"\u00"#.utf8)
                text.append(contentsOf: String(byte, radix: 16).utf8)
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}

/// Making values from Swift's.
extension JSONValue {
    /// The string `text`.
    public static func text(_ text: String) -> JSONValue { .string(Array(text.utf8)) }
    /// The integer `value`.
    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }
    /// The finite number `value` in its shortest form; null when it is not finite, for JSON has no such numbers.
    public static func number(_ value: Double) -> JSONValue { value.isFinite ? .number("\(value)") : .null }
    /// An object of members in the order given.
    public static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member(key: Array($0.key.utf8), value: $0.value) })
    }
}
