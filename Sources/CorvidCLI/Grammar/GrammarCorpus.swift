import CorvidGrammar

/// Schemas with documents, one JSON object a line: `name`, `schema`, `valid` (texts) and `invalid` (objects with a
/// `document`).
struct GrammarCorpus {
    struct Entry {
        var name: String
        /// The schema's text, compact.
        var schema: [UInt8]
        var valid: [[UInt8]]
        var invalid: [[UInt8]]
    }

    var entries: [Entry] = []

    /// - Throws: ``CommandFailure`` when the file cannot be read or a line is no such object.
    init(path: String) throws {
        let lines = try Console.readBytes(path).split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            guard let value = try? JSONValue(parsing: Array(line)), let schema = value["schema"],
                let valid = value["valid"]?.array?.map(\.utf8), !valid.contains(where: { $0 == nil })
            else {
                throw CommandFailure(
                    ExitStatus.badData,
                    "\(path): line \(index + 1) is no JSON object with a 'schema' and 'valid' documents as texts")
            }
            entries.append(
                Entry(
                    name: value["name"]?.text ?? "line \(index + 1)", schema: schema.serialized,
                    valid: valid.compactMap { $0 },
                    invalid: (value["invalid"]?.array ?? []).compactMap { $0["document"]?.utf8 ?? $0.utf8 }))
        }
        if entries.isEmpty { throw CommandFailure(ExitStatus.badData, "\(path): has no schema") }
    }
}
