import CorvidGrammar

/// JSON text in a file (all of it, or a part), parsed; makes errors that tell where in the file a key stands.
struct JSONFile: Sendable {
    let file: String
    let root: JSONValue
    private let text: MappedBytes
    /// Where the text begins in the file.
    private let start: Int

    /// Parses a whole file, which may have at most `limit` bytes.
    init(path: String, limit: Int = 64 << 20) throws(CheckpointError) {
        let mapped = try MappedFile(path: path)
        guard mapped.bytes.count <= limit else {
            throw CheckpointError(
                .corrupted, file: path, reason: "has \(mapped.bytes.count) bytes; expected at most \(limit)")
        }
        try self.init(mapped.bytes, file: path, start: 0)
    }

    /// Parses `text`, which begins at byte `start` of `file`.
    init(_ text: MappedBytes, file: String, start: Int) throws(CheckpointError) {
        self.file = file
        self.text = text
        self.start = start
        do {
            root = try text.withBytes { bytes throws(JSONParseError) in
                try JSONValue(parsing: bytes, maximumDepth: 64)
            }
        } catch {
            throw CheckpointError(
                .corrupted, file: file, offset: UInt64(start + error.offset),
                reason: "is not valid JSON: line \(error.line), column \(error.column): \(error.reason)")
        }
    }

    /// An error about `key`, with the byte offset of its first occurrence.
    func error(_ code: CheckpointError.Code, key: String, _ reason: String) -> CheckpointError {
        CheckpointError(code, file: file, offset: offset(ofKey: key), reason: reason)
    }

    /// Where `key` first stands in quotation marks.
    private func offset(ofKey key: String) -> UInt64? {
        let needle = JSONValue.text(key).serialized
        return text.withBytes { bytes in
            guard needle.count <= bytes.count else { return nil }
            for position in 0...(bytes.count - needle.count)
            where bytes[position] == needle[0] && bytes[position..<position + needle.count].elementsEqual(needle) {
                return UInt64(start + position)
            }
            return nil
        }
    }
}
