/// Header fields in the order in which they came; names compare without regard to case.
public struct HeaderFields: Sendable, Hashable {
    /// A name in lower case and its value, without white space around it.
    public struct Field: Sendable, Hashable, Codable {
        public let name: String
        /// Bytes, since nothing says that servers send UTF-8.
        public internal(set) var value: [UInt8]

        /// The value with what is no UTF-8 replaced.
        public var text: String { String(decoding: value, as: UTF8.self) }
    }

    /// All fields.
    public private(set) var all: [Field] = []

    package init() {}

    init(_ fields: [Field]) { all = fields }

    /// The texts of all fields of a name, joined by `, ` as RFC 9110, 5.2 has it; nil when there is none.
    ///
    /// - Parameter name: In lower case.
    public subscript(name: String) -> String? {
        let values = all.filter { $0.name == name }.map(\.text)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// The first value of a name.
    func value(_ name: String) -> [UInt8]? { all.first { $0.name == name }?.value }

    /// The first value of a name, when it is a decimal number.
    func number(_ name: String) -> Int? {
        guard let value = value(name), !value.isEmpty, value.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int(String(decoding: value, as: UTF8.self))
    }

    mutating func append(name: [UInt8], value: [UInt8]) {
        let name = name.filter { $0 > 0x20 && $0 != 0x7F }.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        all.append(Field(name: String(decoding: name, as: UTF8.self), value: Self.trimmed(value)))
    }

    mutating func extendLast(_ bytes: [UInt8]) {
        guard let last = all.indices.last else { return }
        all[last].value = Self.trimmed(all[last].value + [0x20] + Self.trimmed(bytes))
    }

    mutating func removeAll(named names: Set<String>) { all.removeAll { names.contains($0.name) } }

    /// Takes over the fields of a 304 (RFC 9111, 3.2).
    mutating func update(from other: HeaderFields) {
        let kept: Set<String> = ["content-encoding", "content-length", "content-range", "transfer-encoding"]
        let newer = other.all.filter { !kept.contains($0.name) }
        let names = Set(newer.map(\.name))
        all = all.filter { !names.contains($0.name) } + newer
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        var rest = bytes[...].drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return Array(rest)
    }
}

extension HeaderFields: Codable {
    public init(from decoder: any Decoder) throws { all = try decoder.singleValueContainer().decode([Field].self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(all)
    }
}
