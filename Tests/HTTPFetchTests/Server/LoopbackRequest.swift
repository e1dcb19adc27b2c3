/// A request as it came.
struct LoopbackRequest: Sendable {
    let method: String
    let target: String
    /// Names in lower case.
    let fields: [String: String]
    let body: [UInt8]

    init(header: String, body: [UInt8]) {
        let lines = header.split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        method = String(words.first ?? "")
        target = words.count > 1 ? String(words[1]) : ""
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
        }
        self.fields = fields
        self.body = body
    }
}
