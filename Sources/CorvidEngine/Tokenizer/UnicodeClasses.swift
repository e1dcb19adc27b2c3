/// The classes of every code point, in two levels.
///
/// Two editions share the tables: Unicode 16 as Hugging Face `tokenizers` 0.23 has it, and Unicode 15.0 as llama.cpp
/// has it, in which what was assigned later belongs to no class.
struct UnicodeClasses: Sendable {
    /// Unicode 16, for tokenizer.json.
    static let current = UnicodeClasses(tables: .shared, hidesRecent: false)
    /// Unicode 15.0, for GGUF files.
    static let version15 = UnicodeClasses(tables: .shared, hidesRecent: true)

    private let tables: Tables
    /// Masks of code points below 128.
    private let ascii: PermanentArray<UInt32>
    private let palette: PermanentArray<UInt32>

    /// The classes of `scalar`, which must be below 0x110000.
    @inline(__always)
    subscript(scalar: UInt32) -> UnicodeClass {
        if scalar < 128 { return UnicodeClass(rawValue: ascii.base[Int(scalar)]) }
        let block = Int(tables.blockOf.base[Int(scalar >> 8)])
        return UnicodeClass(rawValue: palette.base[Int(tables.blocks.base[block << 8 | Int(scalar & 255)])])
    }

    private init(tables: Tables, hidesRecent: Bool) {
        self.tables = tables
        let masks = tables.palette.map { mask in
            hidesRecent && mask & UnicodeClass.recent.rawValue != 0 ? UnicodeClass.recent.rawValue : mask
        }
        palette = PermanentArray(masks)
        ascii = PermanentArray((0..<128).map { masks[Int(tables.blocks.base[Int(tables.blockOf.base[0]) << 8 | $0])] })
    }

    /// The decoded tables: a block of 256 palette indices for each 256 code points, equal uniform blocks shared.
    private struct Tables: Sendable {
        static let shared = Tables()

        let palette: [UInt32]
        let blockOf: PermanentArray<UInt16>
        let blocks: PermanentArray<UInt8>

        init() {
            var numbers = UnicodeTableReader(UnicodeTables.classes)
            palette = (0..<numbers.next()).map { _ in numbers.next() }
            var blockOf = [UInt16](repeating: 0, count: 0x1100)
            var blocks: [UInt8] = []
            var uniform: [UInt8: UInt16] = [:]
            var (index, left) = (UInt8(0), 0)
            for block in 0..<0x1100 {
                if left == 0 { (index, left) = (UInt8(truncatingIfNeeded: numbers.next()), Int(numbers.next())) }
                if left >= 256 {
                    left -= 256
                    if let known = uniform[index] {
                        blockOf[block] = known
                        continue
                    }
                    uniform[index] = UInt16(blocks.count >> 8)
                    blockOf[block] = UInt16(blocks.count >> 8)
                    blocks.append(contentsOf: repeatElement(index, count: 256))
                    continue
                }
                blockOf[block] = UInt16(blocks.count >> 8)
                var room = 256
                while room > 0 {
                    if left == 0 { (index, left) = (UInt8(truncatingIfNeeded: numbers.next()), Int(numbers.next())) }
                    let count = min(room, left)
                    blocks.append(contentsOf: repeatElement(index, count: count))
                    left -= count
                    room -= count
                }
            }
            self.blockOf = PermanentArray(blockOf)
            self.blocks = PermanentArray(blocks)
        }
    }
}
