/// The values of JSON Schema's `format` that are enforced; others are not known here.
public enum StringFormat: String, CaseIterable, Sendable {
    /// RFC 3339 `full-date`; the calendar's days exactly.
    case date
    /// RFC 3339 `full-time`. A leap second is accepted at 23:59 UTC, whatever the offset.
    case time
    /// RFC 3339 `date-time`.
    case dateTime = "date-time"
    /// RFC 3339, appendix A; in capitals.
    case duration
    /// RFC 5321 `Mailbox`, with that text's limits on length.
    case email
    /// RFC 6531: ``email`` with characters beyond ASCII.
    case internationalEmail = "idn-email"
    /// RFC 1123: labels of at most 63 letters, digits and inner hyphens, in all at most 253 characters.
    case hostname
    /// Four decimal bytes without leading zeros.
    case ipv4
    /// RFC 4291, section 2.2.
    case ipv6
    /// RFC 3986 `URI`.
    case uri
    /// RFC 3986 `URI-reference`.
    case uriReference = "uri-reference"
    /// RFC 3987 `IRI`.
    case iri
    /// RFC 3987 `IRI-reference`.
    case iriReference = "iri-reference"
    /// RFC 6570.
    case uriTemplate = "uri-template"
    /// RFC 4122, any version.
    case uuid
    /// RFC 6901.
    case jsonPointer = "json-pointer"
    /// A number of levels up, then `#` or a JSON pointer.
    case relativeJSONPointer = "relative-json-pointer"
    /// An ECMA-262 pattern.
    case regex

    /// The texts of this format.
    ///
    /// - Throws: ``GrammarError`` only when the pool has reached a limit.
    package func expression(in pool: ExpressionPool) throws(GrammarError) -> ExpressionID {
        switch self {
        case .time: pool.native(TimeMachine.shared, TimeMachine.start)
        case .dateTime:
            pool.sequence([
                try Self.date.expression(in: pool), pool.bytes(ByteSet("Tt".utf8)),
                try Self.time.expression(in: pool),
            ])
        case .regex: pool.native(PatternMachine(), PatternMachine.start)
        default: try RegularExpression(pattern).wholeExpression(in: pool)
        }
    }

    /// A pattern for the whole text, for what is not a machine.
    private var pattern: String {
        switch self {
        case .date: Self.fullDate
        case .duration: Self.durationPattern
        case .email: Self.mailbox(beyondASCII: "")
        case .internationalEmail: Self.mailbox(beyondASCII: "\\u0080-\\u{10FFFF}")
        case .hostname: "(?=.{1,253}$)\(Self.domain(beyondASCII: ""))"
        case .ipv4: Self.ipv4Address
        case .ipv6: Self.ipv6Address(compressedGroups: 7)
        case .uri: ResourceIdentifierPattern(isInternational: false).absolute
        case .uriReference: ResourceIdentifierPattern(isInternational: false).reference
        case .iri: ResourceIdentifierPattern(isInternational: true).absolute
        case .iriReference: ResourceIdentifierPattern(isInternational: true).reference
        case .uriTemplate: ResourceIdentifierPattern(isInternational: true).template
        case .uuid: "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
        case .jsonPointer: Self.pointer
        case .relativeJSONPointer: "(?:0|[1-9][0-9]*)(?:#|\(Self.pointer))"
        case .time, .dateTime, .regex: ""
        }
    }

    private static let pointer = "(?:/(?:[^~/]|~[01])*)*"
}
