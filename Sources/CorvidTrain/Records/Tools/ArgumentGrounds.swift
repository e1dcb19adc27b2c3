import CorvidGrammar

/// What arguments can be copied from.
struct ArgumentGrounds {
    enum Fit {
        case success(JSONValue)
        case failure(RecordDrop)
    }

    static let notCopied = RecordDrop("an argument does not stand in the conversation")
    static let wrongType = RecordDrop("an argument does not fit its type")

    private let texts: [[UInt8]]
    private let lower: [[UInt8]]
    private let sources: [String]

    init(_ texts: [String]) {
        sources = texts
        self.texts = texts.map { Array($0.utf8) }
        lower = self.texts.map(Self.lowered)
    }

    private static func lowered(_ bytes: [UInt8]) -> [UInt8] { bytes.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 } }

    /// The value as its schema wants it and the conversation writes it.
    func fit(_ value: JSONValue, to schema: JSONValue, depth: Int = 0) -> Fit {
        if let choices = schema["enum"]?.array {
            if let same = choices.first(where: { $0 == value }) { return .success(same) }
            let text = Self.plain(value).lowercased()
            if let like = choices.first(where: { Self.plain($0).lowercased() == text }) { return .success(like) }
            return .failure(Self.wrongType)
        }
        switch schema["type"]?.text ?? Self.type(of: value) {
        case "integer", "number":
            guard let number = ExactDecimal(Self.plain(value)) else { return .failure(Self.wrongType) }
            if schema["type"]?.text == "integer", !number.isInteger { return .failure(Self.wrongType) }
            return stands(number) ? .success(.number(number.description)) : .failure(Self.notCopied)
        case "boolean":
            switch Self.plain(value).lowercased() {
            case "true", "yes": return .success(.bool(true))
            case "false", "no": return .success(.bool(false))
            default: return .failure(Self.wrongType)
            }
        case "array":
            guard let elements = value.array, depth < 4 else { return .failure(Self.wrongType) }
            var fitting: [JSONValue] = []
            for element in elements {
                switch fit(element, to: schema["items"] ?? .object([]), depth: depth + 1) {
                case .success(let value): fitting.append(value)
                case .failure(let drop): return .failure(drop)
                }
            }
            return .success(.array(fitting))
        case "object":
            guard let members = value.members, depth < 4 else { return .failure(Self.wrongType) }
            var fitting: [JSONValue.Member] = []
            for member in members {
                let key = String(decoding: member.key, as: UTF8.self)
                switch fit(member.value, to: schema["properties"]?[key] ?? .object([]), depth: depth + 1) {
                case .success(let value): fitting.append(.init(key: member.key, value: value))
                case .failure(let drop): return .failure(drop)
                }
            }
            return .success(.object(fitting))
        default:
            // Lists of texts stand where one text was expected, when a slot came up twice.
            guard let text = value.text ?? (value.array == nil ? Self.plain(value) : nil) else {
                return .failure(Self.wrongType)
            }
            return copy(text).map { .success(.text($0)) } ?? .failure(Self.notCopied)
        }
    }

    /// What a value is where its schema does not say.
    private static func type(of value: JSONValue) -> String {
        switch value {
        case .number: "number"
        case .bool: "boolean"
        case .array: "array"
        case .object: "object"
        case .null, .string: "string"
        }
    }

    private static func plain(_ value: JSONValue) -> String {
        value.text ?? String(decoding: value.serialized, as: UTF8.self)
    }

    /// The text as the conversation writes it, whole words; nil where it does not stand there.
    private func copy(_ text: String) -> String? {
        var wanted = Array(text.utf8)
        while let last = wanted.last, last <= 0x20 || last == UInt8(ascii: ".") { wanted.removeLast() }
        while let first = wanted.first, first <= 0x20 { wanted.removeFirst() }
        guard !wanted.isEmpty else { return nil }
        // The latest mention is what the user means now.
        for bytes in texts.reversed() where Self.find(wanted, in: bytes) != nil {
            return String(decoding: wanted, as: UTF8.self)
        }
        let plain = Self.lowered(wanted)
        for index in texts.indices.reversed() {
            if let range = Self.find(plain, in: lower[index]) {
                return String(decoding: texts[index][range], as: UTF8.self)
            }
        }
        return nil
    }

    private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Range<Int>? {
        func isWord(_ byte: UInt8) -> Bool {
            0x30...0x39 ~= byte || 0x61...0x7A ~= byte | 0x20 || byte >= 0x80
        }
        guard let first = needle.first, let last = needle.last, needle.count <= bytes.count else { return nil }
        for start in 0...bytes.count - needle.count where bytes[start] == first {
            let end = start + needle.count
            guard bytes[start..<end].elementsEqual(needle) else { continue }
            let begins = start == 0 || !isWord(first) || !isWord(bytes[start - 1])
            let ends = end == bytes.count || !isWord(last) || !isWord(bytes[end])
            if begins && ends { return start..<end }
        }
        return nil
    }

    /// Whether a number stands there, in digits or words.
    private func stands(_ number: ExactDecimal) -> Bool {
        var references = ReferenceWriter()
        for text in sources { references.read(text) }
        return references.place(of: number.description) != nil
    }
}
