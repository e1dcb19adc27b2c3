/// A JSON Schema, read and checked: draft 2020-12 or draft-07.
///
/// Every keyword is either enforced or refused by name; nothing is ignored but annotations.
///
/// ```swift
/// let schema = try JSONSchema(#"{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}"#)
/// ```
public struct JSONSchema: Sendable {
    /// A version of the specification.
    public enum Dialect: Sendable, Hashable {
        case draft7
        case draft2020
    }

    /// What the reader of a schema may choose.
    public struct Options: Sendable {
        /// What becomes of a keyword that Corvid does not know.
        public enum UnknownKeywords: Sendable, Hashable {
            /// An error that names the keyword and the nearest known one. Names that begin with `x-` pass.
            case refuse
            /// It says nothing about documents, as the specification has it.
            case annotate
        }

        /// The dialect of a schema that has no `$schema`.
        public var dialect: Dialect = .draft2020
        /// Whether `format` is enforced; otherwise it says nothing.
        public var formatIsAssertion = true
        public var unknownKeywords: UnknownKeywords = .refuse
        /// Grammars that the keyword `x-grammar` may name.
        public var grammars: [String: Grammar] = [:]
        /// The texts that values under the keyword `x-grounded` are taken from.
        public var grounding: GroundedText?
        /// Schemas within the schema.
        public var maximumNodes = 50_000
        /// Schemas that stand in one another, and values in the schema's text.
        public var maximumDepth = 128

        public init() {}
    }

    let document: SchemaDocument

    /// Reads a schema from JSON text.
    ///
    /// - Throws: What is wrong and where, as a JSON pointer, or a line and column where the text is not JSON.
    public init(_ text: String, options: Options = Options()) throws(GrammarError) {
        try self.init(utf8: Array(text.utf8), options: options)
    }

    /// Reads a schema from JSON text in UTF-8.
    public init(utf8 text: [UInt8], options: Options = Options()) throws(GrammarError) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text, maximumDepth: options.maximumDepth * 2)
        } catch {
            throw GrammarError(
                .syntax, at: .line(error.line, column: error.column), "the schema is not JSON: \(error.reason)")
        }
        try self.init(value, options: options)
    }

    /// Reads a schema that is already parsed.
    public init(_ value: JSONValue, options: Options = Options()) throws(GrammarError) {
        var parser = SchemaParser(options: options)
        document = try parser.parse(value)
    }
}
