import CorvidGrammar
import Foundation
import Testing

/// The corpus of schemas among the fixtures.
enum SchemaCorpus {
    struct Entry: CustomTestStringConvertible {
        var name: String
        var group: String
        var schema: JSONValue
        var valid: [[UInt8]]
        var invalid: [(document: [UInt8], reason: String)]

        var testDescription: String { name }
    }

    static let entries: [Entry] = {
        guard
            let file = Bundle.module.url(
                forResource: "corpus", withExtension: "jsonl", subdirectory: "Fixtures/Schemas"),
            let data = try? Data(contentsOf: file)
        else { return [] }
        return data.split(separator: 0x0A).compactMap { line in
            guard let value = try? JSONValue(parsing: [UInt8](line)), let name = value["name"]?.text,
                let group = value["group"]?.text, let schema = value["schema"]
            else { return nil }
            return Entry(
                name: name, group: group, schema: schema, valid: (value["valid"]?.array ?? []).compactMap(\.utf8),
                invalid: (value["invalid"]?.array ?? []).compactMap { wrong in
                    wrong["document"]?.utf8.map { ($0, wrong["reason"]?.text ?? "") }
                })
        }
    }()
}
