/// The tokens of a vocabulary: their bytes in one arena, and the way from bytes to id.
///
/// Keys are bytes, never `String`s, whose equality is canonical equivalence.
final class Vocabulary: Sendable {
    /// What a token is; the raw values are those of `tokenizer.ggml.token_type`.
    enum Kind: UInt8, Sendable {
        case normal = 1
        case unknown = 2
        case control = 3
        case userDefined = 4
        case unused = 5
        case byte = 6
    }

    /// Ids run from 0 to below `count`.
    let count: Int
    /// Bytes of the longest token that can be found.
    let longest: Int
    /// Published vocabularies stay below 2 KiB.
    private static let longestAllowed = 1 << 16
    private let arena: PermanentArray<UInt8>
    private let offsets: PermanentArray<UInt32>
    private let kinds: PermanentArray<UInt8>
    private let isFindable: PermanentArray<Bool>
    private let slots: PermanentArray<UInt64>  // lower half of the mixed hash | id + 1; 0 is free
    private let shift: UInt64

    /// A vocabulary of the tokens in `builder`.
    /// - Throws: a reason when two tokens that can be found have the same bytes.
    init(_ builder: Builder) throws(VocabularyDefect) {
        count = builder.kinds.count
        for id in 0..<count where builder.findable[id] {
            let length = Int(builder.offsets[id + 1] &- builder.offsets[id])
            if length > Self.longestAllowed {
                throw VocabularyDefect("token \(id) has \(length) bytes; at most \(Self.longestAllowed) are expected")
            }
        }
        if builder.arena.count > Int(UInt32.max) { throw VocabularyDefect("the tokens take more than 4 GiB") }
        arena = PermanentArray(builder.arena)
        offsets = PermanentArray(builder.offsets)
        kinds = PermanentArray(builder.kinds)
        isFindable = PermanentArray(builder.findable)
        var bits: UInt64 = 4
        while 1 << bits < count * 2 { bits += 1 }
        shift = 64 - bits
        let mask = (1 << Int(bits)) - 1
        var (longest, duplicate) = (0, -1)
        slots = PermanentArray(count: mask + 1) { [arena, offsets, shift, count] slots in
            slots.initialize(repeating: 0)
            for id in 0..<count where builder.findable[id] {
                let start = Int(offsets.base[id])
                let length = Int(offsets.base[id + 1]) - start
                if length > longest { longest = length }
                let mixed = ByteHash.mixed(ByteHash.of(arena.base + start, length))
                let tag = mixed & 0xFFFF_FFFF
                var slot = Int(mixed >> shift)
                while slots[slot] != 0 {
                    if slots[slot] >> 32 == tag {
                        let other = Int(slots[slot] & 0xFFFF_FFFF) - 1
                        let otherStart = Int(offsets.base[other])
                        if Int(offsets.base[other + 1]) - otherStart == length,
                            equalBytes(arena.base + otherStart, arena.base + start, length)
                        {
                            duplicate = id
                        }
                    }
                    slot = (slot + 1) & mask
                }
                slots[slot] = tag << 32 | UInt64(id + 1)
            }
        }
        self.longest = longest
        if duplicate >= 0 {
            throw VocabularyDefect(
                "token \(duplicate) has the same text as another: \(printable(bytes(of: duplicate)))")
        }
    }

