/// Remembers derivatives: dense rows for states that many bytes leave, a hash table for the others.
struct TransitionTable {
    /// Not yet derived.
    static let unknown: Int32 = -1

    private(set) var rows: ContiguousArray<Int32> = []
    private var rowOf: ContiguousArray<Int32> = []
    private var keys: [UInt64] = Array(repeating: 0, count: 512)
    private var values: [Int32] = Array(repeating: 0, count: 512)
    private var used = 0

    var memoryBytes: Int { rows.capacity * 4 + rowOf.capacity * 4 + keys.capacity * 12 }

    @inline(__always)
    func lookup(_ state: Int32, _ byte: UInt8) -> Int32 {
        let index = Int(state)
        if index < rowOf.count {
            let row = rowOf[index]
            if row >= 0 { return rows[Int(row) &* 256 &+ Int(byte)] }
        }
        let key = UInt64(UInt32(bitPattern: state)) << 8 | UInt64(byte)
        var slot = Self.slot(key, keys.count)
        while keys[slot] != 0 {
            if keys[slot] == key { return values[slot] }
            slot = (slot &+ 1) & (keys.count &- 1)
        }
        return Self.unknown
    }

    /// Whether `state` has a dense row.
    func hasRow(_ state: Int32) -> Bool { Int(state) < rowOf.count && rowOf[Int(state)] >= 0 }

    /// Gives `state` a dense row in which every byte outside `first` leads to nothing.
    mutating func makeRow(_ state: Int32, first: ByteSet) {
        while rowOf.count <= Int(state) { rowOf.append(-1) }
        rowOf[Int(state)] = Int32(rows.count / 256)
        for byte in UInt8.min...UInt8.max { rows.append(first.contains(byte) ? Self.unknown : 0) }
    }

    mutating func set(_ state: Int32, _ byte: UInt8, _ target: Int32) {
        if hasRow(state) {
            rows[Int(rowOf[Int(state)]) * 256 + Int(byte)] = target
            return
        }
        if used * 2 >= keys.count { grow() }
        let key = UInt64(UInt32(bitPattern: state)) << 8 | UInt64(byte)
        var slot = Self.slot(key, keys.count)
        while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
        if keys[slot] == 0 { used += 1 }
        keys[slot] = key
        values[slot] = target
    }

    private mutating func grow() {
        let oldKeys = keys
        let oldValues = values
        keys = Array(repeating: 0, count: oldKeys.count * 2)
        values = Array(repeating: 0, count: oldKeys.count * 2)
        for (index, key) in oldKeys.enumerated() where key != 0 {
            var slot = Self.slot(key, keys.count)
            while keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
            keys[slot] = key
            values[slot] = oldValues[index]
        }
    }

    @inline(__always)
    private static func slot(_ key: UInt64, _ count: Int) -> Int {
        let mixed = (key ^ (key >> 17)) &* 0x9E37_79B9_7F4A_7C15
        return Int(mixed >> 40) & (count &- 1)
    }
}
