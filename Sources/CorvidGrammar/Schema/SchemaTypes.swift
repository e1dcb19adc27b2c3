/// A set of JSON's types; integers and other numbers apart.
struct SchemaTypes: OptionSet, Hashable, Sendable {
    var rawValue: UInt8

    static let null = SchemaTypes(rawValue: 1)
    static let boolean = SchemaTypes(rawValue: 2)
    static let string = SchemaTypes(rawValue: 4)
    static let integer = SchemaTypes(rawValue: 8)
    /// Numbers with a fraction.
    static let fraction = SchemaTypes(rawValue: 16)
    static let array = SchemaTypes(rawValue: 32)
    static let object = SchemaTypes(rawValue: 64)

    static let number: SchemaTypes = [.integer, .fraction]
    static let all = SchemaTypes(rawValue: 127)

    /// What JSON Schema calls the type `name`.
    init?(name: [UInt8]) {
        switch name {
        case Array("null".utf8): self = .null
        case Array("boolean".utf8): self = .boolean
        case Array("string".utf8): self = .string
        case Array("integer".utf8): self = .integer
        case Array("number".utf8): self = .number
        case Array("array".utf8): self = .array
        case Array("object".utf8): self = .object
        default: return nil
        }
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The type of `value`.
    init(of value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool: self = .boolean
        case .string: self = .string
        case .number(let text): self = (ExactDecimal(text)?.isInteger ?? false) ? .integer : .fraction
        case .array: self = .array
        case .object: self = .object
        }
    }
}
