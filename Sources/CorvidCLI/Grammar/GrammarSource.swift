import CorvidEngine
import CorvidGrammar

/// What a user gives as a grammar: a JSON Schema, a grammar in GBNF, or a pattern.
struct GrammarSource {
    enum Kind: String {
        case schema
        case gbnf
        case regex

        var words: String {
            switch self {
            case .schema: "JSON Schema"
            case .gbnf: "GBNF grammar"
            case .regex: "regular expression"
            }
        }
    }

    var kind: Kind
    /// The file, or the pattern itself.
    var name: String
    var text: [UInt8]

    /// Reads a file and tells its kind by its name, or by how it begins where the name does not tell.
    init(path: String) throws {
        name = path
        text = try Console.readBytes(path)
        if path.hasSuffix(".gbnf") {
            kind = .gbnf
        } else if path.hasSuffix(".json") {
            kind = .schema
        } else {
            let start = text.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
            let isSchema =
                start.first == UInt8(ascii: "{") || start.starts(with: Array("true".utf8))
                || start.starts(with: Array("false".utf8))
            kind = isSchema && !text.containsDefinition ? .schema : .gbnf
        }
    }

    /// A JSON Schema: the name of a file, or the schema itself.
    init(schema: String) throws {
        kind = .schema
        let start = schema.utf8.first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        if start == UInt8(ascii: "{") || ["true", "false"].contains(schema) {
            name = "--schema"
            text = Array(schema.utf8)
        } else {
            name = schema
            text = try Console.readBytes(schema)
        }
    }

    /// A grammar in GBNF.
    init(gbnf path: String) throws {
        kind = .gbnf
        name = path
        text = try Console.readBytes(path)
    }

    init(pattern: String) {
        kind = .regex
        name = pattern
        text = Array(pattern.utf8)
    }

    /// Makes it ready for what a model generates: compact documents, and patterns that match the whole text.
    ///
    /// - Throws: ``CommandFailure``, which says what is wrong with it or not supported, and where.
    func compiledForGeneration(_ tokenizer: Tokenizer) throws(CommandFailure) -> CompiledGrammar {
        do throws(GrammarError) {
            switch kind {
            case .schema: return try compiled(.generation)
            case .gbnf:
                return try CompiledGrammar(
                    try Grammar(gbnf: text) { name in tokenizer.token(spelled: name).map { Int($0) } })
            case .regex:
                return try CompiledGrammar { [text] pool throws(GrammarError) in
                    try RegularExpression(text).wholeExpression(in: pool)
                }
            }
        } catch {
            throw CommandFailure(ExitStatus.badData, "\(name): \(error)")
        }
    }

    /// Makes it ready for matching.
    ///
    /// - Throws: What is wrong with it or not supported, and where.
    func compiled(_ mode: GrammarMode) throws(GrammarError) -> CompiledGrammar {
        switch kind {
        case .schema: try CompiledGrammar(try JSONSchema(utf8: text), style: mode.style)
        case .gbnf: try CompiledGrammar(try Grammar(gbnf: text))
        case .regex:
            try CompiledGrammar { [text] pool throws(GrammarError) in
                try RegularExpression(text).expression(in: pool)
            }
        }
    }
}

extension [UInt8] {
    /// Whether a rule of GBNF may be defined in the text.
    fileprivate var containsDefinition: Bool {
        indices.dropLast(2).contains { self[$0] == 0x3A && self[$0 + 1] == 0x3A && self[$0 + 2] == 0x3D }
    }
}
