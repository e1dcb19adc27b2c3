import CorvidGrammar

extension JSONValue {
    /// The document over several lines, two spaces a level. What fits a line of 80 columns stays on one.
    func indented(_ level: Int = 0) -> String {
        let line = String(decoding: serialized, as: UTF8.self)
        let pieces: [String]
        switch self {
        case .array(let values) where !values.isEmpty: pieces = values.map { $0.indented(level + 1) }
        case .object(let members) where !members.isEmpty:
            pieces = members.map { member in
                String(decoding: JSONValue.string(member.key).serialized, as: UTF8.self) + ": "
                    + member.value.indented(level + 1)
            }
        default: return line
        }
        if 2 * level + line.utf8.count <= 80 { return line }
        let margin = "\n" + String(repeating: "  ", count: level + 1)
        let isObject = if case .object = self { true } else { false }
        let body = margin + pieces.joined(separator: "," + margin) + "\n" + String(repeating: "  ", count: level)
        return isObject ? "{\(body)}" : "[\(body)]"
    }
}
