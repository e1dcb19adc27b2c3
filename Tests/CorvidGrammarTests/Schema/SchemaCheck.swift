import Testing

@testable import CorvidGrammar

/// A schema made ready in every way, to compare them.
struct SchemaCheck {
    let schema: JSONSchema
    let any: CompiledGrammar
    let compact: CompiledGrammar

    init(_ text: String, options: JSONSchema.Options = JSONSchema.Options()) throws {
        schema = try JSONSchema(text, options: options)
        any = try CompiledGrammar(schema, style: .any)
        compact = try CompiledGrammar(schema)
    }

    /// Whether the whole of `document` fits the style that takes any legal form.
    func accepts(_ document: String) -> Bool { Self.matches(any, document) }

    /// Whether the whole of `document` is one of those that are generated.
    func generates(_ document: String) -> Bool { Self.matches(compact, document) }

    /// Whether plain evaluation accepts it; nothing that is no JSON.
    func evaluates(_ document: String) throws -> Bool {
        guard let value = try? JSONValue(parsing: document) else { return false }
        return try schema.evaluate(value)
    }

    private static func matches(_ grammar: CompiledGrammar, _ document: String) -> Bool {
        var matcher = GrammarMatcher(grammar)
        return matcher.advance(by: document.utf8) == document.utf8.count && matcher.isComplete
    }

    /// Expects that `valid` are accepted both ways and `invalid` refused both ways.
    static func expect(
        _ schema: String, valid: [String], invalid: [String], options: JSONSchema.Options = JSONSchema.Options(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let check = try SchemaCheck(schema, options: options)
        for document in valid {
            #expect(check.accepts(document), "\(schema) should accept \(document)", sourceLocation: sourceLocation)
            #expect(try check.evaluates(document), "\(document) is valid by \(schema)", sourceLocation: sourceLocation)
        }
        for document in invalid {
            #expect(!check.accepts(document), "\(schema) should refuse \(document)", sourceLocation: sourceLocation)
            #expect(
                try !check.evaluates(document), "\(document) is invalid by \(schema)", sourceLocation: sourceLocation)
            #expect(!check.generates(document), "\(schema) must not make \(document)", sourceLocation: sourceLocation)
        }
    }

    /// The error that reading or compiling `schema` ends with.
    static func error(_ schema: String, options: JSONSchema.Options = JSONSchema.Options()) -> GrammarError? {
        do throws(GrammarError) {
            let schema = try JSONSchema(schema, options: options)
            _ = try CompiledGrammar(schema)
            return nil
        } catch {
            return error
        }
    }
}
