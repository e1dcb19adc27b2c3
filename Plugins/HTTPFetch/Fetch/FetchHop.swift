/// One request of a chain of redirects.
struct FetchHop {
    var address: WebAddress
    var method: String
    /// In lower case.
    var fields: [(name: String, value: String)]
    var body: [UInt8]?
    private let userAgent: String

    /// A plain GET.
    init(_ address: WebAddress, policy: FetchPolicy) {
        self.address = address
        method = "GET"
        fields = []
        userAgent = policy.userAgent
    }

    init(_ request: FetchRequest, policy: FetchPolicy) throws(FetchError) {
        address = try WebAddress(request.url)
        method = request.method
        body = request.body
        userAgent = policy.userAgent
        guard ["GET", "HEAD", "POST"].contains(method), policy.methods.contains(method) else {
            throw FetchError(.refusedMethod(method), url: request.url)
        }
        fields = try request.checkedFields(for: address)
    }

    /// Whether the cache may answer or keep it: a plain GET, without fields that have their own idea of caching.
    var isCacheable: Bool {
        let own: Set<String> = ["authorization", "cache-control", "pragma", "range"]
        return method == "GET" && !fields.contains { own.contains($0.name) || $0.name.hasPrefix("if-") }
    }

    /// What is sent of a field, for `Vary`.
    func sent(_ name: String) -> String {
        switch name {
        case "accept-encoding": CurlHandle.encodings
        case "user-agent": userAgent
        default: fields.first { $0.name == name }?.value ?? ""
        }
    }

    /// The request that a redirect leads to (RFC 9110, 15.4).
    func following(_ target: [UInt8], status: Int, policy: FetchPolicy) throws(FetchError) -> FetchHop {
        var next = self
        next.address = try address.resolving(target)
        if address.scheme == "https", next.address.scheme == "http", !policy.allowsInsecureRedirects {
            throw FetchError(.insecureRedirect(to: next.address.description), url: address.description)
        }
        // 303 turns everything but HEAD into GET; 301 and 302 turn POST into GET, as all browsers do.
        if status == 303 && method != "HEAD" || [301, 302].contains(status) && method == "POST" {
            next.method = "GET"
            next.body = nil
            next.fields.removeAll { $0.name.hasPrefix("content-") }
        }
        if next.address.origin != address.origin {
            next.fields.removeAll { !["accept", "accept-language", "range"].contains($0.name) }
            if next.method == "POST" { next.fields += fields.filter { $0.name == "content-type" } }
        }
        guard policy.methods.contains(next.method) else {
            throw FetchError(.refusedMethod(next.method), url: next.address.description)
        }
        return next
    }
}
