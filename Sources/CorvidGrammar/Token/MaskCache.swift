/// What masks cost much to find, kept for the states that they belong to. It belongs to a pool.
struct MaskCache {
    struct Key: Hashable {
        var vocabulary: UInt64
        var state: Int32
        var detail: Int32
    }

    struct Mask {
        var bits: [UInt32]
        /// Tokens that leave a capture.
        var exits: [Int32] = []

        var memoryBytes: Int { (bits.count + exits.count) * 4 + 64 }
    }

    static let capacity = 24

    private var masks: [Key: Mask] = [:]
    private var order: [Key] = []
    private var next = 0
    var classes: [Int32: ScalarClass?] = [:]
    /// Expressions without bounds that no token reaches.
    var relaxed: [Int32: Int32] = [:]

    var widestClasses: [Int32: WidestClass?] = [:]

    /// Bytes that a state cannot tell apart, and the state after them.
    struct WidestClass {
        var set: ByteSet
        var next: Int32
    }

    /// How a repetition of characters differs from any text.
    struct ScalarClass {
        /// ASCII characters outside, and bytes that some characters outside begin with.
        var differing: ByteSet
    }

    private var maskBytes = 0
    var memoryBytes: Int { maskBytes + (classes.capacity + relaxed.capacity) * 32 }

    subscript(key: Key) -> Mask? { masks[key] }

    mutating func insert(_ mask: Mask, for key: Key) {
        guard masks.updateValue(mask, forKey: key) == nil else { return }
        maskBytes += mask.memoryBytes
        if order.count < Self.capacity {
            order.append(key)
        } else {
            if let old = masks.removeValue(forKey: order[next]) { maskBytes -= old.memoryBytes }
            order[next] = key
            next = (next + 1) % Self.capacity
        }
    }
}
