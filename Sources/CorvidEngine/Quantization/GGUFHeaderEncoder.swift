/// Builds the header of a GGUF file in memory: little-endian numbers, strings with their lengths, typed values.
struct GGUFHeaderEncoder {
    private(set) var bytes: [UInt8] = []

    /// Type numbers of metadata values in the GGUF specification.
    private enum ValueType: UInt32 {
        case uint8 = 0
        case uint32 = 4
        case int32 = 5
        case float32 = 6
        case bool = 7
        case string = 8
        case array = 9
        case uint64 = 10
        case int64 = 11
    }

    mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ string: some Collection<UInt8>) {
        append(UInt64(string.count))
        bytes.append(contentsOf: string)
    }

    /// Appends zeros up to a multiple of `alignment`.
    mutating func pad(to alignment: Int) {
        let rest = bytes.count % alignment
        if rest > 0 { bytes.append(contentsOf: repeatElement(0, count: alignment - rest)) }
    }

    /// Appends a key with its value, in the narrowest of the types that readers expect: UINT32 and INT32 where the
    /// numbers fit, FLOAT32 always. False when an array mixes types.
    mutating func append(key: String, value: MetadataValue) -> Bool {
        append(key.utf8)
        if key == Self.byteArrayKey, case .integers(let values) = value,
            values.allSatisfy({ (-128...255).contains($0) })
        {
            append(ValueType.array.rawValue)
            appendArrayHeader(.uint8, count: values.count)
            bytes.append(contentsOf: values.map { UInt8(truncatingIfNeeded: $0) })
            return true
        }
        append(Self.type(of: value).rawValue)
        return appendPayload(value)
    }

    /// The one key whose array holds bytes: the normalisation table of a unigram tokenizer.
    private static let byteArrayKey = "tokenizer.ggml.precompiled_charsmap"

    private static func type(of value: MetadataValue) -> ValueType {
        switch value {
        case .unsigned(let number): number <= UInt32.max ? .uint32 : .uint64
        case .signed(let number): Int32(exactly: number) != nil ? .int32 : .int64
        case .float: .float32
        case .bool: .bool
        case .string: .string
        case .array, .integers, .floats, .strings: .array
        }
    }

    private mutating func appendPayload(_ value: MetadataValue) -> Bool {
        switch value {
        case .unsigned(let number): if number <= UInt32.max { append(UInt32(number)) } else { append(number) }
        case .signed(let number): if let narrow = Int32(exactly: number) { append(narrow) } else { append(number) }
        case .float(let number): append(Float(number).bitPattern)
        case .bool(let flag): bytes.append(flag ? 1 : 0)
        case .string(let text): append(text)
        case .integers(let values): append(integers: values)
        case .floats(let values):
            appendArrayHeader(.float32, count: values.count)
            for value in values { append(value.bitPattern) }
        case .strings(let table):
            appendArrayHeader(.string, count: table.count)
            bytes.reserveCapacity(bytes.count + table.bytes.count + 8 * table.count)
            for index in 0..<table.count { append(table[index]) }
        case .array(let values):
            let type = values.first.map(Self.type(of:)) ?? .int32
            appendArrayHeader(type, count: values.count)
            for value in values {
                guard Self.type(of: value) == type, appendPayload(value) else { return false }
            }
        }
        return true
    }

    private mutating func append(integers values: [Int64]) {
        bytes.reserveCapacity(bytes.count + 12 + 4 * values.count)
        if values.allSatisfy({ Int32(exactly: $0) != nil }) {
            appendArrayHeader(.int32, count: values.count)
            for value in values { append(Int32(truncatingIfNeeded: value)) }
        } else if values.allSatisfy({ UInt32(exactly: $0) != nil }) {
            appendArrayHeader(.uint32, count: values.count)
            for value in values { append(UInt32(truncatingIfNeeded: value)) }
        } else {
            appendArrayHeader(.int64, count: values.count)
            for value in values { append(value) }
        }
    }

    private mutating func appendArrayHeader(_ type: ValueType, count: Int) {
        append(type.rawValue)
        append(UInt64(count))
    }
}
