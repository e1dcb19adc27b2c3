/// A set of Unicode character classes, as a mask; the bits are those of `make_unicode_tables.py`.
struct UnicodeClass: OptionSet, Sendable {
    let rawValue: UInt32

    static let letter = UnicodeClass(rawValue: 1 << 0)
    static let number = UnicodeClass(rawValue: 1 << 1)
    static let mark = UnicodeClass(rawValue: 1 << 2)
    static let punctuation = UnicodeClass(rawValue: 1 << 3)
    static let symbol = UnicodeClass(rawValue: 1 << 4)
    static let separator = UnicodeClass(rawValue: 1 << 5)
    static let uppercase = UnicodeClass(rawValue: 1 << 6)
    static let lowercase = UnicodeClass(rawValue: 1 << 7)
    static let titlecase = UnicodeClass(rawValue: 1 << 8)
    static let modifierLetter = UnicodeClass(rawValue: 1 << 9)
    static let otherLetter = UnicodeClass(rawValue: 1 << 10)
    static let decimalDigit = UnicodeClass(rawValue: 1 << 11)
    /// White_Space.
    static let space = UnicodeClass(rawValue: 1 << 12)
    /// `\w` of the expressions in tokenizer.json.
    static let word = UnicodeClass(rawValue: 1 << 13)
    /// `\w` of the Whitespace pre-tokenizer.
    static let plainWord = UnicodeClass(rawValue: 1 << 14)
    /// What BERT's and the Punctuation pre-tokenizer take for punctuation.
    static let bertPunctuation = UnicodeClass(rawValue: 1 << 15)
    /// What StripAccents removes.
    static let combining = UnicodeClass(rawValue: 1 << 16)
    /// What BERT's normalizer removes as accents.
    static let bertAccent = UnicodeClass(rawValue: 1 << 17)
    /// What BERT's normalizer removes when it cleans text.
    static let bertControl = UnicodeClass(rawValue: 1 << 18)
    /// What the Digits pre-tokenizer takes for a digit.
    static let numeric = UnicodeClass(rawValue: 1 << 19)
    static let assigned = UnicodeClass(rawValue: 1 << 20)
    static let han = UnicodeClass(rawValue: 1 << 21)
    /// Assigned after Unicode 15.0.
    static let recent = UnicodeClass(rawValue: 1 << 22)
    static let nonspacingMark = UnicodeClass(rawValue: 1 << 23)
    /// Cc, Cf or Co.
    static let control = UnicodeClass(rawValue: 1 << 24)
}

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
