/// A number for each code point, most of them 0, in two levels.
struct ScalarTable: Sendable {
    private var blockOf = [UInt16](repeating: 0, count: 0x1100)
    private var blocks = [UInt32](repeating: 0, count: 256)

    @inline(__always)
    subscript(scalar: UInt32) -> UInt32 {
        get { blocks[Int(blockOf[Int(scalar >> 8)]) << 8 | Int(scalar & 255)] }
        set {
            if blockOf[Int(scalar >> 8)] == 0 {
                blockOf[Int(scalar >> 8)] = UInt16(blocks.count >> 8)
                blocks.append(contentsOf: repeatElement(0, count: 256))
            }
            blocks[Int(blockOf[Int(scalar >> 8)]) << 8 | Int(scalar & 255)] = newValue
        }
    }
}
