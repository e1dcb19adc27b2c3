import Testing

@testable import CorvidGrammar

@Suite struct NaturalTests {
    private static func random(limbs: Int, _ generator: inout SeededGenerator) -> Natural {
        // Limbs at the edges of their range make the guessed digits of a division wrong as often as possible.
        Natural(
            limbs: (0..<limbs).map { _ in
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: 0
                case 1: .max
                case 2: 0x8000_0000
                default: UInt32.random(in: 0...(.max), using: &generator)
                }
            })
    }

    /// The product on paper, digit by digit.
    private static func product(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var cells = [Int](repeating: 0, count: a.count + b.count)
        for (i, x) in a.reversed().enumerated() {
            for (j, y) in b.reversed().enumerated() { cells[i + j] += Int(x) * Int(y) }
        }
        for index in cells.indices.dropLast() {
            cells[index + 1] += cells[index] / 10
            cells[index] %= 10
        }
        while cells.last == 0 { cells.removeLast() }
        return cells.reversed().map { UInt8($0) }
    }

    @Test func divisionUndoesMultiplication() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let divisor = Self.random(limbs: Int.random(in: 1...9, using: &generator), &generator)
            guard !divisor.isZero else { continue }
            let quotient = Self.random(limbs: Int.random(in: 0...9, using: &generator), &generator)
            let remainder = Self.random(limbs: Int.random(in: 0...9, using: &generator), &generator) % divisor
            #expect(remainder < divisor)
            let (q, r) = (quotient * divisor + remainder).dividedBy(divisor)
            #expect(q == quotient && r == remainder)
            #expect(quotient + remainder - remainder == quotient)
        }
    }

    @Test func productsAgreeWithPaper() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<2_000 {
            let a = Self.random(limbs: Int.random(in: 0...8, using: &generator), &generator)
            let b = Self.random(limbs: Int.random(in: 0...8, using: &generator), &generator)
            #expect((a * b).digits == Self.product(a.digits, b.digits))
        }
    }

    @Test func digitsComeBack() {
        var generator = SeededGenerator(seed: 3)
        for length in 0..<200 {
            var digits = (0..<length).map { _ in UInt8.random(in: 0...9, using: &generator) }
            if length > 0 { digits[0] = UInt8.random(in: 1...9, using: &generator) }
            let value = Natural(digits: digits)
            #expect(value.digits == digits)
            #expect(value.digitCount == length)
            #expect(Natural(limbs: value.allLimbs) == value)
        }
        for exponent in 0...100 {
            let power = Natural.powerOfTen(exponent)
            #expect(power.digitCount == exponent + 1)
            #expect((power - .one).digitCount == exponent)
            #expect(power.digits == [1] + [UInt8](repeating: 0, count: exponent))
        }
    }

    @Test func powersModuloAgreeWithPowers() {
        var generator = SeededGenerator(seed: 4)
        for exponent in 0..<60 {
            let modulus = Self.random(limbs: 3, &generator) + .one
            #expect(Natural.powerOfTen(exponent, modulo: modulus) == Natural.powerOfTen(exponent) % modulus)
        }
    }

    @Test func divisorsAndMultiples() {
        #expect(Natural.greatestCommonDivisor(Natural(84), Natural(36)) == Natural(12))
        #expect(Natural.leastCommonMultiple(Natural(84), Natural(36)) == Natural(252))
        let large = Natural.powerOfTen(60)
        #expect(Natural.greatestCommonDivisor(large * Natural(7), large * Natural(21)) == large * Natural(7))
    }
}
