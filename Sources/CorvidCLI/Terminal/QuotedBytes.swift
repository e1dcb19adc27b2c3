/// Text in quotes for people, of bytes that need not be text.
enum QuotedBytes {
    /// The bytes in quotation marks: what cannot be shown as `\n`, `\t` or `\xHH`.
    static func quoted(_ bytes: [UInt8]) -> String {
        var result = "\""
        var rest = bytes[...]
        while let byte = rest.first {
            if byte < 0x20 || byte == 0x7F {
                result += byte == 0x0A ? "\\n" : byte == 0x09 ? "\\t" : byte == 0x0D ? "\\r" : hexadecimal(byte)
                rest = rest.dropFirst()
                continue
            }
            let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            if let character = String(validating: rest.prefix(length), as: UTF8.self) {
                result += character
                rest = rest.dropFirst(length)
            } else {
                result += hexadecimal(byte)
                rest = rest.dropFirst()
            }
        }
        return result + "\""
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
