import CorvidEngine
import CorvidGrammar
import Foundation
import Testing

/// How many tokens of real documents are forced, or drafted where a forced run ends, for a tokenizer and a corpus on disk: `CORVID_FORCED_TOKENIZER` names a
/// tokenizer or checkpoint, `CORVID_FORCED_CORPUS` the corpus of the grammar tests.
@Suite("Share of forced tokens")
struct ForcedShareTests {
    private static let environment = ProcessInfo.processInfo.environment

    @Test(.enabled(if: environment["CORVID_FORCED_TOKENIZER"] != nil && environment["CORVID_FORCED_CORPUS"] != nil))
    func documentsInTheTokenizersOwnTokens() throws {
        let tokenizer = try Tokenizer(path: try #require(Self.environment["CORVID_FORCED_TOKENIZER"]))
        let corpus = try String(
            contentsOfFile: try #require(Self.environment["CORVID_FORCED_CORPUS"]), encoding: .utf8)
        var counts: [String: (forced: Int, likely: Int, all: Int)] = [:]
        var wrong = 0
        var work: [(group: String, schema: JSONValue, documents: [String])] = []
        for line in corpus.split(separator: "\n") {
            let entry = try JSONValue(parsing: String(line))
            guard let schema = entry["schema"] else { continue }
            work.append((entry["group"]?.text ?? "", schema, entry["valid"]?.array?.compactMap(\.text) ?? []))
        }
        work += try Self.calls(of: work.filter { $0.group == "tool" })
        for (group, schema, documents) in work {
            let grammar = try CompiledGrammar(try JSONSchema(schema))
            for document in documents {
                let tokens = tokenizer.encode(document, addSpecialTokens: false)
                guard tokens.flatMap({ tokenizer.bytes(of: $0) }) == Array(document.utf8) else { continue }
                var constraint = try GrammarConstraint(grammar, tokenizer: tokenizer)
                try constraint.begin(budget: 100_000)
                var place = 0
                while place < tokens.count {
                    let forced = constraint.forcedTokens()
                    if !tokens[place...].starts(with: forced) { wrong += 1 }
                    guard tokens[place...].starts(with: forced) else { break }
                    for token in forced { try constraint.accept(token) }
                    counts[group, default: (0, 0, 0)].forced += forced.count
                    counts[group, default: (0, 0, 0)].all += forced.count
                    place += forced.count
                    guard place < tokens.count, forced.isEmpty else { continue }
                    // As a model that writes this document would accept its draft.
                    let likely = constraint.likelyTokens()
                    let agreed = zip(likely, tokens[place...]).prefix { $0 == $1 }.count
                    counts[group, default: (0, 0, 0)].likely += agreed
                    for token in tokens[place..<(place + max(agreed, 1))] { try constraint.accept(token) }
                    counts[group, default: (0, 0, 0)].all += max(agreed, 1)
                    place += max(agreed, 1)
                }
            }
        }
        for (group, count) in counts.sorted(by: { $0.key < $1.key }) {
            let saved = 100 * (count.forced + count.likely) / max(count.all, 1)
            print("\(group): \(count.all) tokens, \(count.forced) forced, \(count.likely) drafted: \(saved) % saved")
        }
        #expect(wrong == 0, "runs that are not the tokenizer's own")
    }

    /// Calls of one out of eight tools, by name, as a conversation with tools has them.
    private static func calls(
        of tools: [(group: String, schema: JSONValue, documents: [String])]
    ) throws -> [(group: String, schema: JSONValue, documents: [String])] {
        // References count from the root, which these schemas would no longer be.
        let tools = tools.filter { !String(decoding: $0.schema.serialized, as: UTF8.self).contains("$ref") }
        return try stride(from: 0, to: tools.count - 7, by: 8).map { start in
            let choices = tools[start..<(start + 8)].enumerated().map { number, tool in
                let schema = String(decoding: tool.schema.serialized, as: UTF8.self)
                return #"{"type":"object","properties":{"name":{"const":"tool_\#(number)"},"arguments":\#(schema)},"#
                    + #""required":["name","arguments"],"additionalProperties":false}"#
            }
            let documents = tools[start..<(start + 8)].enumerated().flatMap { number, tool in
                tool.documents.map { #"{"name":"tool_\#(number)","arguments":\#($0)}"# }
            }
            return ("tool calls", try JSONValue(parsing: #"{"anyOf":[\#(choices.joined(separator: ","))]}"#), documents)
        }
    }
}
