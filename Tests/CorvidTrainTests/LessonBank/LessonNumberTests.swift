import Testing

@testable import CorvidTrain

@Suite struct LessonNumberTests {
    @Test("Numbers are printed as the calculator prints them") func printing() throws {
        #expect(try #require(LessonNumber(10, over: 3)).calculatorText == "10/3 (≈ 3.333333333)")
        #expect(try #require(LessonNumber(2, over: 3)).calculatorText == "2/3 (≈ 0.6666666667)")
        #expect(try #require(LessonNumber("3.50")).calculatorText == "3.5")
        #expect(try #require(LessonNumber(-1, over: 8)).calculatorText == "-0.125")
        #expect(LessonNumber(1_340).calculatorText == "1340")
        #expect(LessonNumber("1.2.3") == nil)
        #expect(LessonNumber(1, over: 0) == nil)
    }

    @Test("Too large is nothing, not a crash") func overflow() throws {
        let large = LessonNumber(1 << 59)
        #expect(large * large == nil)
        #expect(try #require(LessonNumber(1, over: 1 << 59)) * (try #require(LessonNumber(1, over: 1 << 59))) == nil)
    }

    @Test(
        "Expressions are read as Python reads them",
        arguments: [
            ("(a-b)%3==0", 1), ("a//b", 3), ("a-b-2", 6), ("2**3**2", 512), ("round(10/4)", 3),
            ("round(a/b,2)*100", 367),
            ("-b+a", 8), ("a>b*3", 1), ("min(a,b)", 3), ("a!=11", 0),
        ]) func expressions(text: String, expected: Int) throws
    {
        let expression = try LessonExpressionParser.parse(text) { ["a": 0, "b": 1][$0] }
        #expect(expression.value { [LessonNumber(11), LessonNumber(3)][$0] } == LessonNumber(expected))
    }

    @Test("What makes no sense is refused with its place", arguments: ["a+", "(a", "q*2", "1 2", ""])
    func nonsense(text: String) {
        #expect(throws: LessonProblem.self) { try LessonExpressionParser.parse(text) { $0 == "a" ? 0 : nil } }
    }

    @Test("Parentheses stand only where they must") func parentheses() throws {
        for text in ["(a+b)*c", "a-(b-c)", "a/(b*c)", "a*b/100", "a-b-c", "(a+b)/(b+c)", "a*(b-c)-a"] {
            let expression = try LessonExpressionParser.parse(text) { ["a": 0, "b": 1, "c": 2][$0] }
            let written = expression.text { leaf in
                switch leaf {
                case .slot(let slot): ["a", "b", "c"][slot]
                case .number(let number): number.decimal ?? ""
                default: ""
                }
            }
            #expect(written == text)
        }
    }
}
