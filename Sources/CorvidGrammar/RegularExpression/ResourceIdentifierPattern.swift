/// The grammar of URIs (RFC 3986), IRIs (RFC 3987) and their templates (RFC 6570), as patterns.
struct ResourceIdentifierPattern {
    private let unreserved: String
    private let privateUse: String

    private static let beyondASCII: String = {
        // The supplementary planes up to the 14th, of which the first 4,096 code points are left out.
        let planes = (1...14).map { plane in
            let digits = String(plane, radix: 16, uppercase: true)
            return "\\u{\(digits)\(plane == 14 ? "1" : "0")000}-\\u{\(digits)FFFD}"
        }
        return "\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF" + planes.joined()
    }()

    private static let privateUse = "\\uE000-\\uF8FF\\u{F0000}-\\u{FFFFD}\\u{100000}-\\u{10FFFD}"
    private static let encoded = "%[0-9A-Fa-f]{2}"
    private static let delimiters = "!$&'()*+,;="

    init(isInternational: Bool) {
        unreserved = "A-Za-z0-9._~" + (isInternational ? Self.beyondASCII : "")
        privateUse = isInternational ? Self.privateUse : ""
    }

    private var segment: String { "(?:[\(unreserved)\(Self.delimiters):@-]|\(Self.encoded))*" }
    private var segmentNotEmpty: String { "(?:[\(unreserved)\(Self.delimiters):@-]|\(Self.encoded))+" }
    private var segmentWithoutColon: String { "(?:[\(unreserved)\(Self.delimiters)@-]|\(Self.encoded))+" }
    private var path: String { "(?:/\(segment))*" }

    private var authority: String {
        let user = "(?:[\(unreserved)\(Self.delimiters):-]|\(Self.encoded))*"
        let name = "(?:[\(unreserved)\(Self.delimiters)-]|\(Self.encoded))*"
        let future = "[Vv][0-9A-Fa-f]+\\.[A-Za-z0-9._~\(Self.delimiters):-]+"
        let address = "\\[(?:\(StringFormat.ipv6Address(compressedGroups: 7))|\(future))\\]"
        return "(?:\(user)@)?(?:\(address)|\(name))(?::[0-9]*)?"
    }

    private var queryAndFragment: String {
        let query = "(?:[\(unreserved)\(privateUse)\(Self.delimiters):@/?-]|\(Self.encoded))*"
        let fragment = "(?:[\(unreserved)\(Self.delimiters):@/?-]|\(Self.encoded))*"
        return "(?:\\?\(query))?(?:#\(fragment))?"
    }

    private var rooted: String { "//\(authority)\(path)|/(?:\(segmentNotEmpty)\(path))?" }

    /// With a scheme.
    var absolute: String { "\(scheme)(?:\(rooted)|\(segmentNotEmpty)\(path)|)\(queryAndFragment)" }

    private var scheme: String { "[A-Za-z][A-Za-z0-9+.-]*:" }

    /// With a scheme, or relative to something that has one.
    var reference: String {
        "\(absolute)|(?:\(rooted)|\(segmentWithoutColon)\(path)|)\(queryAndFragment)"
    }

    /// Literal text and expressions in braces.
    var template: String {
        let literal = "[!#$&(-;=?-\\[\\]_a-z~\(Self.beyondASCII)\(Self.privateUse)]|\(Self.encoded)"
        let character = "(?:[A-Za-z0-9_]|\(Self.encoded))"
        let name = "\(character)(?:\\.?\(character))*"
        let variable = "\(name)(?::[1-9][0-9]{0,3}|\\*)?"
        return "(?:\(literal)|\\{[+#./;?&=,!@|]?\(variable)(?:,\(variable))*\\})*"
    }
}
