/// How often each piece of text occurs: a hash table whose keys lie one after another in memory.
///
/// The order is that of first occurrence, so that what is made of it can be repeated.
package struct PieceCounts: Sendable {
    /// Number of different pieces.
    package var count: Int { counts.count }
    /// Bytes of all pieces, repetitions included.
    package private(set) var bytes = 0

    private var arena: [UInt8] = []
    private var offsets: [Int] = [0]
    private var counts: [Int] = []
    /// Index of a piece plus one; 0 is free. The size is a power of two.
    private var slots: [UInt32] = Array(repeating: 0, count: 1 << 10)

    package init() {}

    /// The piece and how often it was added.
    package subscript(index: Int) -> (piece: ArraySlice<UInt8>, count: Int) {
        (arena[offsets[index]..<offsets[index + 1]], counts[index])
    }

    /// - Returns: The piece's index.
    @discardableResult
    package mutating func add(_ piece: UnsafeBufferPointer<UInt8>) -> Int {
        bytes += piece.count
        let mask = slots.count - 1
        var slot = Self.hash(piece) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if isEqual(index, piece) {
                counts[index] += 1
                return index
            }
            slot = (slot + 1) & mask
        }
        arena.append(contentsOf: piece)
        offsets.append(arena.count)
        counts.append(1)
        slots[slot] = UInt32(counts.count)
        if counts.count * 2 > slots.count { grow() }
        return counts.count - 1
    }

    private func isEqual(_ index: Int, _ piece: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = offsets[index]
        guard offsets[index + 1] - start == piece.count else { return false }
        for position in 0..<piece.count where arena[start + position] != piece[position] { return false }
        return true
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        slots = Array(repeating: 0, count: mask + 1)
        arena.withUnsafeBufferPointer { arena in
            for index in 0..<counts.count {
                let piece = UnsafeBufferPointer(rebasing: arena[offsets[index]..<offsets[index + 1]])
                var slot = Self.hash(piece) & mask
                while slots[slot] != 0 { slot = (slot + 1) & mask }
                slots[slot] = UInt32(index + 1)
            }
        }
    }

    private static func hash(_ piece: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in piece { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 29)) & 0x7FFF_FFFF_FFFF_FFFF)
    }
}
