import CorvidTrain
import Testing

@Suite struct NumberScoreTests {
    @Test(arguments: [
        (270.0, 270.0, true), (43.2, 43.2001, true), (43.2, 43.21, false), (1e9, 1e9 + 1e4, true),
        (1e9, 1e9 + 1e6, false),
        (0, 0.00009, true), (0, 0.0002, false), (-5, 5, false), (.infinity, .infinity, false), (.nan, .nan, false),
    ])
    func equality(one: Double, other: Double, isEqual: Bool) {
        #expect(NumberScore.areEqual(one, other) == isEqual)
        #expect(NumberScore.areEqual(other, one) == isEqual)
    }

    @Test func numeralsOfASentence() {
        #expect(NumberScore.numerals(in: "There are 270 erasers.") == [270])
        #expect(NumberScore.numerals(in: "It costs $1,234.50, not 3.") == [1234.5, 3])
        #expect(NumberScore.numerals(in: "1,234,567 and 12,34 and 1,2345") == [1_234_567, 12, 34, 1, 2345])
        #expect(NumberScore.numerals(in: "-3 and 7-3 and (-2.5) and .5 and a-4") == [-3, 7, 3, -2.5, 0.5, 4])
        #expect(NumberScore.numerals(in: "1. First 2.") == [1, 2])
        #expect(NumberScore.numerals(in: "none at all, . - ,").isEmpty)
    }

    @Test func aSentenceHoldsANumber() {
        #expect(NumberScore.contains(1234.5, in: "She pays 1,234.50 euros."))
        #expect(!NumberScore.contains(1234.5, in: "She pays 1,234 euros."))
        #expect(NumberScore.contains(12.5, in: "about 12.4 km", within: 0.1))
        #expect(!NumberScore.contains(12.5, in: "about 12.3 km", within: 0.1))
    }

    @Test(arguments: [
        ("139+131", 1), ("(15+21)*3", 2), ("5", 0), ("(-3)+4", 1), ("-3 * -4", 1), ("(1+2)*(3-4)/5", 4),
        ("36/50/(1/60)", 3),
    ])
    func countsOperations(expression: String, count: Int) {
        #expect(NumberScore.operations(in: expression) == count)
    }
}
