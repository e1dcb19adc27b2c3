/// Why a vocabulary cannot be used; becomes a `CheckpointError` where the file is known.
struct VocabularyDefect: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
}

/// Bytes as text for messages: quoted, repaired, at most 40 characters.
func printable(_ bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    return "\"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
}
