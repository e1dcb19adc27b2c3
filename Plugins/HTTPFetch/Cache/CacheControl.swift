/// The directives of `Cache-Control` that concern a private cache (RFC 9111, 5.2.2).
struct CacheControl {
    private(set) var noStore = false
    private(set) var noCache = false
    /// Seconds; a malformed one counts as 0, of several the smallest.
    private(set) var maxAge: Int?

    init(_ fields: HeaderFields) {
        guard let text = fields["cache-control"] else {
            noCache = fields["pragma"]?.lowercased().contains("no-cache") ?? false
            return
        }
        for directive in Self.split(text) {
            let parts = directive.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? parts[1].filter { $0 != "\"" && $0 != " " } : ""
            switch parts[0].filter({ $0 != " " && $0 != "\t" }).lowercased() {
            case "no-store": noStore = true
            case "no-cache": noCache = true
            case "max-age":
                let isNumber = !value.isEmpty && value.utf8.allSatisfy { 0x30...0x39 ~= $0 }
                // Too large a number is to be read as the largest (RFC 9111, 1.2.2).
                let seconds = isNumber ? min(Int(value) ?? .max, 1 << 31) : 0
                maxAge = min(maxAge ?? .max, seconds)
            default: continue
            }
        }
    }

    /// At commas, but not at those within quotation marks.
    private static func split(_ text: String) -> [Substring] {
        var isQuoted = false
        return text.split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }
    }
}
