extension KeyedDecodingContainer {
    /// Replaces a default by what is said, if anything is; null is a value where the type has one.
    func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
        if contains(key) { value = try decode(Value.self, forKey: key) }
    }

    /// Reads seconds, from a millisecond to a day.
    func readSeconds(_ key: Key, into value: inout Duration) throws {
        guard contains(key) else { return }
        let seconds = try decode(Double.self, forKey: key)
        guard (0...86400).contains(seconds) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: self, debugDescription: "expected seconds from 0 to 86400, found \(seconds)")
        }
        value = .milliseconds(Int64((seconds * 1000).rounded()))
    }
}

extension Decoder {
    /// A misspelt key must not pass for a rule.
    func refuseKeys(otherThan known: [String]) throws {
        let values = try container(keyedBy: AnyKey.self)
        guard let unknown = values.allKeys.first(where: { !known.contains($0.stringValue) }) else { return }
        throw DecodingError.dataCorruptedError(
            forKey: unknown, in: values,
            debugDescription: "there is no key '\(unknown.stringValue)'; known are \(known.joined(separator: ", "))")
    }
}

private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
}
