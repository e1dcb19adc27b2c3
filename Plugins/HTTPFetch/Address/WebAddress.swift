/// An `http` or `https` URL in one canonical spelling, so that what is judged is what is connected to.
///
/// Reads what the WHATWG URL standard reads but for what serves to deceive: credentials, controls, spaces, backslashes,
/// percent signs in hosts and zones are refused. Numeric hosts in any base or short form become addresses. The fragment
/// is dropped.
package struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    /// `http` or `https`.
    package let scheme: String
    package let host: Host
    package let port: Int
    /// Path and query: ASCII, percent-encoded, without dot segments, from the first `/` on.
    package let target: String

    /// Longest URL that is read, in bytes.
    static let maximumLength = 8192

    package init(scheme: String, host: Host, port: Int, target: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target
    }

    /// Reads an absolute URL.
    package init(_ text: String) throws(FetchError) {
        do {
            self = try Self.parse(Array(text.utf8), base: nil)
        } catch {
            throw FetchError(error, url: text)
        }
    }

    /// Reads a reference as it stands in a redirect or a link.
    package func resolving(_ reference: [UInt8]) throws(FetchError) -> WebAddress {
        do {
            return try Self.parse(reference, base: self)
        } catch {
            throw FetchError(error, url: String(decoding: reference, as: UTF8.self))
        }
    }

    static func defaultPort(_ scheme: String) -> Int { scheme == "https" ? 443 : 80 }

    /// Scheme, host and port: what RFC 6454 calls the origin.
    package var origin: String {
        let name = host.bracketed
        return port == Self.defaultPort(scheme) ? "\(scheme)://\(name)" : "\(scheme)://\(name):\(port)"
    }

    package var description: String { origin + target }

    private static func parse(_ given: [UInt8], base: WebAddress?) throws(FetchError.Reason) -> WebAddress {
        guard given.count <= maximumLength else {
            throw .invalidURL("it is \(given.count) bytes long, and \(maximumLength) are read")
        }
        var bytes = given[...]
        // Links and Location fields are written by hand; what a model or a caller gives has no such excuse.
        if base != nil {
            bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
            while let last = bytes.last, [0x20, 0x09, 0x0A, 0x0D].contains(last) { bytes.removeLast() }
        }
        for byte in bytes {
            if byte < 0x20 || byte == 0x7F { throw .invalidURL("it holds a control character") }
            if byte == UInt8(ascii: "\\") { throw .invalidURL("it holds a backslash") }
            if byte == 0x20, base == nil { throw .invalidURL("it holds a space") }
        }
        if let hash = bytes.firstIndex(of: UInt8(ascii: "#")) { bytes = bytes[..<hash] }

        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")), isScheme(bytes[..<colon]) {
            let scheme = lowercased(bytes[..<colon])
            guard scheme == "http" || scheme == "https" else { throw .refusedScheme(scheme) }
            let rest = bytes[(colon + 1)...]
            guard rest.starts(with: "//".utf8) else { throw .invalidURL("'//' must follow '\(scheme):'") }
            return try parseAuthority(rest.dropFirst(2), scheme: scheme)
        }
        guard let base else { throw .invalidURL("it must begin with http:// or https://") }
        if bytes.starts(with: "//".utf8) { return try parseAuthority(bytes.dropFirst(2), scheme: base.scheme) }
        var merged: [UInt8]
        let old = Array(base.target.utf8)
        let oldPath = old.prefix { $0 != UInt8(ascii: "?") }
        if bytes.isEmpty {
            merged = old
        } else if bytes.first == UInt8(ascii: "/") {
            merged = Array(bytes)
        } else if bytes.first == UInt8(ascii: "?") {
            merged = Array(oldPath) + bytes
        } else {
            merged = Array(oldPath[...(oldPath.lastIndex(of: UInt8(ascii: "/")) ?? oldPath.startIndex)]) + bytes
        }
        return WebAddress(scheme: base.scheme, host: base.host, port: base.port, target: target(merged[...]))
    }

    private static func parseAuthority(
        _ bytes: ArraySlice<UInt8>, scheme: String
    ) throws(FetchError.Reason) -> WebAddress {
        let end = bytes.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? bytes.endIndex
        let authority = bytes[..<end]
        guard !authority.contains(UInt8(ascii: "@")) else { throw .credentialsInURL }
        var hostEnd = authority.endIndex
        if authority.first == UInt8(ascii: "[") {
            guard let bracket = authority.firstIndex(of: UInt8(ascii: "]")) else {
                throw .invalidURL("']' is missing")
            }
            hostEnd = bracket + 1
        } else if let colon = authority.firstIndex(of: UInt8(ascii: ":")) {
            hostEnd = colon
        }
        var port = defaultPort(scheme)
        let rest = authority[hostEnd...]
        if !rest.isEmpty {
            let digits = rest.dropFirst()
            guard rest.first == UInt8(ascii: ":"), (1...5).contains(digits.count),
                digits.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(String(decoding: digits, as: UTF8.self)),
                (1...65535).contains(number)
            else { throw .invalidURL("the port is no number from 1 to 65535") }
            port = number
        }
        let host = try Host(parsing: String(decoding: authority[..<hostEnd], as: UTF8.self))
        return WebAddress(scheme: scheme, host: host, port: port, target: target(bytes[end...]))
    }

    private static func isScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, 0x61...0x7A ~= first | 0x20 else { return false }
        return bytes.allSatisfy { 0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || "+-.".utf8.contains($0) }
    }

    private static func lowercased(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
