import CorvidEngine
import CorvidGrammar
import Foundation
import Testing

/// How many tokens of real documents are forced, for a tokenizer and a corpus on disk: `CORVID_FORCED_TOKENIZER` names a
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
        for line in corpus.split(separator: "\n") {
            let entry = try JSONValue(parsing: String(line))
            let group = entry["group"]?.text ?? ""
            guard let schema = entry["schema"] else { continue }
            let grammar = try CompiledGrammar(try JSONSchema(schema))
            for document in entry["valid"]?.array ?? [] {
                let tokens = tokenizer.encode(document.text ?? "", addSpecialTokens: false)
                guard tokens.flatMap({ tokenizer.bytes(of: $0) }) == document.utf8 else { continue }
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
            print(
                "\(group): \(count.forced) of \(count.all) tokens forced, \(100 * count.forced / max(count.all, 1)) %")
        }
        #expect(wrong == 0, "runs that are not the tokenizer's own")
    }
}