    /// The id of the token whose bytes these are and whose ``ByteHash`` is `hash`, or -1.
    @inline(__always)
    func find(_ bytes: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> Int32 {
        find(bytes, length, hash: hash, firstEntry: firstEntry(hash: hash))
    }

    /// What stands in the slot where the search for `hash` begins.
    @inline(__always)
    func firstEntry(hash: UInt64) -> UInt64 { slots.base[Int(ByteHash.mixed(hash) >> shift)] }

    /// As ``find(_:_:hash:)``, when the first slot was read before.
    @inline(__always)
    func find(_ bytes: UnsafePointer<UInt8>, _ length: Int, hash: UInt64, firstEntry: UInt64) -> Int32 {
        let mixed = ByteHash.mixed(hash)
        let tag = mixed & 0xFFFF_FFFF
        var slot = Int(mixed >> shift)
        var entry = firstEntry
        while true {
            if entry == 0 { return -1 }
            if entry >> 32 == tag {
                let id = Int(entry & 0xFFFF_FFFF) - 1
                let start = Int(offsets.base[id])
                if Int(offsets.base[id + 1]) - start == length, equalBytes(arena.base + start, bytes, length) {
                    return Int32(truncatingIfNeeded: id)
                }
            }
            slot = (slot + 1) & (slots.count - 1)
            entry = slots.base[slot]
        }
    }

    /// Whether `id` is the token that ``find(_:)`` finds for `text`.
    @inline(__always)
    func isFound(_ id: Int32, as text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard id >= 0, Int(id) < count, isFindable.base[Int(id)], let base = text.baseAddress else { return false }
        let start = Int(offsets.base[Int(id)])
        return Int(offsets.base[Int(id) + 1]) - start == text.count && equalBytes(arena.base + start, base, text.count)
    }

    /// As ``find(_:_:hash:)`` for the token that is `prefix` and then `bytes`; `hash` is that of both together.
    @inline(__always)
    func find(prefix: [UInt8], _ bytes: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> Int32 {
        let mixed = ByteHash.mixed(hash)
        let tag = mixed & 0xFFFF_FFFF
        var slot = Int(mixed >> shift)
        while true {
            let entry = slots.base[slot]
            if entry == 0 { return -1 }
            if entry >> 32 == tag {
                let id = Int(entry & 0xFFFF_FFFF) - 1
                let start = Int(offsets.base[id])
                if Int(offsets.base[id + 1]) - start == length + prefix.count,
                    equalBytes(arena.base + start, prefix, prefix.count),
                    equalBytes(arena.base + start + prefix.count, bytes, length)
                {
                    return Int32(truncatingIfNeeded: id)
                }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    /// The id of the token with these bytes, or nil.
    func find(_ bytes: some Collection<UInt8>) -> TokenID? {
        let bytes = Array(bytes)
        let id = bytes.withUnsafeBufferPointer { buffer -> Int32 in
            guard let base = buffer.baseAddress else { return -1 }
            return find(base, buffer.count, hash: ByteHash.of(base, buffer.count))
        }
        return id < 0 ? nil : id
    }

    /// The bytes of token `id`, which must be in range.
    func bytes(of id: Int) -> UnsafeBufferPointer<UInt8> {
        precondition(id >= 0 && id < count)
        let start = Int(offsets.base[id])
        return UnsafeBufferPointer(start: arena.base + start, count: Int(offsets.base[id + 1]) - start)
    }

    /// The kind of token `id`, which must be in range.
    func kind(of id: Int) -> Kind { Kind(rawValue: kinds[id]) ?? .unused }

    /// For each byte, the id of the token `<0xXX>` that stands for it, or -1.
    func byteTokens() -> [Int32] {
        let hex = Array("0123456789ABCDEF".utf8)
        return (0..<256).map { byte in
            find([0x3C, 0x30, 0x78, hex[byte >> 4], hex[byte & 15], 0x3E]) ?? -1
        }
    }

    /// Tokens in the order of their ids, while a vocabulary is read.
    struct Builder {
        fileprivate(set) var arena: [UInt8] = []
        fileprivate(set) var offsets: [UInt32] = [0]
        fileprivate(set) var kinds: [UInt8] = []
        fileprivate(set) var findable: [Bool] = []

        init(count: Int, bytes: Int) {
            arena.reserveCapacity(bytes)
            offsets.reserveCapacity(count + 1)
            kinds.reserveCapacity(count)
            findable.reserveCapacity(count)
        }

        var count: Int { kinds.count }

        mutating func append(_ bytes: some Collection<UInt8>, kind: Kind, findable: Bool = true) {
            arena.append(contentsOf: bytes)
            close(kind: kind, findable: findable)
        }

        /// Adds bytes to the token that ``close(kind:findable:)`` ends.
        @inline(__always)
        mutating func extend(_ byte: UInt8) { arena.append(byte) }

        /// Bytes since the last token was closed, to take back.
        mutating func discardOpen() { arena.removeLast(arena.count - Int(offsets[offsets.count - 1])) }

        mutating func close(kind: Kind, findable: Bool) {
            offsets.append(UInt32(truncatingIfNeeded: arena.count))
            kinds.append(kind.rawValue)
            self.findable.append(findable)
        }
    }
}

/// Whether the two ranges of `count` bytes are equal.
@inline(__always)
func equalBytes(_ first: UnsafePointer<UInt8>, _ second: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    for index in 0..<count where first[index] != second[index] { return false }
    return true
}
