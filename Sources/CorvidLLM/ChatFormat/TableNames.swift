/// The tables that a text describes, a line each: `orders(id int key, total real, "unit price" real)`.
enum TableNames {
    /// Names as they are written there, quotes included, in the text's order.
    static func find(in text: String) -> [(name: String, columns: [String])] {
        text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
            guard let end = tableNameEnd(line) else { return nil }
            return (String(line[..<end]) ?? "", columns(line[line.index(after: end)...]))
        }
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

    /// The first word of each part between commas, up to the closing parenthesis.
    private static func columns(_ line: Substring.UTF8View) -> [String] {
        var columns: [String] = []
        var column: [UInt8] = []
        var isNaming = true
        var depth = 0
        var quote: UInt8?
        func end() {
            if !column.isEmpty { columns.append(String(decoding: column, as: UTF8.self)) }
            column = []
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
            guard isNaming else { continue }
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
