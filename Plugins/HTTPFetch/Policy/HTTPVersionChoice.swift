/// The version of HTTP to speak.
public enum HTTPVersionChoice: String, Sendable, Hashable, Codable {
    /// HTTP/2 where TLS agrees on it, else HTTP/1.1.
    case automatic
    /// HTTP/1.1 only.
    case http1
    /// HTTP/2 at once, without TLS too: only for servers known to speak it.
    case http2
}
