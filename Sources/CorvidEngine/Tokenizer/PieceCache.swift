/// Remembers what pieces of one text were encoded to, as ranges of the output, so that a word that returns is copied.
///
/// Direct-mapped and bounded; it lives for one call of encode and keeps no bytes of its own.
struct PieceCache {
    private struct Entry: BitwiseCopyable {
        var start: Int
        var length: Int32
        var tokens: Int32
        var outStart: Int
    }

    private var entries: [Entry]
    private static let longest = 128

    /// A cache fit for text of `bytes` bytes.
    init(bytes: Int) {
        var count = 256
        while count < bytes / 16, count < 1 << 14 { count *= 2 }
        entries = Array(repeating: Entry(start: 0, length: 0, tokens: 0, outStart: 0), count: count)
    }

    /// Appends the tokens of the piece `range` of `text`, by `encode` when they are not remembered.
    @inline(__always)
    mutating func append(
        _ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, to out: inout [TokenID],
        encode: (UnsafeBufferPointer<UInt8>, inout [TokenID]) -> Void
    ) {
        let piece = UnsafeBufferPointer(rebasing: text[range])
        guard piece.count <= Self.longest, let base = piece.baseAddress, let whole = text.baseAddress else {
            encode(piece, &out)
            return
        }
        let slot = Int(truncatingIfNeeded: Self.hash(base, piece.count)) & (entries.count - 1)
        let entry = entries[slot]
        if Int(entry.length) == piece.count, Self.same(whole + entry.start, base, piece.count) {
            if entry.tokens == 1 {
                out.append(out[entry.outStart])
            } else {
                for index in entry.outStart..<entry.outStart + Int(entry.tokens) { out.append(out[index]) }
            }
            return
        }
        let before = out.count
        encode(piece, &out)
        entries[slot] = Entry(
            start: range.lowerBound, length: Int32(piece.count), tokens: Int32(out.count - before), outStart: before)
    }

    @inline(__always)
    private static func hash(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
        let raw = UnsafeRawPointer(bytes)
        var hash = UInt64(count) &* 0x9E37_79B9_7F4A_7C15
        var index = 0
        while index + 8 <= count {
            hash = (hash ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) &* 0xBF58_476D_1CE4_E5B9
            hash ^= hash >> 32
            index += 8
        }
        if index + 4 <= count {
            hash = (hash ^ UInt64(raw.loadUnaligned(fromByteOffset: index, as: UInt32.self))) &* 0xBF58_476D_1CE4_E5B9
            hash ^= hash >> 32
            index += 4
        }
        while index < count {
            hash = (hash ^ UInt64(bytes[index])) &* 0x94D0_49BB_1331_11EB
            index += 1
        }
        return hash ^ (hash >> 29) ^ (hash >> 43)
    }

    @inline(__always)
    private static func same(_ first: UnsafePointer<UInt8>, _ second: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        let (left, right) = (UnsafeRawPointer(first), UnsafeRawPointer(second))
        var index = 0
        while index + 8 <= count {
            if left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                != right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            {
                return false
            }
            index += 8
        }
        while index < count {
            if first[index] != second[index] { return false }
            index += 1
        }
        return true
    }
}
