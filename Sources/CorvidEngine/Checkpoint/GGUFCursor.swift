/// Reads little-endian values of a GGUF header one after another, each checked against the end of the file.
struct GGUFCursor {
    let bytes: UnsafeRawBufferPointer
    let file: String
    private(set) var position = 0
    /// How many more array elements may be boxed as `MetadataValue`, which take more memory than they do in the file.
    private var boxedBudget = 1 << 20

    /// Types of metadata values, numbered as in the specification.
    enum ValueType: UInt32 {
        case uint8 = 0
        case int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

        /// The fewest bytes that one value takes in a file.
        var minimumBytes: Int {
            switch self {
            case .uint8, .int8, .bool: 1
            case .uint16, .int16: 2
            case .uint32, .int32, .float32: 4
            case .uint64, .int64, .float64, .string: 8
            case .array: 12
            }
        }
    }

    init(bytes: UnsafeRawBufferPointer, file: String) {
        self.bytes = bytes
        self.file = file
    }

    var remaining: Int { bytes.count - position }

    func error(_ code: CheckpointError.Code, at offset: Int, _ reason: String) -> CheckpointError {
        CheckpointError(code, file: file, offset: UInt64(offset), reason: reason)
    }

    /// Reads a fixed-width integer; `what` names it in the error.
    mutating func read<Value: FixedWidthInteger>(_: Value.Type, _ what: String) throws(CheckpointError) -> Value {
        let width = MemoryLayout<Value>.size
        guard remaining >= width else {
            throw error(
                .truncated, at: position, "the file ends inside \(what): \(remaining) of \(width) bytes are left")
        }
        let value = bytes.loadUnaligned(fromByteOffset: position, as: Value.self)
        position += width
        return Value(littleEndian: value)
    }

    /// Reads a 64-bit count of things of at least `minimumBytes` bytes each, which must fit in the rest of the file.
    mutating func readCount(_ what: String, minimumBytes: Int) throws(CheckpointError) -> Int {
        let start = position
        let count = try read(UInt64.self, what)
        guard count <= UInt64(remaining / minimumBytes) else {
            throw error(
                .corrupted, at: start,
                "\(what) is \(count), but the \(remaining) bytes that follow hold at most "
                    + "\(remaining / minimumBytes)")
        }
        return Int(count)
    }

    /// Reads a string: its length, then its bytes.
    mutating func readBytes(_ what: String) throws(CheckpointError) -> UnsafeRawBufferPointer {
        let count = try readCount("the length of \(what)", minimumBytes: 1)
        let slice = UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
        position += count
        return slice
    }

    /// Reads a name: a string that must be UTF-8, not empty and shorter than 64 KiB.
    mutating func readName(_ what: String) throws(CheckpointError) -> String {
        let start = position
        let raw = try readBytes(what)
        guard 1..<65_536 ~= raw.count else {
            throw error(.corrupted, at: start, "\(what) has \(raw.count) bytes; expected 1...65535")
        }
        guard let name = String(validating: raw, as: UTF8.self) else {
            throw error(.corrupted, at: start, "\(what) is not valid UTF-8")
        }
        return name
    }

    /// Reads a value type.
    mutating func readType(_ what: String) throws(CheckpointError) -> ValueType {
        let start = position
        let raw = try read(UInt32.self, "the type of \(what)")
        guard let type = ValueType(rawValue: raw) else {
            throw error(.corrupted, at: start, "the type of \(what) is \(raw); expected 0...12")
        }
        return type
    }

    /// Reads a metadata value of a given type. Arrays may nest up to four deep.
    mutating func readValue(
        _ type: ValueType, _ what: String, depth: Int = 0
    ) throws(CheckpointError) -> MetadataValue {
        switch type {
        case .uint8: return .unsigned(UInt64(try read(UInt8.self, what)))
        case .uint16: return .unsigned(UInt64(try read(UInt16.self, what)))
        case .uint32: return .unsigned(UInt64(try read(UInt32.self, what)))
        case .uint64: return .unsigned(try read(UInt64.self, what))
        case .int8: return .signed(Int64(try read(Int8.self, what)))
        case .int16: return .signed(Int64(try read(Int16.self, what)))
        case .int32: return .signed(Int64(try read(Int32.self, what)))
        case .int64: return .signed(try read(Int64.self, what))
        case .float32: return .float(Double(Float(bitPattern: try read(UInt32.self, what))))
        case .float64: return .float(Double(bitPattern: try read(UInt64.self, what)))
        case .bool:
            let byte = try read(UInt8.self, what)
            guard byte <= 1 else {
                throw error(.corrupted, at: position - 1, "\(what) is a boolean of value \(byte); expected 0 or 1")
            }
            return .bool(byte == 1)
        case .string: return .string([UInt8](try readBytes(what)))
        case .array: return try readArray(what, depth: depth)
        }
    }

