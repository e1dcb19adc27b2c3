/// What a `Content-Type` says (RFC 9110, 8.3).
package struct MediaType: Sendable, Hashable {
    /// Such as `text/html`, in lower case; empty when there is none.
    package let essence: String
    /// The label of the character encoding, in lower case.
    package let charset: String?

    package init(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let essence = (parts.first ?? "").filter { !isSpace($0) }.lowercased()
        let isType = essence.split(separator: "/", omittingEmptySubsequences: false).count == 2
        self.essence = isType && essence.utf8.count <= 127 ? essence : ""
        charset =
            parts.dropFirst().lazy.compactMap { part -> String? in
                let pair = part.split(separator: "=", maxSplits: 1)
                guard pair.count == 2, pair[0].filter({ !isSpace($0) }).lowercased() == "charset" else { return nil }
                return pair[1].filter { !isSpace($0) && $0 != "\"" && $0 != "'" }.lowercased()
            }.first
    }

    package var isHTML: Bool { essence == "text/html" || essence == "application/xhtml+xml" }

    package var isJSON: Bool { essence == "application/json" || essence.hasSuffix("+json") }

    /// Whether the content is text for certain; nil when only the content can tell.
    var isText: Bool? {
        if isHTML || isJSON || essence.hasPrefix("text/") || essence.hasSuffix("+xml") { return true }
        let texts: Set<String> = [
            "application/xml", "application/javascript", "application/ecmascript", "application/x-javascript",
            "application/yaml", "application/x-yaml", "application/toml", "application/x-ndjson", "application/jsonl",
            "application/sql", "application/x-sh", "application/x-www-form-urlencoded", "application/graphql",
        ]
        if texts.contains(essence) { return true }
        let unknown: Set<String> = ["", "application/octet-stream", "application/unknown", "binary/octet-stream"]
        return unknown.contains(essence) ? nil : false
    }
}
