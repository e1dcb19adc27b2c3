import CorvidGrammar
import Foundation
import Testing

/// Reads and uses spoilt schemas, grammars, patterns and documents: each is refused with a `GrammarError` or works.
///
/// `CORVID_FUZZ` is the number of mutations, `CORVID_FUZZ_SEED` the seed (1) and `CORVID_FUZZ_ONLY` the number of the one
/// mutation to make. `Tests/fuzz` runs them under AddressSanitizer.
@Suite("Spoilt grammars")
struct GrammarMutationTests {
    private static func number(_ name: String, default fallback: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? fallback
    }

    private static let seed = number("CORVID_FUZZ_SEED", default: 1)

    private static func iterations(default count: Int) -> Range<Int> {
        let only = number("CORVID_FUZZ_ONLY", default: -1)
        return only >= 0 ? only..<only + 1 : 0..<number("CORVID_FUZZ", default: count)
    }

    /// Says which mutation is being made, so that one that crashes or hangs can be made alone.
    private static func note(_ kind: String, _ iteration: Int, _ text: [UInt8]) {
        guard let path = ProcessInfo.processInfo.environment["CORVID_FUZZ_NOTE"] else { return }
        try? Data("\(kind) \(iteration)\n".utf8 + text).write(to: URL(filePath: path))
    }

