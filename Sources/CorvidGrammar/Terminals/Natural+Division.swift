extension Natural {
    /// Quotient and remainder; the divisor must not be 0.
    func dividedBy(_ divisor: Natural) -> (quotient: Natural, remainder: Natural) {
        precondition(!divisor.isZero, "a natural is divided by 0")
        if isSmall, divisor.isSmall {
            // Halves of words divide several times faster, and most numbers fit them.
            if small >> 64 == 0, divisor.small >> 64 == 0 {
                let (quotient, remainder) = UInt64(small).quotientAndRemainder(dividingBy: UInt64(divisor.small))
                return (Natural(UInt128(quotient)), Natural(UInt128(remainder)))
            }
            let (quotient, remainder) = small.quotientAndRemainder(dividingBy: divisor.small)
            return (Natural(quotient), Natural(remainder))
        }
        if self < divisor { return (.zero, self) }
        let divisorLimbs = divisor.allLimbs
        if divisorLimbs.count == 1 { return dividedBy(limb: divisorLimbs[0]) }
        return Self.longDivision(limbs, divisorLimbs)
    }

    static func % (a: Natural, b: Natural) -> Natural { a.dividedBy(b).remainder }

    private func dividedBy(limb: UInt32) -> (quotient: Natural, remainder: Natural) {
        var quotient = limbs
        var remainder: UInt64 = 0
        for index in quotient.indices.reversed() {
            let part = remainder << 32 | UInt64(quotient[index])
            quotient[index] = UInt32(part / UInt64(limb))
            remainder = part % UInt64(limb)
        }
        return (Natural(limbs: quotient), Natural(UInt128(remainder)))
    }

    /// Schoolbook division (Knuth, volume 2, algorithm D): `bottom` has at least two limbs, `top` at least as many.
    private static func longDivision(_ top: [UInt32], _ bottom: [UInt32]) -> (quotient: Natural, remainder: Natural) {
        // A divisor whose top bit is set makes the guessed digit at most two too large.
        let shift = UInt32(bottom[bottom.count - 1].leadingZeroBitCount)
        let v = shifted(bottom, left: shift)
        var u = shifted(top, left: shift)
        while u.count <= top.count { u.append(0) }
        let n = bottom.count
        let steps = u.count - n
        var quotient = [UInt32](repeating: 0, count: steps)
        for j in (0..<steps).reversed() {
            let head = UInt64(u[j + n]) << 32 | UInt64(u[j + n - 1])
            var guess = head / UInt64(v[n - 1])
            var rest = head % UInt64(v[n - 1])
            while guess >> 32 != 0 || guess * UInt64(v[n - 2]) > rest << 32 | UInt64(u[j + n - 2]) {
                guess -= 1
                rest += UInt64(v[n - 1])
                if rest >> 32 != 0 { break }
            }
            if subtract(guess, times: v, from: &u, at: j) {
                guess -= 1
                addBack(v, to: &u, at: j)
            }
            quotient[j] = UInt32(guess)
        }
        for index in 0..<n where shift != 0 { u[index] = u[index] >> shift | u[index + 1] << (32 - shift) }
        return (Natural(limbs: quotient), Natural(limbs: Array(u[..<n])))
    }

    /// Takes `factor` times `v` off `u` from limb `at` on; true when that went below 0.
    private static func subtract(_ factor: UInt64, times v: [UInt32], from u: inout [UInt32], at: Int) -> Bool {
        var carry: UInt64 = 0
        var borrow: Int64 = 0
        for index in v.indices {
            let product = factor * UInt64(v[index]) + carry
            carry = product >> 32
            let difference = Int64(u[at + index]) - borrow - Int64(product & 0xFFFF_FFFF)
            u[at + index] = UInt32(truncatingIfNeeded: difference)
            borrow = difference < 0 ? 1 : 0
        }
        let difference = Int64(u[at + v.count]) - borrow - Int64(carry)
        u[at + v.count] = UInt32(truncatingIfNeeded: difference)
        return difference < 0
    }

    private static func addBack(_ v: [UInt32], to u: inout [UInt32], at: Int) {
        var carry: UInt64 = 0
        for index in v.indices {
            let sum = UInt64(u[at + index]) + UInt64(v[index]) + carry
            u[at + index] = UInt32(truncatingIfNeeded: sum)
            carry = sum >> 32
        }
        u[at + v.count] = u[at + v.count] &+ UInt32(carry)
    }

    /// Less than a limb to the left; one limb longer where bits pass the top.
    private static func shifted(_ list: [UInt32], left shift: UInt32) -> [UInt32] {
        guard shift != 0 else { return list }
        var result: [UInt32] = []
        result.reserveCapacity(list.count + 1)
        var carry: UInt32 = 0
        for limb in list {
            result.append(limb << shift | carry)
            carry = limb >> (32 - shift)
        }
        if carry != 0 { result.append(carry) }
        return result
    }

    /// The greatest common divisor.
    static func greatestCommonDivisor(_ a: Natural, _ b: Natural) -> Natural {
        var (x, y) = (a, b)
        while !y.isZero { (x, y) = (y, x % y) }
        return x
    }

    /// The least common multiple; neither may be 0.
    static func leastCommonMultiple(_ a: Natural, _ b: Natural) -> Natural {
        a.dividedBy(greatestCommonDivisor(a, b)).quotient * b
    }

    /// `10^exponent` modulo `modulus`, in a number of steps logarithmic in the exponent.
    static func powerOfTen(_ exponent: Int, modulo modulus: Natural) -> Natural {
        var result = one % modulus
        var base = ten % modulus
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = result * base % modulus }
            base = base * base % modulus
            rest >>= 1
        }
        return result
    }
}
