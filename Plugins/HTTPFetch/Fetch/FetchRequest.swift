/// What to fetch.
public struct FetchRequest: Sendable, Hashable {
    /// An absolute URL.
    public var url: String
    /// `GET`, `HEAD` or `POST`, as far as the policy allows it.
    public var method: String
    /// More header fields. Those that concern the connection, the body's length, cookies or the host are refused; a redirect
    /// to another origin drops all but `accept`, `accept-language` and `range`.
    public var headers: [String: String]
    /// The content of a `POST`.
    public var body: [UInt8]?

    public init(url: String, method: String = "GET", headers: [String: String] = [:], body: [UInt8]? = nil) {
        self.url = url
        self.method = method
        self.headers = headers
        self.body = body
    }

    /// The fields in lower case and in a fixed order.
    func checkedFields(for address: WebAddress) throws(FetchError) -> [(name: String, value: String)] {
        let refused: Set<String> = [
            "accept-encoding", "connection", "content-length", "cookie", "expect", "host", "keep-alive", "te",
            "trailer",
            "transfer-encoding", "upgrade", "user-agent",
        ]
        var fields: [(name: String, value: String)] = []
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            let lowered = name.lowercased()
            let isToken =
                !name.isEmpty
                && name.utf8.allSatisfy {
                    0x30...0x39 ~= $0 || 0x61...0x7A ~= $0 | 0x20 || "!#$%&'*+-.^_`|~".utf8.contains($0)
                }
            let isValue = !value.isEmpty && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
            guard isToken, isValue, !refused.contains(lowered), !lowered.hasPrefix("proxy-") else {
                throw FetchError(.refusedHeader(name), url: address.description)
            }
            fields.append((lowered, value))
        }
        return fields
    }
}
