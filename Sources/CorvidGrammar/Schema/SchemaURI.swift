/// References to URIs (RFC 3986), as far as base URIs of schemas need them.
enum SchemaURI {
    private struct Parts {
        var scheme: Substring?
        var authority: Substring?
        var path: Substring
        var query: Substring?
    }

    /// A reference's URI and its fragment, without the `#`.
    static func split(_ reference: String) -> (uri: String, fragment: String?) {
        guard let hash = reference.utf8.firstIndex(of: UInt8(ascii: "#")) else { return (reference, nil) }
        return (String(reference[..<hash]), String(reference[reference.index(after: hash)...]))
    }

    /// What `reference`, without a fragment, means beside `base` (RFC 3986, section 5.2).
    static func resolve(_ reference: String, against base: String) -> String {
        if reference.isEmpty { return base }
        let relative = parts(reference)
        if relative.scheme != nil { return assemble(relative, path: withoutDots(String(relative.path))) }
        let absolute = parts(base)
        var result = absolute
        result.query = relative.query
        if let authority = relative.authority {
            result.authority = authority
            return assemble(result, path: withoutDots(String(relative.path)))
        }
        if relative.path.isEmpty {
            result.query = relative.query ?? absolute.query
            return assemble(result, path: String(absolute.path))
        }
        if relative.path.utf8.first == UInt8(ascii: "/") {
            return assemble(result, path: withoutDots(String(relative.path)))
        }
        if absolute.authority != nil, absolute.path.isEmpty {
            return assemble(result, path: withoutDots("/" + relative.path))
        }
        let folder = absolute.path.utf8.lastIndex(of: UInt8(ascii: "/")).map { absolute.path[...$0] } ?? ""
        return assemble(result, path: withoutDots(String(folder) + relative.path))
    }

    /// `%41` becomes `A`; a percent sign that two digits do not follow stays.
    static func percentDecoded(_ text: some Sequence<UInt8>) -> [UInt8] {
        let bytes = Array(text)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = JSONEscape.hexadecimal(bytes[index + 1]),
                let low = JSONEscape.hexadecimal(bytes[index + 2])
            {
                result.append(UInt8(high << 4 | low))
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func parts(_ text: String) -> Parts {
        var rest = text[...]
        var parts = Parts(path: "")
        if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")),
            let first = rest.utf8.first, (first | 0x20) >= 0x61, (first | 0x20) <= 0x7A,
            rest[..<colon].utf8.allSatisfy({
                (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2B || $0 == 0x2D
                    || $0 == 0x2E
            })
        {
            parts.scheme = rest[..<colon]
            rest = rest[rest.index(after: colon)...]
        }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            parts.query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        if rest.utf8.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            parts.authority = rest[..<end]
            rest = rest[end...]
        }
        parts.path = rest
        return parts
    }

    private static func assemble(_ parts: Parts, path: String) -> String {
        var result = ""
        if let scheme = parts.scheme { result += scheme + ":" }
        if let authority = parts.authority { result += "//" + authority }
        result += path
        if let query = parts.query { result += "?" + query }
        return result
    }

    private static func withoutDots(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: ".")) else { return path }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        var result: [Substring] = []
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            if segment == "." {
                if isLast { result.append("") }
            } else if segment == ".." {
                if result.count > 1 { result.removeLast() }
                if isLast { result.append("") }
            } else {
                result.append(segment)
            }
        }
        return result.joined(separator: "/")
    }
}
