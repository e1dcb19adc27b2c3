/// Remembers derivatives: dense rows for states that many bytes leave, a hash table for the others.
///
/// Its memory is its own, so that a walk reads it without counting references; ``deallocate()`` gives it back.
struct TransitionTable {
    /// Not yet derived.
    static let unknown: Int32 = -1

    private var rows: UnsafeMutablePointer<Int32>
    private(set) var rowCount = 0
    private var rowCapacity = 16
    private var rowOf: UnsafeMutablePointer<Int32>
    private var rowOfCapacity = 1024
    private var keys: UnsafeMutablePointer<UInt64>
    private var values: UnsafeMutablePointer<Int32>
    private var slots = 512
    private var used = 0

    init() {
        rows = .allocate(capacity: rowCapacity * 256)
        rowOf = .allocate(capacity: rowOfCapacity)
        rowOf.initialize(repeating: -1, count: rowOfCapacity)
        keys = .allocate(capacity: slots)
        keys.initialize(repeating: 0, count: slots)
        values = .allocate(capacity: slots)
        values.initialize(repeating: 0, count: slots)
    }

    func deallocate() {
        rows.deallocate()
        rowOf.deallocate()
        keys.deallocate()
        values.deallocate()
    }

    var memoryBytes: Int { rowCapacity * 1024 + rowOfCapacity * 4 + slots * 12 }

    @inline(__always)
    func lookup(_ state: Int32, _ byte: UInt8) -> Int32 {
        if let row = row(state) { return row[Int(byte)] }
        let key = UInt64(UInt32(bitPattern: state)) << 8 | UInt64(byte)
        var slot = Self.slot(key, slots)
        while keys[slot] != 0 {
            if keys[slot] == key { return values[slot] }
            slot = (slot &+ 1) & (slots &- 1)
        }
        return Self.unknown
    }

    /// The dense row of `state`, if it has one, until the next change of the table.
    @inline(__always)
    func row(_ state: Int32) -> UnsafeMutablePointer<Int32>? {
        let index = Int(state)
        guard index < rowOfCapacity else { return nil }
        let row = Int(rowOf[index])
        return row >= 0 ? rows + row &* 256 : nil
    }

    /// Whether `state` has a dense row.
    func hasRow(_ state: Int32) -> Bool { row(state) != nil }

    /// Gives `state` a dense row in which every byte outside `first` leads to nothing.
    mutating func makeRow(_ state: Int32, first: ByteSet) {
        if Int(state) >= rowOfCapacity {
            let capacity = max(rowOfCapacity * 2, Int(state) + 1)
            let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
            larger.moveInitialize(from: rowOf, count: rowOfCapacity)
            (larger + rowOfCapacity).initialize(repeating: -1, count: capacity - rowOfCapacity)
            rowOf.deallocate()
            rowOf = larger
            rowOfCapacity = capacity
        }
        if rowCount == rowCapacity {
            let larger = UnsafeMutablePointer<Int32>.allocate(capacity: rowCapacity * 512)
            larger.moveInitialize(from: rows, count: rowCapacity * 256)
            rows.deallocate()
            rows = larger
            rowCapacity *= 2
        }
        let row = rows + rowCount * 256
        row.initialize(repeating: 0, count: 256)
        first.forEach { row[Int($0)] = Self.unknown }
        rowOf[Int(state)] = Int32(rowCount)
        rowCount += 1
    }

    mutating func set(_ state: Int32, _ byte: UInt8, _ target: Int32) {
        if let row = row(state) {
            row[Int(byte)] = target
            return
        }
        if used * 2 >= slots { grow() }
        let key = UInt64(UInt32(bitPattern: state)) << 8 | UInt64(byte)
        var slot = Self.slot(key, slots)
        while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & (slots - 1) }
        if keys[slot] == 0 { used += 1 }
        keys[slot] = key
        values[slot] = target
    }

    private mutating func grow() {
        let (oldKeys, oldValues, oldSlots) = (keys, values, slots)
        slots *= 2
        keys = .allocate(capacity: slots)
        keys.initialize(repeating: 0, count: slots)
        values = .allocate(capacity: slots)
        values.initialize(repeating: 0, count: slots)
        for index in 0..<oldSlots where oldKeys[index] != 0 {
            var slot = Self.slot(oldKeys[index], slots)
            while keys[slot] != 0 { slot = (slot + 1) & (slots - 1) }
            keys[slot] = oldKeys[index]
            values[slot] = oldValues[index]
        }
        oldKeys.deallocate()
        oldValues.deallocate()
    }

    @inline(__always)
    private static func slot(_ key: UInt64, _ count: Int) -> Int {
        let mixed = (key ^ (key >> 17)) &* 0x9E37_79B9_7F4A_7C15
        return Int(mixed >> 40) & (count &- 1)
    }
}
