import Testing

@testable import CorvidGrammar

@Suite struct NumberSpecificationTests {
    @Test func intersectionsAreConjunctions() throws {
        var generator = SeededGenerator(seed: 31)
        var empty = 0
        for _ in 0..<400 {
            let (a, b) = (try RandomNumbers(&generator), try RandomNumbers(&generator))
            let both = a.specification.intersection(b.specification)
            if both == nil { empty += 1 }
            for digits in -2_000...2_000 {
                let value = try #require(ExactDecimal("\(digits)e-2"))
                let plain = Int128(digits) * NumberOracle.power(NumberOracle.places - 2)
                let expected = a.oracle.contains(plain) && b.oracle.contains(plain)
                #expect(both?.contains(value) ?? false == expected, "\(value) in\(a.description) and\(b.description)")
            }
        }
        #expect(empty > 10 && empty < 390)
    }

    @Test func cardinalities() throws {
        var generator = SeededGenerator(seed: 32)
        for _ in 0..<400 {
            var numbers = try RandomNumbers(&generator)
            // Ends on both sides, and whole numbers, so that the oracle can count.
            numbers.specification.integerOnly = true
            numbers.oracle.integerOnly = true
            numbers.specification.require(atLeast: NumberBound(ExactDecimal(-300)))
            numbers.specification.require(atMost: NumberBound(ExactDecimal(300)))
            let count = (-300...300).count {
                numbers.oracle.contains(Int128($0) * NumberOracle.power(NumberOracle.places))
            }
            #expect(numbers.specification.cardinality(upTo: 1_000) == count, "\(numbers.description)")
            #expect(numbers.specification.cardinality(upTo: 3) == min(count, 3))
            #expect(numbers.specification.isEmpty == (count == 0))
        }
    }

    @Test func cardinalitiesOfRangesAndPoints() throws {
        var point = NumberSpecification()
        point.require(atLeast: NumberBound(ExactDecimal(2)))
        point.require(atMost: NumberBound(ExactDecimal(2)))
        #expect(point.cardinality(upTo: 9) == 1)
        var open = point
        open.require(atLeast: NumberBound(ExactDecimal(2), isExclusive: true))
        #expect(open.isEmpty)
        var range = point
        range.upper = NumberBound(try #require(ExactDecimal("2.0000001")))
        #expect(range.cardinality(upTo: 1_000) == 1_000)
        #expect(NumberSpecification.integer.cardinality(upTo: 1_000_000) == 1_000_000)
    }

    @Test func listsAreFiltered() throws {
        var list = NumberSpecification()
        list.allowed = (1...9).map { ExactDecimal($0) }
        var even = NumberSpecification.integer
        try even.require(multipleOf: ExactDecimal(2))
        var other = NumberSpecification()
        other.allowed = [6, 8, 5].map { ExactDecimal($0) }
        let both = try #require(list.intersection(even))
        #expect(both.members?.map(\.description) == ["2", "4", "6", "8"])
        #expect(both.cardinality(upTo: 3) == 3)
        #expect(both.intersection(other)?.members?.map(\.description) == ["6", "8"])
        #expect(even.intersection(other)?.members?.map(\.description) == ["6", "8"])
        other.allowed = [ExactDecimal(5)]
        #expect(both.intersection(other) == nil)
    }

    @Test func equalSetsByTheSameWordsAreEqualKeys() throws {
        var a = NumberSpecification()
        try a.require(multipleOf: try #require(ExactDecimal("1.50")))
        a.require(atLeast: NumberBound(try #require(ExactDecimal("1e1"))))
        var b = NumberSpecification()
        b.require(atLeast: NumberBound(ExactDecimal(3)))
        b.require(atLeast: NumberBound(ExactDecimal(10)))
        try b.require(multipleOf: try #require(ExactDecimal("15e-1")))
        #expect(a == b)
        #expect(Set([a, b]).count == 1)
    }
}
