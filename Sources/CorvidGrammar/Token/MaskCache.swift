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

    /// How a repetition of characters differs from any text.
    struct ScalarClass {
        /// ASCII characters outside, and bytes that some characters outside begin with.
        var differing: ByteSet
    }

    private(set) var memoryBytes = 0

    subscript(key: Key) -> Mask? { masks[key] }

    mutating func insert(_ mask: Mask, for key: Key) {
        guard masks.updateValue(mask, forKey: key) == nil else { return }
        memoryBytes += mask.memoryBytes
        if order.count < Self.capacity {
            order.append(key)
        } else {
            if let old = masks.removeValue(forKey: order[next]) { memoryBytes -= old.memoryBytes }
            order[next] = key
            next = (next + 1) % Self.capacity
        }
    }
}
