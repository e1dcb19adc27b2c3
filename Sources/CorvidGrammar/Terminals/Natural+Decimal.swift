extension Natural {
    /// The powers of ten that fit one word.
    private static let smallPowers: [UInt128] = {
        var list: [UInt128] = [1]
        for _ in 0..<38 { list.append(list[list.count - 1] * 10) }
        return list
    }()

    /// `10^exponent`.
    static func powerOfTen(_ exponent: Int) -> Natural {
        if exponent < smallPowers.count { return Natural(smallPowers[exponent]) }
        var result = one
        var base = ten
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = result * base }
            rest >>= 1
            if rest > 0 { base = base * base }
        }
        return result
    }

    /// From decimal digits (values 0...9), the highest first.
    init(digits: some Sequence<UInt8>) {
        var value = Natural.zero
        var chunk: UInt64 = 0
        var scale: UInt64 = 1
        for digit in digits {
            chunk = chunk * 10 + UInt64(digit)
            scale *= 10
            if scale == 1_000_000_000_000_000_000 {
                value = value * Natural(UInt128(scale)) + Natural(UInt128(chunk))
                (chunk, scale) = (0, 1)
            }
        }
        if scale > 1 { value = value * Natural(UInt128(scale)) + Natural(UInt128(chunk)) }
        self = value
    }

    /// Decimal digits (values 0...9), the highest first; none for 0.
    var digits: [UInt8] {
        var reversed: [UInt8] = []
        let chunkScale = Natural(1_000_000_000_000_000_000)
        var rest = self
        while !rest.isSmall {
            let (quotient, remainder) = rest.dividedBy(chunkScale)
            var chunk = remainder.small
            for _ in 0..<18 {
                reversed.append(UInt8(chunk % 10))
                chunk /= 10
            }
            rest = quotient
        }
        var value = rest.small
        while value != 0 {
            reversed.append(UInt8(value % 10))
            value /= 10
        }
        // Chunks are written in full, so a value may show zeros above its highest digit.
        while reversed.last == 0 { reversed.removeLast() }
        return reversed.reversed()
    }

    /// The number of decimal digits; none for 0.
    var digitCount: Int {
        guard isSmall else { return digits.count }
        // Two decimal digits for every seven bits are never too many to begin with.
        var count = (128 - small.leadingZeroBitCount) * 301 / 1000
        while count < Self.smallPowers.count, small >= Self.smallPowers[count] { count += 1 }
        return count
    }
}
