/// What a robots.txt says to one crawler (RFC 9309).
package struct RobotsRules: Sendable {
    /// Bytes that are read of a file; RFC 9309 asks for 500 KiB at least.
    static let maximumLength = 512 << 10

    struct Rule {
        let pattern: [UInt8]
        let allows: Bool
    }

    private var rules: [Rule] = []
    private var outage: String?

    static let everything = RobotsRules()

    static func nothing(because outage: String) -> RobotsRules {
        var rules = RobotsRules()
        rules.outage = outage
        return rules
    }

    var isUnavailable: Bool { outage != nil }

    private init() {}

    /// - Parameters:
    ///   - file: The file as it came.
    ///   - agent: The product token that groups are chosen by, regardless of case.
    package init(_ file: [UInt8], agent: String) {
        let token = agent.lowercased()
        var own: [Rule] = []
        var others: [Rule] = []
        var hasOwn = false
        var names: [String] = []
        var isInRules = false
        let bytes = file.starts(with: [0xEF, 0xBB, 0xBF]) ? file.dropFirst(3) : file[...]
        for line in bytes.prefix(Self.maximumLength).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let content = line.prefix { $0 != UInt8(ascii: "#") }
            guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let key = String(decoding: Self.trimmed(content[..<colon]), as: UTF8.self).lowercased()
            let value = Self.trimmed(content[(colon + 1)...])
            switch key {
            case "user-agent":
                if isInRules { names = [] }
                isInRules = false
                let name = String(decoding: value, as: UTF8.self).lowercased()
                names.append(name == "*" ? name : String(name.prefix { $0.isLetter || $0 == "_" || $0 == "-" }))
                hasOwn = hasOwn || names.last == token
            case "allow", "disallow":
                isInRules = true
                guard !value.isEmpty else { continue }
                let rule = Rule(pattern: Self.normalized(value), allows: key == "allow")
                if names.contains(token) { own.append(rule) }
                if names.contains("*") { others.append(rule) }
            default: continue
            }
        }
        rules = hasOwn ? own : others
    }

    /// The rule that forbids a target, nil when it is allowed. The longest pattern decides; of equal ones, the allowing.
    package func disallowing(_ target: String) -> String? {
        if let outage { return outage }
        guard target != "/robots.txt" else { return nil }
        let path = Self.normalized(Array(target.utf8)[...])
        var best: Rule?
        var steps = 0
        for rule in rules where Self.matches(path, rule.pattern, &steps) {
            let isBetter =
                rule.pattern.count > best?.pattern.count ?? -1
                || rule.pattern.count == best?.pattern.count && rule.allows
            if isBetter { best = rule }
        }
        guard steps < Self.maximumSteps else { return "its patterns take too long to match" }
        guard let best, !best.allows else { return nil }
        return "Disallow: \(String(decoding: best.pattern, as: UTF8.self))"
    }

    /// Steps of matching one target against a file; a file that wants more means harm.
    private static let maximumSteps = 5_000_000

    /// `*` is anything, a final `$` the end; else the pattern is a beginning.
    private static func matches(_ path: [UInt8], _ given: [UInt8], _ steps: inout Int) -> Bool {
        let isAnchored = given.last == UInt8(ascii: "$")
        let pattern = isAnchored ? given.dropLast() : given[...]
        var index = 0
        var position = pattern.startIndex
        var star: (position: Int, index: Int)?
        while steps < maximumSteps {
            steps += 1
            if position == pattern.endIndex {
                if !isAnchored || index == path.count { return true }
            } else if pattern[position] == UInt8(ascii: "*") {
                position += 1
                star = (position, index)
                continue
            } else if index < path.count, pattern[position] == path[index] {
                position += 1
                index += 1
                continue
            }
            guard let last = star, last.index < path.count else { return false }
            star = (last.position, last.index + 1)
            position = last.position
            index = last.index + 1
        }
        return false
    }

    /// Octets beyond ASCII percent-encoded, and percent-encoded unreserved ones decoded (RFC 9309, 2.2.2).
    private static func normalized(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, rest.prefix(2).allSatisfy(WebAddress.isHexadecimal) {
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0
                rest = rest.dropFirst(2)
                let isUnreserved =
                    0x30...0x39 ~= value || 0x61...0x7A ~= value | 0x20 || "-._~".utf8.contains(value)
                result += isUnreserved ? [value] : WebAddress.percentEncoded(value)
            } else {
                result += byte > 0x20 && byte < 0x7F ? [byte] : WebAddress.percentEncoded(byte)
            }
        }
        return result
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = bytes.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = rest.last, last == 0x20 || last == 0x09 { rest.removeLast() }
        return rest
    }
}
