/// A set of byte values.
public struct ByteSet: Hashable, Sendable, BitwiseCopyable {
    // Bits 0 to 63, 64 to 127, 128 to 191 and 192 to 255.
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    public init() {}

    public init(_ range: ClosedRange<UInt8>) {
        for byte in range { insert(byte) }
    }

    public init(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { insert(byte) }
    }

    /// All 256 bytes.
    package static let all = ByteSet().complement

    public static func == (a: ByteSet, b: ByteSet) -> Bool { a.words == b.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }

    public var isEmpty: Bool { words == (0, 0, 0, 0) }

    public var count: Int {
        words.0.nonzeroBitCount + words.1.nonzeroBitCount + words.2.nonzeroBitCount + words.3.nonzeroBitCount
    }

    @inline(__always)
    public func contains(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            default: words.3
            }
        return word >> UInt64(byte & 63) & 1 == 1
    }

    public mutating func insert(_ byte: UInt8) {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    public func union(_ other: ByteSet) -> ByteSet {
        var result = self
        result.formUnion(other)
        return result
    }

    public mutating func formUnion(_ other: ByteSet) {
        words.0 |= other.words.0
        words.1 |= other.words.1
        words.2 |= other.words.2
        words.3 |= other.words.3
    }

    public func intersection(_ other: ByteSet) -> ByteSet {
        var result = self
        result.words.0 &= other.words.0
        result.words.1 &= other.words.1
        result.words.2 &= other.words.2
        result.words.3 &= other.words.3
        return result
    }

    public func subtracting(_ other: ByteSet) -> ByteSet { intersection(other.complement) }

    public var complement: ByteSet {
        var result = ByteSet()
        result.words = (~words.0, ~words.1, ~words.2, ~words.3)
        return result
    }

    /// The smallest member.
    public var first: UInt8? {
        if words.0 != 0 { return UInt8(words.0.trailingZeroBitCount) }
        if words.1 != 0 { return UInt8(64 + words.1.trailingZeroBitCount) }
        if words.2 != 0 { return UInt8(128 + words.2.trailingZeroBitCount) }
        if words.3 != 0 { return UInt8(192 + words.3.trailingZeroBitCount) }
        return nil
    }

    /// Takes the smallest member out.
    mutating func popFirst() -> UInt8? {
        guard let byte = first else { return nil }
        switch byte >> 6 {
        case 0: words.0 &= words.0 - 1
        case 1: words.1 &= words.1 - 1
        case 2: words.2 &= words.2 - 1
        default: words.3 &= words.3 - 1
        }
        return byte
    }

    /// Calls `body` with each member, in ascending order.
    @inline(__always)
    public func forEach(_ body: (UInt8) -> Void) {
        for (index, word) in [words.0, words.1, words.2, words.3].enumerated() {
            var rest = word
            while rest != 0 {
                body(UInt8(index * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
    }

    /// The members, ascending.
    public var bytes: [UInt8] {
        var list: [UInt8] = []
        list.reserveCapacity(count)
        forEach { list.append($0) }
        return list
    }
}
