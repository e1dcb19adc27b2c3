import CorvidGrammar
import Foundation
import Testing

/// The published tests of JSON Schema, where ``JSONSchemaTestSuite/variable`` names their folder.
@Suite(
    "JSON-Schema-Test-Suite",
    .enabled(
        if: JSONSchemaTestSuite.folder != nil,
        "set CORVID_JSON_SCHEMA_TEST_SUITE to the suite's folder (the one that has 'tests')"))
struct JSONSchemaTestSuiteTests {
    /// Makes the check of a schema: unknown keywords say nothing, as the specification has it.
    private static func prepare(
        _ schema: JSONValue, formatIsAssertion: Bool = false, dialect: JSONSchema.Dialect = .draft2020
    ) throws(GrammarError) -> ([UInt8]) -> Bool {
        var options = JSONSchema.Options()
        options.formatIsAssertion = formatIsAssertion
        options.unknownKeywords = .annotate
        options.dialect = dialect
        let grammar = try CompiledGrammar(try JSONSchema(schema, options: options), style: .any)
        return { document in
            var matcher = GrammarMatcher(grammar)
            return matcher.advance(by: document) == document.count && matcher.isComplete
        }
    }

    private static func groups(in folder: String = "", draft: String = "draft2020-12") throws -> [JSONSchemaTestSuite
        .Group]
    {
        let suite = try #require(JSONSchemaTestSuite.folder)
        return try JSONSchemaTestSuite.groups(in: folder, of: suite, draft: draft)
    }

    private static func report(_ title: String, _ tally: JSONSchemaTestSuite.Tally) {
        print("JSON-Schema-Test-Suite, \(title): \(tally)")
    }

    @Test func requiredTestsOfDraft2020() throws {
        let tally = JSONSchemaTestSuite.run(try Self.groups()) { schema throws(GrammarError) in
            try Self.prepare(schema)
        }
        Self.report("draft2020-12, required", tally)
        #expect(tally.wrongAccepts.isEmpty)
        #expect(tally.wrongRejects.isEmpty)
        #expect(tally.passes >= 1000)
    }

    @Test func formatsOfDraft2020() throws {
        let tally = JSONSchemaTestSuite.run(try Self.groups(in: "optional/format")) { schema throws(GrammarError) in
            try Self.prepare(schema, formatIsAssertion: true)
        }
        Self.report("draft2020-12, optional/format", tally)
        #expect(tally.wrongAccepts.isEmpty)
        #expect(tally.wrongRejects.isEmpty)
    }

    @Test func requiredTestsOfDraft7() throws {
        let tally = JSONSchemaTestSuite.run(try Self.groups(draft: "draft7")) { schema throws(GrammarError) in
            try Self.prepare(schema, dialect: .draft7)
        }
        Self.report("draft7, required", tally)
        #expect(tally.wrongAccepts.isEmpty)
        #expect(tally.wrongRejects.isEmpty)
    }
}
