/// What is bounded in a fetch.
public enum FetchBound: String, Sendable, Hashable, Codable {
    /// Bytes of the body as they come over the wire.
    case wireBytes
    /// Bytes of the body once it is decompressed.
    case bodyBytes
    /// How many times larger than what came over the wire the decompressed body may be.
    case expansion
    /// Bytes of all header fields, those of interim answers too.
    case headerBytes
    /// Milliseconds from the call to the last byte, redirects and waiting included.
    case totalTime
    /// Milliseconds until a connection stands.
    case connectTime
    /// Bytes a second below which a transfer counts as stuck.
    case speed
    /// Redirects followed.
    case redirects

    func message(_ limit: Int) -> String {
        switch self {
        case .wireBytes: "the body is larger than \(limit) bytes on the wire"
        case .bodyBytes: "the body is larger than \(limit) bytes"
        case .expansion: "the body decompresses to more than \(limit) times its size"
        case .headerBytes: "the header is larger than \(limit) bytes"
        case .totalTime: "it took longer than \(limit) ms"
        case .connectTime: "no connection within \(limit) ms"
        case .speed: "the server sends fewer than \(limit) bytes a second"
        case .redirects: "more than \(limit) redirects"
        }
    }
}
