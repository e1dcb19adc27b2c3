import CorvidGrammar

extension QueryValue {
    /// The value as a model reads it.
    var text: String {
        switch self {
        case .null: "NULL"
        case .integer(let value): String(value)
        case .real(let value): Self.text(value)
        case .boolean(let value): value ? "true" : "false"
        case .decimal(let digits): digits
        case .text(let text): QueryResult.line(text)
        case .blob(let count): "<\(count) bytes>"
        }
    }

    var json: JSONValue {
        switch self {
        case .null: .null
        case .integer(let value): .integer(value)
        case .real(let value): .number(value)
        case .boolean(let value): .bool(value)
        case .decimal(let digits):
            digits.utf8.allSatisfy { $0 != UInt8(ascii: "N") && $0 != UInt8(ascii: "I") }
                ? .number(digits) : .text(digits)
        case .text(let text): .text(text)
        case .blob(let count): .object(["bytes": .integer(count)])
        }
    }

    /// Bytes that count against the bound of a result.
    var byteCount: Int {
        switch self {
        case .text(let text), .decimal(let text): text.utf8.count
        default: 8
        }
    }

    private static func text(_ value: Double) -> String {
        guard let whole = Int64(exactly: value), abs(value) < 1e15 else { return "\(value)" }
        return "\(whole).0"
    }

    /// The beginning of a text that has at most so many bytes, cut between characters, and a mark that it was cut.
    static func shortened(_ text: String, to limit: Int) -> String? {
        guard text.utf8.count > limit else { return nil }
        var end = text.utf8.index(text.startIndex, offsetBy: max(limit, 0))
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end]) + "…"
    }
}
