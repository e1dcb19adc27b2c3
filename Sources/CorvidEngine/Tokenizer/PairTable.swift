/// From a pair of ids to two numbers: the merges of BPE (rank and new id) and the edges of tries.
///
/// Open addressing over 16-byte entries, kept at most half full.
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
        while 1 << bits < capacity * 2 { bits += 1 }
        shift = 64 - bits
        entries = Array(repeating: Entry(key: Self.free, value: 0), count: 1 << Int(bits))
    }

    @inline(__always)
    private static func key(_ first: UInt32, _ second: UInt32) -> UInt64 { UInt64(first) << 32 | UInt64(second) }

    @inline(__always)
    private static func slot(_ key: UInt64, _ shift: UInt64) -> Int {
        Int(((key ^ (key >> 29)) &* 0xD6E8_FEB8_6659_FD93) >> shift)
    }

    /// Sets the value of a pair; `replacing` says what happens when it has one. False when one was there.
    @discardableResult
    mutating func insert(_ first: UInt32, _ second: UInt32, value: UInt64, replacing: Bool = false) -> Bool {
        if (count + 1) * 2 > entries.count { grow() }
        let key = Self.key(first, second)
        var slot = Self.slot(key, shift)
        while entries[slot].key != Self.free {
            if entries[slot].key == key {
                if replacing { entries[slot].value = value }
                return false
            }
            slot = (slot + 1) & (entries.count - 1)
        }
        entries[slot] = Entry(key: key, value: value)
        count += 1
        return true
    }

    private mutating func grow() {
        var larger = PairTable(capacity: entries.count)
        for entry in entries where entry.key != Self.free {
            larger.insert(
                UInt32(truncatingIfNeeded: entry.key >> 32), UInt32(truncatingIfNeeded: entry.key), value: entry.value)
        }
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
                if entry.key == key { return entry.value }
                if entry.key == PairTable.free { return PairTable.none }
                slot = (slot + 1) & (entries.count - 1)
            }
        }
    }
}
