/// What a server answered, whatever its status.
public struct FetchResponse: Sendable, Hashable {
    /// Where a response came from.
    public enum Origin: String, Sendable, Hashable, Codable {
        case network
        /// From the cache, without asking the server.
        case cache
        /// From the cache, after the server said that it still holds.
        case revalidated
    }

    /// The URL that was answered in the end, after all redirects, in canonical form.
    public let url: String
    public let status: Int
    /// The fields of the last hop.
    public let headers: HeaderFields
    /// The content, decompressed.
    public let body: [UInt8]
    /// Whether the content goes on beyond what a bound allowed.
    public let isTruncated: Bool
    /// Bytes of all bodies that came over the wire, those of redirects and of robots.txt too; 0 from the cache.
    public let wireBytes: Int
    /// The URLs that redirected, in order.
    public let redirects: [String]
    /// `1.0`, `1.1`, `2` or `3`.
    public let httpVersion: String
    public let origin: Origin

    /// Whether the status says that the request succeeded.
    public var isSuccess: Bool { (200..<300).contains(status) }
}
