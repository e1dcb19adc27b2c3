import BigInt

/// A decimal of so many significant digits: `digits · 10^exponent`.
struct Decimal: Hashable {
    var digits: BigInt
    var exponent: Int

    /// A fraction rounded to a number of significant digits, halves to the even one; `divisor` is positive.
    ///
    /// - Parameter powerOfTen: 10 to any power from 0 on.
    init(_ dividend: BigInt, over divisor: BigInt, significant count: Int, powerOfTen: (Int) -> BigInt) {
        guard !dividend.isZero else {
            (digits, exponent) = (0, 0)
            return
        }
        let magnitude = BigInt(dividend.magnitude)
        // The quotient lies between 2^(bits - 1) and 2^(bits + 1).
        let bits = magnitude.bitWidth - divisor.bitWidth
        var power = Int((Double(bits) * 0.301029995663981195).rounded(.down)) - count - 1
        var quotient: BigInt
        let limit = BigInt(10).power(count)
        while true {
            let (n, d) =
                power >= 0 ? (magnitude, divisor * powerOfTen(power)) : (magnitude * powerOfTen(-power), divisor)
            var remainder: BigInt
            (quotient, remainder) = n.quotientAndRemainder(dividingBy: d)
            if quotient >= limit {
                power += quotient >= limit * 100 ? 2 : 1
                continue
            }
            remainder = remainder * 2 - d
            if remainder > 0 || remainder.isZero && quotient.magnitude % 2 == 1 { quotient += 1 }
            break
        }
        if quotient == limit {
            quotient /= 10
            power += 1
        }
        (digits, exponent) = (dividend < 0 ? -quotient : quotient, power)
    }

    /// The decimal in the usual form, or in scientific form if it is very large or small; without zeros at the end.
    var text: String {
        if digits.isZero { return "0" }
        var word = Array(String(digits.magnitude))
        var last = exponent
        while word.last == "0" {
            word.removeLast()
            last += 1
        }
        let sign = digits < 0 ? "-" : ""
        let leading = last + word.count - 1
        if leading >= 21 || leading < -7 {
            let rest = word.count > 1 ? "." + String(word[1...]) : ""
            return sign + String(word[0]) + rest + "e\(leading)"
        }
        if last >= 0 { return sign + String(word) + String(repeating: "0", count: last) }
        if leading >= 0 { return sign + String(word[...leading]) + "." + String(word[(leading + 1)...]) }
        return sign + "0." + String(repeating: "0", count: -leading - 1) + String(word)
    }
}
