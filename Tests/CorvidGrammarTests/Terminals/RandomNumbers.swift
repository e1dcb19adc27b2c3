@testable import CorvidGrammar

/// A specification made at random, twice over: exact, and for the oracle.
struct RandomNumbers {
    var specification = NumberSpecification()
    var oracle = NumberOracle()
    var description = ""

    init(_ generator: inout SeededGenerator) throws {
        func coin(_ chances: Int) -> Bool { Int.random(in: 0..<chances, using: &generator) == 0 }
        /// A short number text and its value in both forms.
        func number(_ range: ClosedRange<Int>, places: Int) -> (String, ExactDecimal, Int128) {
            let digits = Int.random(in: range, using: &generator)
            let text = "\(digits)e-\(Int.random(in: 0...places, using: &generator))"
            return (text, ExactDecimal(text) ?? .zero, NumberOracle.value(Array(text.utf8)) ?? 0)
        }
        let places = coin(2) ? 0 : 3
        if coin(2) {
            specification.integerOnly = true
            oracle.integerOnly = true
            description += " integer"
        } else if coin(5) {
            specification.mustNotBeInteger = true
            oracle.mustNotBeInteger = true
            description += " broken"
        }
        let reach = [9, 120, 70_000].randomElement(using: &generator) ?? 9
        if coin(2) {
            let (text, exact, value) = number(-reach...reach, places: places)
            let isExclusive = coin(2)
            specification.require(atLeast: NumberBound(exact, isExclusive: isExclusive))
            oracle.lower = (value, isExclusive)
            description += " lower \(text) \(isExclusive)"
        }
        if coin(2) {
            var (text, exact, value) = number(-reach...reach, places: places)
            if let lower = oracle.lower, value < lower.value, !coin(4) {
                // Mostly ranges with something in them.
                value = -value
                text = text.hasPrefix("-") ? String(text.dropFirst()) : "-" + text
                exact = ExactDecimal(text) ?? .zero
            }
            let isExclusive = coin(2)
            specification.require(atMost: NumberBound(exact, isExclusive: isExclusive))
            oracle.upper = (value, isExclusive)
            description += " upper \(text) \(isExclusive)"
        }
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            if coin(2) { continue }
            let (text, exact, value) = number(1...(coin(2) ? 12 : 400), places: places)
            try specification.require(multipleOf: exact)
            oracle.divisors.append(value)
            description += " multiple \(text)"
        }
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            if coin(2) { continue }
            let (text, exact, value) = number(1...(coin(2) ? 12 : 400), places: places)
            try specification.forbid(multipleOf: exact)
            oracle.forbidden.append(value)
            description += " forbidden \(text)"
        }
        if coin(3) {
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                let (text, exact, value) = number(coin(2) ? -9...9 : -reach...reach, places: places)
                specification.excluded.insert(exact)
                oracle.excluded.append(value)
                description += " without \(text)"
            }
        }
    }
}
