/// Writes values as JSON the way Python's `json.dumps` does.
///
/// Strings keep the marks of their characters; punctuation and names of constants count as the template's own.
struct JinjaJSONWriter {
    let interpreter: JinjaInterpreter
    var isASCII = false
    /// What one level is indented by; nil writes everything on one line.
    var indentation: [UInt32]?
    var itemSeparator: [UInt32]
    var keySeparator: [UInt32]
    var sortsKeys = false
    private(set) var units: [UInt32] = []

    init(interpreter: JinjaInterpreter, indentation: [UInt32]?) {
        self.interpreter = interpreter
        self.indentation = indentation
        itemSeparator = indentation == nil ? [0x2C, 0x20] : [0x2C]
        keySeparator = [0x3A, 0x20]
    }

    mutating func write(_ value: JinjaValue, level: Int = 0) throws {
        try interpreter.step()
        let start = units.count
        switch value {
        case .none: write("null")
        case .bool(let value): write(value ? "true" : "false")
        case .integer(let value): write(String(value))
        case .bigInteger(let digits): write(digits)
        case .float(let value):
            write(
                value.isNaN
                    ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : pythonDescription(of: value))
        case .text(let text): write(text)
        case .list(let sequence), .tuple(let sequence):
            try writeContainer(sequence.elements, "[", "]", level: level) { writer, element in
                try writer.write(element, level: level + 1)
            }
            return
        case .mapping(let mapping):
            var entries = try mapping.entries.map { (key: try Self.key($0.key), value: $0.value) }
            if sortsKeys {
                entries.sort { $0.key.plain.lexicographicallyPrecedes($1.key.plain) }
            }
            try writeContainer(entries, "{", "}", level: level) { writer, entry in
                writer.write(entry.key)
                writer.units += writer.keySeparator
                try writer.write(entry.value, level: level + 1)
            }
            return
        default: throw JinjaFault.invalid("Object of type \(value.typeName) is not JSON serializable")
        }
        try interpreter.charge(units.count - start)
    }

    private static func key(_ value: JinjaValue) throws -> JinjaText {
        switch value {
        case .text(let text): text
        case .integer(let value): JinjaText(String(value))
        case .bigInteger(let digits): JinjaText(digits)
        case .float(let value): JinjaText(pythonDescription(of: value))
        case .bool(let value): JinjaText(value ? "true" : "false")
        case .none: JinjaText("null")
        default: throw JinjaFault.invalid("keys must be str, int, float, bool or None, not \(value.typeName)")
        }
    }

    private mutating func writeContainer<Element>(
        _ elements: [Element], _ open: String, _ close: String, level: Int,
        write body: (inout JinjaJSONWriter, Element) throws -> Void
    ) throws {
        write(open)
        for (index, element) in elements.enumerated() {
            if index > 0 { units += itemSeparator }
            try breakLine(level: level + 1)
            try body(&self, element)
        }
        if !elements.isEmpty { try breakLine(level: level) }
        write(close)
    }

    private mutating func breakLine(level: Int) throws {
        guard let indentation else { return }
        try interpreter.charge(level + 1, times: indentation.count + 1)
        units.append(0x0A)
        for _ in 0..<level { units += indentation }
    }

    private mutating func write(_ text: String) { units += text.unicodeScalars.map(\.value) }

    private mutating func write(_ text: JinjaText) {
        units.append(0x22)
        for unit in text.units {
            let mark = unit & JinjaText.mark
            let escape: String
            switch unit & JinjaText.scalarMask {
            case 0x22: escape = "\\\""
            case 0x5C: escape = "\\\\"
            case 0x0A: escape = "\\n"
            case 0x0D: escape = "\\r"
            case 0x09: escape = "\\t"
            case 0x08: escape = "\\b"
            case 0x0C: escape = "\\f"
            case 0x00..<0x20: escape = Self.escape(UInt16(unit & 0xFF))
            case 0x7F... where isASCII && unit & JinjaText.scalarMask > 0x7E:
                escape = String(JinjaText.scalar(unit)).utf16.map(Self.escape).joined()
            default:
                units.append(unit)
                continue
            }
            units += escape.unicodeScalars.map { $0.value | mark }
        }
        units.append(0x22)
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
