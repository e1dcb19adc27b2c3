/// Reads the numbers of ``UnicodeTables``.
struct UnicodeTableReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ text: StaticString) {
        bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        skipLineEnds()
    }

    var isAtEnd: Bool { index == bytes.count }

    /// The next number; 0 past the end.
    mutating func next() -> UInt32 {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while index < bytes.count {
            let digit = UInt32(bytes[index] &- 0x30)
            index += 1
            value |= (digit & 31) << shift
            if digit & 32 == 0 { break }
            shift += 5
            skipLineEnds()
        }
        skipLineEnds()
        return value
    }

    private mutating func skipLineEnds() {
        while index < bytes.count, bytes[index] < 0x30 { index += 1 }
    }
}
