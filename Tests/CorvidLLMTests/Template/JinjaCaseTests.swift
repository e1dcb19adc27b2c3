import CorvidGrammar
import CorvidLLM
import Foundation
import Testing

/// One template of ours for each construct, with what Python's jinja2 made of it (`Fixtures/make_jinja_cases.py`).
struct JinjaCaseTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        var template: String
        /// Nil where jinja2 fails.
        var text: String?
        var testDescription: String { name }
    }

    static let lines: [JSONValue] = {
        guard let url = Bundle.module.url(forResource: "Fixtures/jinja_cases", withExtension: "jsonl"),
            let data = try? Data(contentsOf: url)
        else { return [] }
        return data.split(separator: 10).compactMap { try? JSONValue(parsing: Array($0)) }
    }()

    static let cases = lines.dropFirst().map { line in
        Case(name: line["name"]?.text ?? "", template: line["template"]?.text ?? "", text: line["text"]?.text)
    }

    static func render(_ template: String) throws -> [ChatSegment] {
        let variables = try #require(lines.first)
        return try JinjaTemplate(template).render(
            content: variables["content"] ?? .null, trusted: variables["trusted"] ?? .null, now: 1_772_366_400)
    }

    @Test func thereAreCases() { #expect(Self.cases.count > 140) }

    @Test(arguments: cases)
    func rendersAsInPython(_ wanted: Case) throws {
        guard let expected = wanted.text else {
            #expect(throws: JinjaError.self) { try Self.render(wanted.template) }
            return
        }
        let text = try Self.render(wanted.template).map(\.text).joined()
        #expect(
            text.unicodeScalars.elementsEqual(expected.unicodeScalars),
            "\(text.debugDescription) for \(expected.debugDescription)")
    }

    @Test(arguments: [
        ("a\nb {{ nope.x }}", 2, 10, JinjaError.Code.undefined), ("{% if true %}", 1, 14, .syntax),
        ("x\n\n{{ 'a }}", 3, 4, .syntax), ("{{ 1 + 'a' }}", 1, 6, .invalidOperation),
        ("\n{{ raise_exception('no') }}", 2, 19, .raised), ("{% for x in range(10**9) %}{% endfor %}", 1, 18, .limit),
        ("{{ 'é' }}{{ 5 | frobnicate }}", 1, 17, .invalidOperation), ("{# never", 1, 1, .syntax),
    ])
    func errorsSayWhere(template: String, line: Int, column: Int, code: JinjaError.Code) throws {
        let error = try #require(throws: JinjaError.self) { try JinjaTemplate(template).render() }
        #expect((error.line, error.column) == (line, column), "\(error)")
        #expect(error.code == code)
    }
}
