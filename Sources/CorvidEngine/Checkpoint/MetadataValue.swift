/// A value of a checkpoint's metadata, in the types of the GGUF specification.
public enum MetadataValue: Sendable, Hashable {
    case unsigned(UInt64)
    case signed(Int64)
    case float(Double)
    case bool(Bool)
    /// Bytes of a string, as stored: not necessarily valid UTF-8.
    case string([UInt8])
    case array([MetadataValue])
    /// Arrays of plain numbers are kept unboxed.
    case integers([Int64])
    case floats([Float])
    /// Strings of an array, unboxed: `bytes[offsets[i]..<offsets[i + 1]]` is string `i`.
    case strings(StringTable)

    /// Many byte strings in one allocation.
    public struct StringTable: Sendable, Hashable {
        public private(set) var bytes: [UInt8] = []
        public private(set) var offsets: [Int] = [0]
        public init() {}
        /// A table of strings that already lie in `bytes`, string `i` at `offsets[i]..<offsets[i + 1]`.
        package init(bytes: [UInt8], offsets: [Int]) {
            precondition(offsets.first == 0 && offsets.last == bytes.count)
            self.bytes = bytes
            self.offsets = offsets
        }
        public var count: Int { offsets.count - 1 }
        public subscript(index: Int) -> ArraySlice<UInt8> { bytes[offsets[index]..<offsets[index + 1]] }
        public mutating func append(_ string: some Sequence<UInt8>) {
            bytes.append(contentsOf: string)
            offsets.append(bytes.count)
        }
        public mutating func reserve(strings: Int, bytes count: Int) {
            offsets.reserveCapacity(strings + 1)
            bytes.reserveCapacity(count)
        }
    }

    /// The value as an integer, when it is one that fits (a float with an integral value does not count).
    public var integer: Int? {
        switch self {
        case .unsigned(let value): Int(exactly: value)
        case .signed(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The value as a number.
    public var number: Double? {
        switch self {
        case .unsigned(let value): Double(value)
        case .signed(let value): Double(value)
        case .float(let value): value
        default: nil
        }
    }

    /// The value as text, invalid UTF-8 repaired.
    public var text: String? {
        if case .string(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    public var boolean: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// What the value is, for messages: "a string", "an array of 32 integers".
    package var kindName: String {
        switch self {
        case .unsigned(let value): "the integer \(value)"
        case .signed(let value): "the integer \(value)"
        case .float(let value): "the float \(value)"
        case .bool(let value): "the boolean \(value)"
        case .string: "a string"
        case .array(let values): "an array of \(values.count) values"
        case .integers(let values): "an array of \(values.count) integers"
        case .floats(let values): "an array of \(values.count) floats"
        case .strings(let table): "an array of \(table.count) strings"
        }
    }
}
