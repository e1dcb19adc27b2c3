extension StringFormat {
    static let ipv4Address: String = {
        let byte = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
        return "\(byte)(?:\\.\(byte)){3}"
    }()

    /// An IPv6 address, of which the form with `::` has at most `compressedGroups` groups of 16 bits beside it.
    static func ipv6Address(compressedGroups: Int) -> String {
        let group = "[0-9A-Fa-f]{1,4}"
        var forms = ["(?:\(group):){7}\(group)", "(?:\(group):){6}\(ipv4Address)"]
        for left in 0...compressedGroups {
            let right = compressedGroups - left
            var tails = [""]
            if right >= 1 { tails.append("\(group)(?::\(group)){0,\(right - 1)}") }
            if right >= 2 { tails.append("(?:\(group):){0,\(right - 2)}\(ipv4Address)") }
            let head = left == 0 ? "" : "\(group)(?::\(group)){\(left - 1)}"
            forms.append("\(head)::(?:\(tails.joined(separator: "|")))")
        }
        return "(?:\(forms.joined(separator: "|")))"
    }

    /// Labels with dots between them.
    static func domain(beyondASCII more: String) -> String {
        let ends = "[A-Za-z0-9\(more)]"
        let label = "\(ends)(?:[A-Za-z0-9\(more)-]{0,61}\(ends))?"
        return "\(label)(?:\\.\(label))*"
    }

    /// A mailbox; the part before the last `@` has at most 64 characters, the part after it at most 253.
    static func mailbox(beyondASCII more: String) -> String {
        let atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\(more)-]+"
        let quoted = "\"(?:[ !#-\\[\\]-~\(more)]|\\\\[ -~])*\""
        let local = "(?:\(atom)(?:\\.\(atom))*|\(quoted))"
        let literal = "\\[(?:\(ipv4Address)|[Ii][Pp][Vv]6:\(ipv6Address(compressedGroups: 6)))\\]"
        return "(?=[^]{1,64}@[^@]{1,253}$)\(local)@(?:\(domain(beyondASCII: more))|\(literal))"
    }
}
