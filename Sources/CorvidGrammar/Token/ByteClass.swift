/// Sorts bytes into 64 classes, so that a set of bytes fits in one number: what bytes a text has, which it must not have.
enum ByteClass {
    /// The class of each byte.
    static let table: [UInt8] = {
        // Bytes of one group share a class; what patterns tell apart stands apart.
        var groups: [ClosedRange<UInt8>] = [
            0x30...0x30, 0x31...0x37, 0x38...0x39,
            0x41...0x44, 0x45...0x45, 0x46...0x46, 0x47...0x5A,
            0x61...0x64, 0x65...0x65, 0x66...0x66, 0x67...0x7A,
            0x09...0x09, 0x0A...0x0A, 0x0D...0x0D, 0x0B...0x0C, 0x00...0x08, 0x0E...0x1F, 0x7F...0x7F,
            0x80...0xBF, 0xC2...0xC2, 0xC3...0xDF, 0xE0...0xE0, 0xE1...0xE1, 0xE2...0xE2, 0xE3...0xE3,
            0xE4...0xEC, 0xED...0xEE, 0xEF...0xEF, 0xF0...0xF0, 0xF1...0xF4,
        ]
        // Space and punctuation, each by itself.
        for byte in UInt8(0x20)...0x7E where !groups.contains(where: { $0.contains(byte) }) {
            groups.append(byte...byte)
        }
        var table = [UInt8](repeating: 63, count: 256)
        precondition(groups.count <= 63)
        for (index, group) in groups.enumerated() {
            for byte in group { table[Int(byte)] = UInt8(index) }
        }
        return table
    }()

    /// The classes that have a byte of `set`.
    static func touching(_ set: ByteSet) -> UInt64 {
        var classes: UInt64 = 0
        set.forEach { classes |= 1 << UInt64(table[Int($0)]) }
        return classes
    }

    /// The classes of which every byte is in `set`.
    static func within(_ set: ByteSet) -> UInt64 { ~touching(set.complement) }
}
