import BigInt

/// Elementary functions of binary fixed-point numbers: an integer stands for its multiple of `2^-bits`.
///
/// Each result is off by no more than the ``Result/error`` that comes with it, in units of the last place.
struct FixedPoint {
    /// A number and how far off it may be.
    struct Result {
        var value: BigInt
        var error: BigUInt
    }

    let bits: Int

    var one: BigInt { BigInt(1) << bits }

    // MARK: - Constants

    /// π by Machin's formula: 16 arctan(1/5) − 4 arctan(1/239).
    static func pi(bits: Int) -> BigInt {
        let fixed = FixedPoint(bits: bits + 32)
        return
            (16 * fixed.inverseArcTangent(5, isHyperbolic: false)
            - 4 * fixed.inverseArcTangent(239, isHyperbolic: false)) >> 32
    }

    /// ln 2 = 18 artanh(1/26) − 2 artanh(1/4801) + 8 artanh(1/8749), a formula of Machin's kind.
    static func naturalLogarithmOfTwo(bits: Int) -> BigInt {
        let fixed = FixedPoint(bits: bits + 32)
        return
            (18 * fixed.inverseArcTangent(26, isHyperbolic: true)
            - 2 * fixed.inverseArcTangent(4801, isHyperbolic: true)
            + 8 * fixed.inverseArcTangent(8749, isHyperbolic: true)) >> 32
    }

    /// arctan(1/n) or artanh(1/n).
    private func inverseArcTangent(_ n: Int, isHyperbolic: Bool) -> BigInt {
        var power = one / BigInt(n)
        let square = BigInt(n * n)
        var sum = power
        var divisor = 1
        var isNegative = false
        while !power.isZero {
            power /= square
            divisor += 2
            isNegative = isHyperbolic ? false : !isNegative
            sum += isNegative ? -(power / BigInt(divisor)) : power / BigInt(divisor)
        }
        return sum
    }

    // MARK: - Functions

    /// e^x for |x| < 1.
    func exponential(_ x: BigInt) -> Result {
        let halvings = 8
        let inner = FixedPoint(bits: bits + 2 * halvings + 16)
        // The argument is made 2^-halvings of itself by reading it with more places.
        let argument = x << (halvings + 16)
        var sum = inner.one
        var term = inner.one
        var n = 0
        while !term.isZero {
            n += 1
            term = (term * argument).shifted(rightBy: inner.bits) / BigInt(n)
            sum += term
        }
        for _ in 0..<halvings { sum = (sum * sum) >> inner.bits }
        // Each term is off by less than 2; each squaring makes at most four times as much of that.
        let error = (BigUInt(2 * n + 2) << (2 * halvings)) >> (2 * halvings + 16)
        return Result(value: sum >> (2 * halvings + 16), error: error + 2)
    }

    /// The natural logarithm of a number between 1/2 and 2.
    func logarithm(_ x: BigInt, beginning: Double) -> Result {
        // Halley's iteration makes three right bits of each one.
        var stages: [Int] = []
        var stage = bits + 8
        while stage > 40 {
            stages.append(stage)
            stage = stage / 3 + 6
        }
        var result = FixedPoint.fraction(beginning)
        var resultBits = 60
        for stage in stages.reversed() {
            let fixed = FixedPoint(bits: stage + 16)
            let guess = result.shifted(rightBy: resultBits - fixed.bits)
            let target = x.shifted(rightBy: bits - fixed.bits)
            let power = fixed.exponential(guess).value
            result = guess + ((target - power) << (fixed.bits + 1)) / (target + power)
            resultBits = fixed.bits
        }
        return Result(value: result.shifted(rightBy: resultBits - bits), error: 4)
    }

    /// A double of magnitude below 1 with 60 places.
    private static func fraction(_ value: Double) -> BigInt { BigInt((value * 0x1p60).rounded()) }

    /// Sine and cosine for |x| < 1.
    func sineAndCosine(_ x: BigInt) -> (sine: Result, cosine: Result) {
        let square = (x * x) >> bits
        var sine = x
        var cosine = one
        var (sineTerm, cosineTerm) = (x, one)
        var n = 0
        while !sineTerm.isZero || !cosineTerm.isZero {
            n += 2
            cosineTerm = -(cosineTerm * square).shifted(rightBy: bits) / BigInt((n - 1) * n)
            sineTerm = -(sineTerm * square).shifted(rightBy: bits) / BigInt(n * (n + 1))
            cosine += cosineTerm
            sine += sineTerm
        }
        let error = BigUInt(2 * n + 4)
        return (Result(value: sine, error: error), Result(value: cosine, error: error))
    }

    /// The arc tangent for |x| ≤ 1.
    func arcTangent(_ x: BigInt) -> Result {
        let halvings = 6
        let inner = FixedPoint(bits: bits + halvings + 16)
        var x = x << (halvings + 16)
        let one = inner.one
        // arctan x = 2 arctan(x / (1 + √(1 + x²)))
        for _ in 0..<halvings {
            let root = BigInt((one * one + x * x).magnitude.squareRoot())
            x = (x << inner.bits) / (one + root)
        }
        let square = (x * x) >> inner.bits
        var power = x
        var sum = x
        var n = 1
        while !power.isZero {
            power = -(power * square).shifted(rightBy: inner.bits)
            n += 2
            sum += power / BigInt(n)
        }
        let error = (BigUInt(2 * n + 16) << halvings) >> (halvings + 16)
        return Result(value: sum.shifted(rightBy: 16), error: error + 2)
    }
}
