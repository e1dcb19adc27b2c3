/// The tables that a text describes, a line each: `orders(id int key, total real, "unit price" real)`.
enum TableNames {
    /// A table; names are as they are written there, quotes included.
    struct Table {
        var name: String
        var columns: [String]
        /// The column that rows are called by: the first with text that is no key and refers to nothing.
        var label: String?
    }

    /// In the text's order.
    static func find(in text: String) -> [Table] {
        text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let end = tableNameEnd(line) else { return nil }
            let columns = columns(line[line.index(after: end)...])
            return Table(
                name: String(line[..<end]) ?? "", columns: columns.map(\.name),
                label: columns.first { isLabel($0.description) }?.name)
        }
    }

    private static func isLabel(_ description: [UInt8]) -> Bool {
        let words = description.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
        guard let type = words.first?.lowercased(), type.contains("text") || type.contains("char") else { return false }
        return !words.contains("key") && !words.contains("->")
    }

    /// Where a line's opening parenthesis stands, if nothing but a name is before it.
    private static func tableNameEnd(_ line: Substring.UTF8View) -> Substring.Index? {
        var quote: UInt8?
        for index in line.indices {
            let byte = line[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "(") {
                return index == line.startIndex ? nil : index
            } else if isQuote(byte) {
                quote = byte
            } else if !isLetter(byte) {
                return nil
            }
        }
        return nil
    }

    /// The first word of each part between commas and what follows it, up to the closing parenthesis.
    private static func columns(_ line: Substring.UTF8View) -> [(name: String, description: [UInt8])] {
        var columns: [(name: String, description: [UInt8])] = []
        var column: [UInt8] = []
        var description: [UInt8] = []
        var isNaming = true
        var depth = 0
        var quote: UInt8?
        func end() {
            if !column.isEmpty { columns.append((String(decoding: column, as: UTF8.self), description)) }
            column = []
            description = []
            isNaming = true
        }
        scan: for byte in line {
            let wasQuoted = quote != nil
            if let open = quote {
                if byte == open { quote = nil }
            } else if isQuote(byte) {
                quote = byte
            } else {
                switch byte {
                case UInt8(ascii: "'"):
                    quote = byte
                    isNaming = false
                case UInt8(ascii: "("):
                    depth += 1
                    isNaming = false
                case UInt8(ascii: ")"):
                    if depth == 0 { break scan }
                    depth -= 1
                case UInt8(ascii: ",") where depth == 0:
                    end()
                    continue
                default: break
                }
            }
            guard isNaming else {
                if quote == nil { description.append(byte) }
                continue
            }
            if byte != UInt8(ascii: " ") || wasQuoted {
                column.append(byte)
            } else if !column.isEmpty {
                isNaming = false
            }
        }
        // A name whose quote stays open is none.
        if !isNaming || quote == nil { end() }
        return columns
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "`") }

    /// Letters of other scripts are bytes beyond ASCII.
    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80..., UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
    }
}
