/// A natural number of any size: one machine word of 128 bits, or limbs when it is larger.
///
/// Only what exact decimals need; the small case allocates nothing.
struct Natural: Hashable, Sendable {
    /// The value when `limbs` is empty, else 0.
    private(set) var small: UInt128
    /// Limbs of 32 bits, the lowest first and the last not 0; at least five, or none.
    private(set) var limbs: [UInt32]

    static let zero = Natural(0)
    static let one = Natural(1)
    static let ten = Natural(10)

    init(_ value: UInt128) {
        small = value
        limbs = []
    }

    /// Limbs, the lowest first; zeros at the top are allowed.
    init(limbs list: [UInt32]) {
        var count = list.count
        while count > 0, list[count - 1] == 0 { count -= 1 }
        if count <= 4 {
            var value: UInt128 = 0
            for index in (0..<count).reversed() { value = value << 32 | UInt128(list[index]) }
            small = value
            limbs = []
        } else {
            small = 0
            limbs = count == list.count ? list : Array(list[..<count])
        }
    }

    var isSmall: Bool { limbs.isEmpty }
    var isZero: Bool { limbs.isEmpty && small == 0 }
    var isOne: Bool { limbs.isEmpty && small == 1 }

    /// The limbs of either form, without zeros at the top.
    var allLimbs: [UInt32] {
        guard limbs.isEmpty else { return limbs }
        var list: [UInt32] = []
        var rest = small
        while rest != 0 {
            list.append(UInt32(truncatingIfNeeded: rest))
            rest >>= 32
        }
        return list
    }
}

extension Natural: Comparable {
    static func < (a: Natural, b: Natural) -> Bool {
        if a.limbs.isEmpty, b.limbs.isEmpty { return a.small < b.small }
        if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
        for index in a.limbs.indices.reversed() where a.limbs[index] != b.limbs[index] {
            return a.limbs[index] < b.limbs[index]
        }
        return false
    }
}

extension Natural {
    static func + (a: Natural, b: Natural) -> Natural {
        if a.limbs.isEmpty, b.limbs.isEmpty {
            let (sum, overflow) = a.small.addingReportingOverflow(b.small)
            if !overflow { return Natural(sum) }
        }
        var long = a.allLimbs
        var short = b.allLimbs
        if long.count < short.count { swap(&long, &short) }
        var carry: UInt64 = 0
        for index in long.indices {
            if index >= short.count, carry == 0 { break }
            let sum = UInt64(long[index]) + (index < short.count ? UInt64(short[index]) : 0) + carry
            long[index] = UInt32(truncatingIfNeeded: sum)
            carry = sum >> 32
        }
        if carry != 0 { long.append(UInt32(carry)) }
        return Natural(limbs: long)
    }

    /// The difference; `b` must not be larger than `a`.
    static func - (a: Natural, b: Natural) -> Natural {
        precondition(a >= b, "a difference of naturals would be negative")
        if a.limbs.isEmpty { return Natural(a.small - b.small) }
        var limbs = a.limbs
        let other = b.allLimbs
        var borrow: Int64 = 0
        for index in limbs.indices {
            if index >= other.count, borrow == 0 { break }
            var difference = Int64(limbs[index]) - (index < other.count ? Int64(other[index]) : 0) - borrow
            borrow = difference < 0 ? 1 : 0
            if difference < 0 { difference += 1 << 32 }
            limbs[index] = UInt32(difference)
        }
        return Natural(limbs: limbs)
    }

    static func * (a: Natural, b: Natural) -> Natural {
        if a.limbs.isEmpty, b.limbs.isEmpty {
            let (product, overflow) = a.small.multipliedReportingOverflow(by: b.small)
            if !overflow { return Natural(product) }
        }
        if a.isZero || b.isZero { return .zero }
        let left = a.allLimbs
        let right = b.allLimbs
        var result = [UInt32](repeating: 0, count: left.count + right.count)
        for i in left.indices {
            var carry: UInt64 = 0
            for j in right.indices {
                let sum = UInt64(left[i]) * UInt64(right[j]) + UInt64(result[i + j]) + carry
                result[i + j] = UInt32(truncatingIfNeeded: sum)
                carry = sum >> 32
            }
            result[i + right.count] = UInt32(carry)
        }
        return Natural(limbs: result)
    }
}
