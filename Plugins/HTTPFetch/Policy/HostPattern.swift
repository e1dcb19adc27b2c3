/// Which hosts are meant: `example.org` is that host alone, `*.example.org` every host below it, but not itself.
public struct HostPattern: Sendable, Hashable, Codable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The name or address, in lower case ASCII, without `*.`.
    let host: String
    let coversSubdomains: Bool

    /// - Throws: ``FetchError`` when the text is neither a name, an address, nor `*.` and a name.
    public init(_ text: String) throws(FetchError) {
        let isWildcard = text.hasPrefix("*.")
        let name = isWildcard ? String(text.dropFirst(2)) : text
        do {
            let host = try WebAddress.Host(parsing: name)
            if isWildcard, case .address = host { throw FetchError.Reason.invalidURL("an address has no subdomains") }
            self.host = host.description
            coversSubdomains = isWildcard
        } catch {
            throw FetchError(.invalidPolicy("'\(text)' is no host such as example.org or *.example.org"), url: "")
        }
    }

    /// A pattern known to be well-formed; a malformed one matches no host.
    public init(stringLiteral text: String) {
        if let pattern = try? HostPattern(text) {
            self = pattern
        } else {
            host = ""
            coversSubdomains = false
        }
    }

    package func matches(_ host: WebAddress.Host) -> Bool {
        let name = Array(host.description.utf8)
        guard coversSubdomains else { return !self.host.isEmpty && name == Array(self.host.utf8) }
        guard case .name = host else { return false }
        let suffix = Array(".\(self.host)".utf8)
        return name.count > suffix.count && name.suffix(suffix.count).elementsEqual(suffix)
    }

    public var description: String { coversSubdomains ? "*.\(host)" : host }

    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