    private mutating func readArray(_ what: String, depth: Int) throws(CheckpointError) -> MetadataValue {
        let start = position
        guard depth < 4 else {
            throw error(.corrupted, at: start, "\(what) nests arrays more than 4 deep")
        }
        let type = try readType("the elements of \(what)")
        let count = try readCount("the element count of \(what)", minimumBytes: type.minimumBytes)
        switch type {
        case .uint8: return .integers(readIntegers(UInt8.self, count))
        case .int8: return .integers(readIntegers(Int8.self, count))
        case .uint16: return .integers(readIntegers(UInt16.self, count))
        case .int16: return .integers(readIntegers(Int16.self, count))
        case .uint32: return .integers(readIntegers(UInt32.self, count))
        case .int32: return .integers(readIntegers(Int32.self, count))
        case .int64: return .integers(readIntegers(Int64.self, count))
        case .float32: return .floats(readFloats(count))
        case .string: return .strings(try readStrings(count, what))
        case .bool, .float64, .uint64, .array:
            guard count <= boxedBudget else {
                throw error(
                    .unsupported, at: start,
                    "\(what) has \(count) elements of a kind of which a file may hold \(1 << 20)")
            }
            boxedBudget -= count
            var values: [MetadataValue] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(try readValue(type, what, depth: depth + 1)) }
            return .array(values)
        }
    }

    /// Reads `count` integers that are known to fit in the file and in 64 signed bits.
    private mutating func readIntegers<Value: FixedWidthInteger>(_: Value.Type, _ count: Int) -> [Int64] {
        let width = MemoryLayout<Value>.size
        let start = position
        position += count * width
        return [Int64](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count {
                let value = bytes.loadUnaligned(fromByteOffset: start + index * width, as: Value.self)
                buffer.initializeElement(at: index, to: Int64(truncatingIfNeeded: Value(littleEndian: value)))
            }
            initialized = count
        }
    }

    private mutating func readFloats(_ count: Int) -> [Float] {
        let start = position
        position += count * 4
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count {
                let bits = bytes.loadUnaligned(fromByteOffset: start + index * 4, as: UInt32.self)
                buffer.initializeElement(at: index, to: Float(bitPattern: UInt32(littleEndian: bits)))
            }
            initialized = count
        }
    }

    /// Reads `count` strings into one table: a pass that checks the lengths, then one that copies.
    private mutating func readStrings(_ count: Int, _ what: String) throws(CheckpointError) -> MetadataValue.StringTable
    {
        let start = position
        var offsets: [Int] = [0]
        offsets.reserveCapacity(count + 1)
        var total = 0
        for index in 0..<count {
            guard remaining >= 8 else {
                throw error(.truncated, at: position, "the file ends before string \(index) of \(count) of \(what)")
            }
            let raw = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let length = UInt64(littleEndian: raw)
            guard length <= UInt64(remaining - 8) else {
                throw error(
                    .corrupted, at: position,
                    "string \(index) of \(what) has \(length) bytes, but the file ends \(remaining - 8) bytes on")
            }
            position += 8 + Int(length)
            total += Int(length)
            offsets.append(total)
        }
        let packed = [UInt8](unsafeUninitializedCapacity: total) { buffer, initialized in
            guard total > 0, let target = buffer.baseAddress, let source = bytes.baseAddress else { return }
            for index in 0..<count {
                let length = offsets[index + 1] - offsets[index]
                let from = source + start + 8 * (index + 1) + offsets[index]
                UnsafeMutableRawPointer(target + offsets[index]).copyMemory(from: from, byteCount: length)
            }
            initialized = total
        }
        return MetadataValue.StringTable(bytes: packed, offsets: offsets)
    }
}
