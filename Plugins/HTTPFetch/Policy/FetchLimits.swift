/// The bounds of one fetch, each an error of its own when it is reached.
public struct FetchLimits: Sendable, Hashable {
    /// Bytes of the bodies of all hops as they come over the wire.
    public var wireBytes = 8 << 20
    /// Bytes of a body once it is decompressed.
    public var bodyBytes = 16 << 20
    /// How many times larger the decompressed body may be than what came; judged from 16 KiB on the wire on.
    public var expansion = 100
    /// Bytes of the header fields of one hop, interim answers and trailers included.
    public var headerBytes = 64 << 10
    /// From the call to the last byte, with all redirects and waiting.
    public var totalTime = Duration.seconds(30)
    /// Until a connection stands, TLS included.
    public var connectTime = Duration.seconds(10)
    /// Bytes a second that must come on average over ``slowTime``, counted from the first byte of the answer on.
    public var minimumSpeed = 32
    /// Over how long the speed is averaged.
    public var slowTime = Duration.seconds(8)
    /// Redirects followed before giving up.
    public var redirects = 10

    public init() {}
}
