import Calculator
import Testing

/// The calculator against Python's fractions, mpmath and datetime.
@Suite struct PythonTests {
    @Test func agreesOnTenThousandExpressions() throws {
        let lines = try FixtureLine.all()
        #expect(lines.count == 10_000)
        var counts: [String: Int] = [:]
        for line in lines {
            counts[line.kind, default: 0] += 1
            let place = Comment(rawValue: "line \(line.number): \(line.expression)")
            do {
                let result = try CalculatorExpression(line.expression).evaluate()
                switch line.kind {
                case "exact": #expect(result.exact == line.value, place)
                case "decimal":
                    let decimal = try #require(result.decimal, place)
                    #expect(NormalDecimal(decimal) == NormalDecimal(line.value), place)
                case "truth", "text": #expect(result.text == line.value, place)
                default: Issue.record("no error in \(place)")
                }
            } catch {
                #expect(line.kind == "error", "\(error) in \(place)")
                #expect((error as? CalculatorError)?.code.description == line.value, place)
            }
        }
        #expect(counts.count == 5)
        #expect(counts.values.allSatisfy { $0 >= 100 })
    }
}
