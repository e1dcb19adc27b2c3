import CorvidGrammar

extension JinjaValue {
    /// Values of `role` and `type` that templates may build special tokens from.
    private static let trustedWords: Set<String> = [
        "system", "user", "assistant", "tool", "developer", "function", "text", "image", "object",
    ]

    /// A JSON value as the template sees it; strings and keys are marked as content when `isContent`.
    ///
    /// - Parameter characters: counts the characters and values of the input.
    /// - Throws: a fault of code `limit` when it nests in more than 200 levels.
    init(_ json: JSONValue, isContent: Bool, counting characters: inout Int) throws {
        self = try Self.make(json, isContent, level: 0, &characters).value
    }

    private static func make(_ json: JSONValue, _ isContent: Bool, level: Int, _ characters: inout Int) throws
        -> (value: JinjaValue, depth: Int)
    {
        guard level <= 200 else { throw JinjaFault.limit("the input nests in more than 200 levels") }
        characters += 16
        switch json {
        case .null: return (.none, 0)
        case .bool(let value): return (.bool(value), 0)
        case .number(let text):
            if let value = Int(text), text != "-0" { return (.integer(value), 0) }
            let isInteger = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D }
            if isInteger { return (text == "-0" ? .integer(0) : .bigInteger(text), 0) }
            return (.float(Double(text) ?? .infinity), 0)
        case .string(let bytes):
            characters += bytes.count
            return (.text(JinjaText(String(decoding: bytes, as: UTF8.self), isContent: isContent)), 0)
        case .array(let values):
            var elements: [JinjaValue] = []
            var depth = 0
            for value in values {
                let element = try make(value, isContent, level: level + 1, &characters)
                elements.append(element.value)
                depth = max(depth, element.depth)
            }
            return (.list(JinjaSequence(elements, depth: depth + 1)), depth + 1)
        case .object(let members):
            var entries: [(key: JinjaValue, value: JinjaValue)] = []
            var depth = 0
            for member in members {
                let key = String(decoding: member.key, as: UTF8.self)
                characters += member.key.count
                let isTrusted = (key == "role" || key == "type") && trustedWords.contains(member.value.text ?? "")
                let value = try make(member.value, isContent && !isTrusted, level: level + 1, &characters)
                entries.append((.text(JinjaText(key, isContent: isContent)), value.value))
                depth = max(depth, value.depth)
            }
            return (.mapping(try JinjaMapping(entries, depth: depth + 1)), depth + 1)
        }
    }
}
