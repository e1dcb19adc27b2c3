import CorvidGrammar

/// A parameter that functions have in common: what it may be called, what its values are, how requests mention it.
struct ParameterConcept: Sendable {
    var id: String
    /// Its words, best known first: `departure city`.
    var names: [String]
    var kind: ValueKind
    /// How a request says the value `{v}`, for example `in {v}`; of a boolean: how it says yes.
    var mentions: [Phrase]
    /// How a request says no.
    var denials: [Phrase] = []
    var descriptions: [Phrase]

    static let byID: [String: ParameterConcept] = Dictionary(
        concepts.split(separator: "\n").compactMap { line in ParameterConcept(line).map { ($0.id, $0) } },
        uniquingKeysWith: { first, _ in first })

    /// Two concepts that a request says in one breath: ids, then forms with `{a}` and `{b}`.
    static let pairs: [(String, String, [Phrase])] = pairForms.split(separator: "\n").compactMap { line in
        let fields = line.split(separator: " | ").map { $0.trimmed }
        guard fields.count == 3 else { return nil }
        return (fields[0], fields[1], fields[2].split(separator: ";").map { Phrase($0.trimmed) })
    }
}

extension ParameterConcept {
    /// Reads a line of ``concepts``: id, names, kind, mentions, descriptions, divided by ` | `.
    init?(_ line: some StringProtocol) {
        let fields = line.split(separator: " | ").map { $0.trimmed }
        guard fields.count >= 4, let kind = ValueKind(fields[2]) else { return nil }
        func phrases(_ text: some StringProtocol) -> [Phrase] {
            text.split(separator: ";").map { Phrase($0.trimmed) }.filter { !$0.source.isEmpty }
        }
        id = fields[0]
        names = fields[1].split(separator: ";").map { $0.trimmed }
        self.kind = kind
        let sides = fields[3].split(separator: "//").map(String.init)
        mentions = phrases(sides[0])
        if sides.count > 1 { denials = phrases(sides[1]) }
        descriptions = fields.count > 4 ? phrases(fields[4]) : []
    }
}

extension StringProtocol {
    /// Without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

/// What the values of a parameter are.
enum ValueKind: Sendable, Hashable {
    case words(String)
    case fullName, date, time, year, title, message, query, email, phone, url, code, path, address
    case integer(ClosedRange<Int>, step: Int)
    case decimal(ClosedRange<Int>, places: Int)
    case choice([String])
    case boolean
    case list(String)
    case numbers(ClosedRange<Int>)

    init?(_ text: String) {
        let parts = text.split(separator: " ").map(String.init)
        func range(_ place: Int) -> ClosedRange<Int>? {
            guard parts.count > place + 1, let low = Int(parts[place]), let high = Int(parts[place + 1]) else {
                return nil
            }
            return low...high
        }
        switch parts.first {
        case "words"?: self = .words(parts[1])
        case "list"?: self = .list(parts[1])
        case "fullname"?: self = .fullName
        case "date"?: self = .date
        case "time"?: self = .time
        case "year"?: self = .year
        case "title"?: self = .title
        case "message"?: self = .message
        case "query"?: self = .query
        case "email"?: self = .email
        case "phone"?: self = .phone
        case "url"?: self = .url
        case "code"?: self = .code
        case "path"?: self = .path
        case "address"?: self = .address
        case "bool"?: self = .boolean
        case "int"?:
            guard let range = range(1) else { return nil }
            self = .integer(range, step: parts.count > 3 ? Int(parts[3]) ?? 1 : 1)
        case "num"?:
            guard let range = range(1) else { return nil }
            self = .decimal(range, places: parts.count > 3 ? Int(parts[3]) ?? 1 : 1)
        case "ints"?:
            guard let range = range(1) else { return nil }
            self = .numbers(range)
        case "enum"?: self = .choice(parts.dropFirst().joined(separator: " ").split(separator: "/").map(String.init))
        default: return nil
        }
    }
}
