import Calculator
import Testing

@Suite struct DateTests {
    @Test(arguments: [
        ("2024-02-29", "2024-02-29 (Thursday)"), ("2024-02-29 + 1 year", "2025-02-28 (Friday)"),
        ("2024-01-31 + 1 month", "2024-02-29 (Thursday)"), ("2023-01-31 + 1 month", "2023-02-28 (Tuesday)"),
        ("2024-02-28 + 2 days", "2024-03-01 (Friday)"), ("2024-03-01 - 1 day", "2024-02-29 (Thursday)"),
        ("2024-12-31 + 1 week", "2025-01-07 (Tuesday)"), ("2024-05-31 - 3 months", "2024-02-29 (Thursday)"),
        ("2024-01-01 + 1 year 2 months 3 days", "2025-03-04 (Tuesday)"), ("1 day + 2024-01-01", "2024-01-02 (Tuesday)"),
        ("2024-01-01 + 36 h", "2024-01-02T12:00 (Tuesday)"), ("2024-01-01 + 48 h", "2024-01-03 (Wednesday)"),
        ("2024-01-31T10:30 + 90 min", "2024-01-31T12:00 (Wednesday)"),
        ("2024-01-01T00:00 - 1 s", "2023-12-31T23:59:59 (Sunday)"),
        ("2000-02-29 + 1 century", "2100-02-28 (Sunday)"), ("1900-02-28 + 1 day", "1900-03-01 (Thursday)"),
        ("2024-01-31 + 2 * 1 month", "2024-03-31 (Sunday)"),
        ("2024-01-01 - (1 month + 1 day)", "2023-11-30 (Thursday)"),
        ("date(2024, 2, 29)", "2024-02-29 (Thursday)"), ("max(2024-01-01, 2023-06-01)", "2024-01-01 (Monday)"),
        ("2024-01-01 + 2 decades", "2044-01-01 (Friday)"), ("0001-01-01", "0001-01-01 (Monday)"),
        ("9999-12-31", "9999-12-31 (Friday)"),
        ("2024-01-01 + 1.5 days", "2024-01-02T12:00 (Tuesday)"),
        ("2024-01-01 + 1 month - 1 month", "2024-01-01 (Monday)"),
    ])
    func shifting(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("2024-03-01 - 2024-02-01", "29 days"), ("2024-01-01 - 2025-01-01", "-366 days"),
        ("days(2024-01-01, 2024-12-25)", "359 days"),
        ("2024-03-01 - 2024-02-01 in weeks", "≈ 4.142857142857143 weeks"),
        ("2024-01-02T06:00 - 2024-01-01", "1.25 days"),
        ("2024-01-02T06:00 - 2024-01-01 in h", "30 h"), ("weekday(2024-02-29)", "Thursday"), ("week(2024-12-30)", "1"),
        ("week(2021-01-03)", "53"), ("day_of_year(2024-12-31)", "366"), ("year(2024-02-29)", "2024"),
        ("month(2024-02-29)", "2"),
        ("day(2024-02-29)", "29"), ("(2024-03-01 - 2024-02-01) / 1 day", "29"), ("year(2024-12-31 + 1 day)", "2025"),
    ])
    func measuring(_ expression: String, _ expected: String) throws {
        #expect(try text(expression) == expected)
    }

    @Test(arguments: [
        ("2023-02-29", CalculatorError.Code.invalidDate, 1), ("2024-13-01", .invalidDate, 1),
        ("2024-00-10", .invalidDate, 1),
        ("2024-04-31 + 1 day", .invalidDate, 1), ("0000-01-01", .invalidDate, 1), ("2024-01-01T24:00", .invalidDate, 1),
        ("9999-12-31 + 1 day", .invalidDate, 12), ("2024-01-01 + 1e30 days", .invalidDate, 12),
        ("date(2024, 2, 30)", .invalidDate, 1),
        ("date(10^30, 1, 1)", .invalidDate, 1), ("2024-01-01 + 5", .type, 12), ("2024-01-01 + 5 km", .type, 12),
        ("2024-01-01 * 2", .type, 12), ("2024-01-01 + 2024-01-01", .type, 12), ("5 - 2024-01-01", .type, 3),
        ("sqrt(2024-01-01)", .type, 6),
        ("2024-01-01 < 5", .type, 1), ("2024-01-01 + 0.5 months", .ambiguous, 12), ("weekday(5)", .type, 9),
        ("2024-01-01!", .type, 1),
        ("weekday(2024-01-01) + 1", .type, 21), ("2024-01-01 + 1e-9 s", .domain, 12),
        ("2024-01-01 + pi s", .syntax, 17),
        ("2024-01-01 km", .type, 1), ("today + 1 day", .unknownName, 1), ("2024-01-01 + sqrt(2) * 1 s", .domain, 12),
    ])
    func errors(_ expression: String, _ code: CalculatorError.Code, _ position: Int) throws {
        let error = try #require(throws: CalculatorError.self) { try CalculatorExpression(expression).evaluate() }
        #expect(error.code == code, "\(error)")
        #expect(error.position == position, "\(error)")
    }
}