    /// Follows random allowed bytes and then the shortest way out; the text that comes of it is complete.
    private static func walk(
        _ grammar: CompiledGrammar, _ mutator: inout TextMutator, steps: Int, isLoose: Bool = false,
        _ source: @autoclosure () -> String
    ) -> [UInt8]? {
        var matcher = GrammarMatcher(grammar)
        for _ in 0..<mutator.below(steps) {
            let allowed = matcher.allowedBytes()
            let bytes = (0...255).map { UInt8($0) }.filter { allowed.contains($0) && $0 != 0xFF }
            guard !bytes.isEmpty else { break }
            let taken = matcher.advance(by: CollectionOfOne(mutator.pick(bytes)))
            #expect(taken == 1, "a byte that was allowed is not taken: \(source())")
        }
        let before = matcher.text
        let completion = matcher.shortestCompletion()
        // A pattern may want a million bytes; to follow them proves no more.
        guard completion.count <= 20_000 else { return nil }
        let taken = matcher.advance(by: completion)
        // What could not be decided counts as not allowed, and says so.
        guard matcher.failure == nil else { return nil }
        // With any spelling, numbers with exponents and keys that come twice are only found out at their ends.
        if isLoose, taken < completion.count || !matcher.isComplete { return nil }
        #expect(
            taken == completion.count && matcher.isComplete,
            "\(source()) wrote \(String(decoding: before, as: UTF8.self)) and then \(String(decoding: completion, as: UTF8.self))"
        )
        return matcher.text
    }

    @Test func schemas() {
        let entries = SchemaCorpus.entries.filter { $0.schema.serialized.count < 3000 }
        for iteration in Self.iterations(default: 400) {
            var mutator = TextMutator(seed: Self.seed, iteration: iteration)
            let entry = mutator.pick(entries)
            var text = entry.schema.serialized
            if mutator.chance(1, in: 5) {
                mutator.mutate(&text, pieces: Self.jsonPieces, other: mutator.pick(entries).schema.serialized)
            } else {
                var schema = entry.schema
                mutator.mutate(schema: &schema, other: mutator.pick(entries).schema)
                text = schema.serialized
            }
            Self.note("schemas", iteration, text)
            use(schema: text, documents: entry.valid + entry.invalid.map(\.document), iteration, &mutator)
        }
    }

    /// Compiles a schema both ways: what the compact form allows follows the schema by plain evaluation, and a document is
    /// taken in validation just where plain evaluation takes it.
    private func use(schema text: [UInt8], documents: [[UInt8]], _ iteration: Int, _ mutator: inout TextMutator) {
        guard let schema = try? JSONSchema(utf8: text) else { return }
        let source = "\(iteration): \(String(decoding: text.prefix(600), as: UTF8.self))"
        if let grammar = try? CompiledGrammar(schema, style: .compact) {
            for _ in 0..<3 {
                guard let written = Self.walk(grammar, &mutator, steps: 60, "compact \(source)") else { continue }
                let shown = "\(source) wrote \(String(decoding: written, as: UTF8.self))"
                guard let value = try? JSONValue(parsing: written) else {
                    Issue.record("no JSON: \(shown)")
                    continue
                }
                guard let follows = try? schema.evaluate(value) else { continue }
                #expect(follows, "\(shown)")
            }
        }
        guard let grammar = try? CompiledGrammar(schema, style: .any) else { return }
        _ = Self.walk(grammar, &mutator, steps: 60, isLoose: true, "any \(source)")
        for var document in documents {
            if mutator.chance(1, in: 2) { mutator.mutate(&document, pieces: Self.jsonPieces, other: text) }
            var matcher = GrammarMatcher(grammar)
            let isTaken = matcher.advance(by: document) == document.count && matcher.isComplete
            guard matcher.failure == nil else { continue }
            guard let value = try? JSONValue(parsing: document) else {
                #expect(!isTaken, "\(source) took no JSON: \(String(decoding: document, as: UTF8.self))")
                continue
            }
            guard let follows = try? schema.evaluate(value) else { continue }
            #expect(isTaken == follows, "\(source) and \(String(decoding: document, as: UTF8.self))")
        }
    }

    @Test func grammars() {
        for iteration in Self.iterations(default: 400) {
            var mutator = TextMutator(seed: Self.seed, iteration: iteration)
            var text = Array(mutator.pick(Self.grammarSeeds).utf8)
            mutator.mutate(&text, pieces: Self.grammarPieces, other: Array(mutator.pick(Self.grammarSeeds).utf8))
            Self.note("grammars", iteration, text)
            guard let grammar = try? Grammar(gbnf: text), let compiled = try? CompiledGrammar(grammar) else { continue }
            for _ in 0..<3 {
                _ = Self.walk(compiled, &mutator, steps: 80, "\(iteration): \(String(decoding: text, as: UTF8.self))")
            }
        }
    }

    @Test func patterns() {
        for iteration in Self.iterations(default: 400) {
            var mutator = TextMutator(seed: Self.seed, iteration: iteration)
            var text = Array(mutator.pick(Self.patternSeeds).utf8)
            mutator.mutate(&text, pieces: Self.patternPieces, other: Array(mutator.pick(Self.patternSeeds).utf8))
            Self.note("patterns", iteration, text)
            let compiled = try? CompiledGrammar { [text] pool throws(GrammarError) in
                try RegularExpression(text).expression(in: pool)
            }
            guard let compiled else { continue }
            for _ in 0..<3 {
                guard
                    let written = Self.walk(
                        compiled, &mutator, steps: 60, "\(iteration): \(String(decoding: text, as: UTF8.self))")
                else { continue }
                #expect(String(validating: written, as: UTF8.self) != nil, "\(String(decoding: text, as: UTF8.self))")
            }
        }
    }

    private static let jsonPieces = [
        "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u", "\\ud800", "null", "-", "1e400", "0.1", "\u{0}", "\u{7f}", "é",
        "🐦",
        "{\"$ref\":\"#\"}", "{\"not\":{}}", "\"type\":", "\"pattern\":\"(\"", "[[[[[[[[", "{\"a\":{\"a\":{\"a\":",
    ]

    private static let grammarSeeds = [
        "root ::= \"a\" b* | [^x-z\\n] c?\nb ::= \"(\" root \")\" | \"\\x41\\u00e9\\U0001F426\"\nc ::= [0-9]{2,4} b{3} | .\n",
        """
        root ::= value
        value ::= object | array | string | number | "true" | "null"
        object ::= "{" (string ":" value ("," string ":" value)*)? "}"
        array ::= "[" (value ("," value)*)? "]"
        string ::= "\\"" [^"\\\\]* "\\""
        number ::= "-"? [0-9]+

        """,
        "# moves of a game\nroot ::= move (\" \" move){0,40}\nmove ::= [KQRBN]? [a-h] [1-8] \"+\"? # check\n",
        "root ::= <[1000]> text <[1001]>\ntext ::= ([a-zA-Z ] | nested)+\nnested ::= \"<\" text \">\"\n",
        "root ::= line+\nline ::= word (\n  \" \" word |\n  \", \" word)* \".\\n\"\nword ::= [a-zà-ÿ]{1,12}\n",
    ]

    private static let grammarPieces = [
        "root", "::=", "|", "(", ")", "*", "+", "?", "{3}", "{1,}", "{,5}", "{0,100000}", "{99999999999}", "[a-z]",
        "[^", "]",
        "\"", "\\x", "\\u12", "\\U00110000", "# x", "\n", "root ::= root\n", "a ::= b\nb ::= a\n", "\"\"", ".", "<[5]>",
        "!<a>",
        "((((((((((((((((", "é",
    ]

    private static let patternSeeds = [
        "^[a-z]+(-[a-z0-9]{1,8})*$", "(a|ab)(c|bcd)(d*)", "^(?=.*[A-Z])(?!.*\\s)[\\x20-\\x7e]{8,16}$",
        "\\bword\\b|^\\d{4}-\\d\\d$",
        "^\\p{Lu}\\p{L}*( [\\p{Script=Greek}\\d]+)?$", "(?<=a)b(?<!cb)", "^([^\\u{10000}-\\u{10FFFF}]|[\\w&&a]){0,9}$",
        "(x+x+)+y", "^.{0,64}$",
        "^(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}$",
    ]

    private static let patternPieces = [
        "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", "\\b", "\\B", "(?=", "(?!", "(?<=", "(?<!", "(?:",
        "\\1", "\\k<a>",
        "(?<a>", "{1000}", "{0,1000}", "{99999999999}", "{5,2}", "[z-a]", "[^]", "\\p{L}", "\\P{Script=Han}",
        "\\u{110000}",
        "\\ud83d\\udc26", "\\c", "(?i)", ".*.*.*", "(a*)*", "é", "🐦",
    ]
}
