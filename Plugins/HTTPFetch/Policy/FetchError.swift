/// Why something could not be fetched, and from where.
public struct FetchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong.
    public enum Reason: Error, Hashable {
        /// The text is no URL that Corvid reads; what is wrong with it.
        case invalidURL(String)
        /// A user name or a password stands in the URL.
        case credentialsInURL
        /// The policy does not allow the scheme.
        case refusedScheme(String)
        /// The policy does not allow the host.
        case refusedHost(String)
        /// The policy does not allow the port.
        case refusedPort(Int)
        /// The host is, or its name leads to, an address that is not public.
        case refusedAddress(String, AddressKind)
        /// The policy does not allow the method.
        case refusedMethod(String)
        /// A header field that callers may not set, or that is malformed.
        case refusedHeader(String)
        /// A redirect from `https` to `http`.
        case insecureRedirect(to: String)
        /// The site's robots.txt asks not to fetch this; the rule.
        case disallowedByRobots(String)
        /// A bound was reached; the figure that it was set to.
        case exceeded(FetchBound, limit: Int)
        /// The name of the host is not known.
        case unresolvedHost(String)
        /// No connection came about or it broke.
        case connection(String)
        /// The server's certificate or the TLS handshake failed.
        case tls(String)
        /// The answer breaks the protocol.
        case malformedResponse(String)
        /// The connection ended before the answer did; bytes that came.
        case incomplete(received: Int)
        /// The content is no text.
        case binary(mediaType: String, bytes: Int)
        /// A policy or an option makes no sense.
        case invalidPolicy(String)
    }

    public let reason: Reason
    /// Where it happened: the URL of the hop that failed, as given when it could not be read.
    public let url: String

    public init(_ reason: Reason, url: String) {
        self.reason = reason
        self.url = url
    }

    /// Whether the same request may well succeed when it is made again.
    public var isTransient: Bool {
        switch reason {
        case .connection, .incomplete, .unresolvedHost, .exceeded(.totalTime, _), .exceeded(.connectTime, _),
            .exceeded(.speed, _):
            true
        default: false
        }
    }

    public var description: String {
        url.isEmpty ? reason.description : "\(Self.shown(url)): \(reason)"
    }

    /// Bounded and without controls: the URL may be anything that a page or a model wrote.
    private static func shown(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(200)
        var shown = String.UnicodeScalarView()
        for scalar in scalars {
            shown.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? "\u{FFFD}" : scalar)
        }
        return String(shown) + (text.unicodeScalars.count > 200 ? "…" : "")
    }
}

extension FetchError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidURL(let what): "not a URL that can be fetched: \(what)"
        case .credentialsInURL: "a user name or password in a URL is refused; leave out what stands before '@'"
        case .refusedScheme(let scheme): "the scheme '\(scheme)' is not allowed"
        case .refusedHost(let host): "the host '\(host)' is not allowed"
        case .refusedPort(let port): "port \(port) is not allowed"
        case .refusedAddress(let address, let kind):
            "\(address) is a \(kind.words) address, and only public ones may be connected to"
        case .refusedMethod(let method): "the method \(method) is not allowed"
        case .refusedHeader(let name): "the header field '\(name)' may not be set"
        case .insecureRedirect(let target): "a redirect from https to \(target) is refused"
        case .disallowedByRobots(let rule): "the site's robots.txt asks not to fetch this (\(rule))"
        case .exceeded(let bound, let limit): bound.message(limit)
        case .unresolvedHost(let host): "the host '\(host)' is not known; check its spelling"
        case .connection(let what): "the connection failed: \(what)"
        case .tls(let what): "no secure connection: \(what)"
        case .malformedResponse(let what): "the server's answer is malformed: \(what)"
        case .incomplete(let received): "the connection ended before the answer did, after \(received) bytes"
        case .binary(let type, let bytes): "the content is not text but \(type) of \(bytes) bytes"
        case .invalidPolicy(let what): what
        }
    }
}
