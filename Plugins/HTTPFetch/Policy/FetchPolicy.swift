/// What may be fetched, and how. The default is safe to hand to a model: public hosts on the web's own ports, reading only.
///
/// Addresses are judged when a connection is made, whatever name led there, so that neither a redirect nor a name server
/// can lead into the local network.
public struct FetchPolicy: Sendable, Hashable {
    /// `https`, `http` or both.
    public var schemes: Set<String> = ["https", "http"]
    /// The only hosts allowed; nil for all that are not denied.
    public var allowedHosts: [HostPattern]?
    /// Hosts that are refused even when they are allowed above.
    public var deniedHosts: [HostPattern] = []
    /// The only ports allowed; nil for all.
    public var allowedPorts: Set<Int>? = [80, 443]
    /// Ports that are refused even when they are allowed above.
    public var deniedPorts: Set<Int> = []
    /// Whether this machine itself may be reached (127.0.0.0/8 and ::1).
    public var allowsLoopback = false
    /// Blocks of addresses that are allowed although they are not public. The addresses at which clouds serve credentials
    /// must be named one by one.
    public var allowedNetworks: [AddressBlock] = []
    /// Methods allowed: of `GET`, `HEAD` and `POST`.
    public var methods: Set<String> = ["GET", "HEAD"]
    /// Whether a redirect may lead from `https` to `http`.
    public var allowsInsecureRedirects = false
    /// Whether robots.txt (RFC 9309) is obeyed.
    public var obeysRobots = true
    /// Time between the beginnings of two requests to one host; zero for none.
    public var hostInterval = Duration.milliseconds(200)
    /// The version of HTTP that is spoken.
    public var httpVersion = HTTPVersionChoice.automatic
    /// Whether the proxy that the environment names is used. It then resolves names, so the rules about addresses hold for
    /// the proxy, not for what lies behind it.
    public var usesEnvironmentProxy = false
    /// A file of certificates in PEM to trust instead of the system's.
    public var certificateFile: String?
    /// What servers are told of who asks. robots.txt is read for the part before the first `/`.
    public var userAgent = "Corvid/1.0"
    /// Whether a body beyond its bound is cut there, with ``FetchResponse/isTruncated`` set, instead of an error.
    public var truncates = false
    public var limits = FetchLimits()

    /// The safe default.
    public init() {}

    /// The default for models: the safe default, and `GET` alone.
    public static var reading: FetchPolicy {
        var policy = FetchPolicy()
        policy.methods = ["GET"]
        return policy
    }

    /// Throws when the policy is certain to refuse a URL. What its name leads to is only known when it is connected to.
    package func check(_ address: WebAddress) throws(FetchError) {
        if let reason = refusal(of: address) { throw FetchError(reason, url: address.description) }
    }

    package func refusal(of address: WebAddress) -> FetchError.Reason? {
        guard schemes.contains(address.scheme) else { return .refusedScheme(address.scheme) }
        guard allowedPorts?.contains(address.port) ?? true, !deniedPorts.contains(address.port) else {
            return .refusedPort(address.port)
        }
        let host = address.host
        if deniedHosts.contains(where: { $0.matches(host) }) { return .refusedHost(host.description) }
        if let allowedHosts, !allowedHosts.contains(where: { $0.matches(host) }) {
            return .refusedHost(host.description)
        }
        switch host {
        case .address(let address):
            return refusal(of: address)
        case .name(let name):
            // RFC 6761: these names mean this machine whatever a name server says.
            guard !allowsLoopback, name == "localhost" || name.hasSuffix(".localhost") else { return nil }
            return .refusedAddress(name, .loopback)
        }
    }

    package func refusal(of address: IPAddress) -> FetchError.Reason? {
        let kind = AddressKind(address)
        let destination = address.destination
        switch kind {
        case .global: return nil
        case .loopback where allowsLoopback: return nil
        case .metadata:
            if allowedNetworks.contains(where: { $0.isSingleAddress && $0.contains(destination) }) { return nil }
        default:
            if allowedNetworks.contains(where: { $0.contains(destination) }) { return nil }
        }
        return .refusedAddress(address.description, kind)
    }
}
