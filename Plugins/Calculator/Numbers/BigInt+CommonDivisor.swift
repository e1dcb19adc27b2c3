import BigInt

extension BigInt {
    /// The greatest common divisor, which is positive unless both numbers are zero.
    ///
    /// Lehmer's algorithm (Knuth, The Art of Computer Programming, 4.5.2, algorithm L): Euclid's with the leading 62 bits
    /// as long as they decide the quotients, so that the long numbers change once for many of its steps.
    func commonDivisor(with other: BigInt) -> BigInt {
        var (a, b) = (magnitude, other.magnitude)
        if a < b { swap(&a, &b) }
        while b.bitWidth > 62 {
            let shift = a.bitWidth - 62
            let step = LehmerStep(UInt(a >> shift), UInt(b >> shift))
            if step.isEmpty {
                (a, b) = (b, a % b)
            } else {
                (a, b) = (step.first(a, b), step.second(a, b))
            }
        }
        if b.isZero { return BigInt(a) }
        var (x, y) = (UInt(a % b), UInt(b))
        while x != 0 { (x, y) = (y % x, x) }
        return BigInt(y)
    }
}

/// Several steps of Euclid's algorithm at once: what combination of two numbers they make of them.
private struct LehmerStep {
    private var a = 1, b = 0, c = 0, d = 1

    init(_ first: UInt, _ second: UInt) {
        var (x, y) = (Int(first), Int(second))
        while y + c != 0, y + d != 0 {
            let quotient = (x + a) / (y + c)
            guard quotient == (x + b) / (y + d) else { return }
            (a, c) = (c, a - quotient * c)
            (b, d) = (d, b - quotient * d)
            (x, y) = (y, x - quotient * y)
        }
    }

    var isEmpty: Bool { b == 0 }

    func first(_ x: BigUInt, _ y: BigUInt) -> BigUInt { Self.combination(a, x, b, y) }

    func second(_ x: BigUInt, _ y: BigUInt) -> BigUInt { Self.combination(c, x, d, y) }

    /// The factors have opposite signs, and the result is not negative.
    private static func combination(_ p: Int, _ x: BigUInt, _ q: Int, _ y: BigUInt) -> BigUInt {
        let (left, right) = (x * BigUInt(p.magnitude), y * BigUInt(q.magnitude))
        return p > 0 || q < 0 ? left - right : right - left
    }
}
