/// A divisor, taken apart into what powers of ten settle and the rest.
struct NumberModulus {
    let value: Natural
    /// The part of the divisor that has no factor in common with ten.
    let coprimePart: Natural
    /// The least power of ten that the other part divides.
    let settledDigits: Int

    init(_ value: Natural) {
        self.value = value
        var rest = value
        var twos = 0
        var fives = 0
        for (factor, isTwo) in [(Natural(2), true), (Natural(5), false)] {
            while true {
                let (quotient, remainder) = rest.dividedBy(factor)
                guard remainder.isZero else { break }
                rest = quotient
                if isTwo { twos += 1 } else { fives += 1 }
            }
        }
        coprimePart = rest
        settledDigits = max(twos, fives)
    }

    /// The least natural that makes `digits · power` a multiple when it is added.
    func missing(_ digits: Natural, power: Natural) -> Natural {
        let remainder = digits * power % value
        return remainder.isZero ? .zero : value - remainder
    }
}
