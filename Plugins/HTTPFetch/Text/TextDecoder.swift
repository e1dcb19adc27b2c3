import CXML2
import Foundation

/// Turns bytes of any character encoding into UTF-8.
package enum TextDecoder {
    /// Finds the encoding and decodes. In the order of what is believed: a byte order mark, the `Content-Type`, what the
    /// document says of itself, whether the bytes are UTF-8; else windows-1252, which every sequence of bytes is.
    package static func decode(_ bytes: [UInt8], type: MediaType) -> (text: [UInt8], encoding: CharacterEncoding) {
        if let (encoding, length) = CharacterEncoding.mark(of: bytes) {
            return (convert(Array(bytes.dropFirst(length)), from: encoding), encoding)
        }
        if let encoding = type.charset.flatMap({ CharacterEncoding(label: $0) }) {
            return (convert(bytes, from: encoding), encoding)
        }
        let isMarkup = type.isHTML || type.essence.isEmpty || type.essence.hasSuffix("xml")
        if isMarkup, let label = declaredLabel(bytes.prefix(4096)), var encoding = CharacterEncoding(label: label) {
            // Whoever could read the declaration as ASCII was not reading UTF-16.
            if encoding.name.hasPrefix("UTF-16") { encoding = .utf8 }
            return (convert(bytes, from: encoding), encoding)
        }
        if String(validating: bytes, as: UTF8.self) != nil { return (bytes, .utf8) }
        // A cut in the middle of a character must not change the encoding of all that comes before.
        let tail = bytes.suffix(3).reversed().prefix { $0 & 0xC0 == 0x80 }.count + 1
        if bytes.count > tail, String(validating: bytes.dropLast(tail), as: UTF8.self) != nil,
            bytes.dropLast(tail).contains(where: { $0 >= 0x80 })
        {
            return (convert(bytes, from: .utf8), .utf8)
        }
        return (convert(bytes, from: .windows1252), .windows1252)
    }

    /// `charset=` in a `meta` element, or `encoding=` in an XML declaration.
    static func declaredLabel(_ bytes: ArraySlice<UInt8>) -> String? {
        let lower = bytes.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        if lower.starts(with: "<?xml".utf8) {
            let declaration = lower.prefix { $0 != UInt8(ascii: ">") }
            if let label = label(after: "encoding", in: declaration) { return label }
        }
        var rest = lower[...]
        while let start = find("<meta", in: rest) {
            let element = rest[start...].prefix { $0 != UInt8(ascii: ">") }
            if let label = label(after: "charset", in: element) { return label }
            rest = rest[element.endIndex...]
        }
        return nil
    }

    private static func label(after key: String, in bytes: ArraySlice<UInt8>) -> String? {
        guard let start = find(key, in: bytes) else { return nil }
        var rest = bytes[start...].dropFirst(key.utf8.count).drop { $0 <= 0x20 }
        guard rest.popFirst() == UInt8(ascii: "=") else { return nil }
        rest = rest.drop { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
        let label = rest.prefix { $0 > 0x20 && !"\"';/>?".utf8.contains($0) }
        return label.isEmpty ? nil : String(decoding: label, as: UTF8.self)
    }

    private static func find(_ text: String, in bytes: ArraySlice<UInt8>) -> Int? {
        let key = Array(text.utf8)
        guard bytes.count >= key.count else { return nil }
        return (bytes.startIndex...(bytes.endIndex - key.count)).first {
            bytes[$0..<($0 + key.count)].elementsEqual(key)
        }
    }

    /// UTF-8 in the end; what is no character becomes U+FFFD.
    static func convert(_ bytes: [UInt8], from encoding: CharacterEncoding) -> [UInt8] {
        if encoding.converter == "UTF-8" { return Array(String(decoding: bytes, as: UTF8.self).utf8) }
        guard let converter = iconv_open("UTF-8", encoding.converter), converter != iconv_t(bitPattern: -1) else {
            return Array(String(decoding: bytes, as: UTF8.self).utf8)
        }
        defer { iconv_close(converter) }
        var input = bytes
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 2)
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        input.withUnsafeMutableBytes { raw in
            var next = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            var left = raw.count
            while left > 0 {
                var failure: Int32 = 0
                let written = chunk.withUnsafeMutableBytes { space in
                    var out = space.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var room = space.count
                    if iconv(converter, &next, &left, &out, &room) == Int(bitPattern: UInt.max) { failure = errno }
                    return space.count - room
                }
                output += chunk[..<written]
                if failure == EILSEQ || failure == EINVAL {
                    output += [0xEF, 0xBF, 0xBD]
                    next = next?.advanced(by: 1)
                    left -= 1
                } else if failure != 0 && failure != E2BIG {
                    break
                }
            }
        }
        return output
    }
}
