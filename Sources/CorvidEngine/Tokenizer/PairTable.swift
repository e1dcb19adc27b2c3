/// From a pair of ids to two numbers: the merges of BPE (rank and new id) and the edges of tries.
///
/// Open addressing over 16-byte entries, kept at most three quarters full.
struct PairTable: Sendable {
    fileprivate struct Entry: BitwiseCopyable {
        var key: UInt64
        var value: UInt64
    }

    private var entries: [Entry]
    private var shift: UInt64
    private(set) var count = 0

    /// What ``find(_:_:)`` returns when there is none.
    static let none = UInt64.max
    private static let free = UInt64.max

    init(capacity: Int) {
        var bits: UInt64 = 4
        while 1 << bits < capacity + capacity / 2 { bits += 1 }
        shift = 64 - bits
        entries = Array(repeating: Entry(key: Self.free, value: 0), count: 1 << Int(bits))
    }

    /// A pair and its value.
    struct Pair: BitwiseCopyable {
        var first: UInt32
        var second: UInt32
        var value: UInt64
    }

    @inline(__always)
    private static func key(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) << 32 | UInt64(second) }

    @inline(__always)
    private static func slot(_ key: UInt64, _ shift: UInt64) -> Int {
        Int(((key ^ (key >> 29)) &* 0xD6E8_FEB8_6659_FD93) >> shift)
    }

    /// Sets the value of a pair, unless it has one already.
    mutating func insert(_ first: UInt32, _ second: UInt32, value: UInt64) {
        insert([Pair(first: first, second: second, value: value)], replacing: false)
    }

    /// Sets the values of pairs; `replacing` says whether one that is there already gives way.
    mutating func insert(_ pairs: [Pair], replacing: Bool) {
        while (count + pairs.count) * 4 > entries.count * 3 { grow() }
        let shift = shift
        let added = entries.withUnsafeMutableBufferPointer { entries in
            let mask = entries.count - 1
            // Reading the slots first lets the cache misses overlap.
            var touched: UInt64 = 0
            for pair in pairs { touched |= entries[Self.slot(Self.key(pair.first, pair.second), shift)].value }
            var added = touched == 1 && pairs.isEmpty ? 1 : 0
            for pair in pairs {
                let key = Self.key(pair.first, pair.second)
                var slot = Self.slot(key, shift)
                while entries[slot].key != Self.free, entries[slot].key != key { slot = (slot + 1) & mask }
                if entries[slot].key == Self.free {
                    entries[slot] = Entry(key: key, value: pair.value)
                    added += 1
                } else if replacing {
                    entries[slot].value = pair.value
                }
            }
            return added
        }
        count += added
    }

    private mutating func grow() {
        var larger = PairTable(capacity: entries.count)
        let pairs = entries.filter { $0.key != Self.free }.map {
            Pair(
                first: UInt32(truncatingIfNeeded: $0.key >> 32), second: UInt32(truncatingIfNeeded: $0.key),
                value: $0.value)
        }
        larger.insert(pairs, replacing: false)
        self = larger
    }

    func find(_ first: UInt32, _ second: UInt32) -> UInt64 { withLookup { $0.find(first, second) } }

    /// Calls `body` with a view whose lookups cost nothing but themselves.
    @inline(__always)
    func withLookup<Result>(_ body: (Lookup) -> Result) -> Result {
        entries.withUnsafeBufferPointer { body(Lookup(entries: $0, shift: shift)) }
    }

    struct Lookup {
        fileprivate let entries: UnsafeBufferPointer<Entry>
        fileprivate let shift: UInt64

        @inline(__always)
        func find(_ first: UInt32, _ second: UInt32) -> UInt64 {
            let key = PairTable.key(first, second)
            let base = entries.baseAddress.unsafelyUnwrapped
            var slot = PairTable.slot(key, shift)
            while true {
                let entry = base[slot]
                // In this order, so that the pair which is the mark of a free entry is not found there.
                if entry.key == PairTable.free { return PairTable.none }
                if entry.key == key { return entry.value }
                slot = (slot + 1) & (entries.count - 1)
            }
        }
    }
}
