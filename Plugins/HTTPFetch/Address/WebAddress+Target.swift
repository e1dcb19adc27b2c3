extension WebAddress {
    /// Path and query in canonical form.
    static func target(_ bytes: ArraySlice<UInt8>) -> String {
        let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        var segments: [ArraySlice<UInt8>] = []
        let path = encoded(bytes[..<mark])
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        for (index, part) in zip(parts.indices, parts) {
            let isLast = index == parts.endIndex - 1
            switch dots(part) {
            case 1:
                if isLast { segments.append([]) }
            case 2:
                _ = segments.popLast()
                if isLast { segments.append([]) }
            default:
                segments.append(part)
            }
        }
        let joined = segments.isEmpty ? [UInt8(ascii: "/")] : segments.flatMap { [UInt8(ascii: "/")] + $0 }
        return String(decoding: joined + encoded(bytes[mark...]), as: UTF8.self)
    }

    /// 1 for `.`, 2 for `..`, percent-encoded or not; else 0.
    private static func dots(_ part: ArraySlice<UInt8>) -> Int {
        var count = 0
        var rest = part
        while !rest.isEmpty {
            if rest.first == UInt8(ascii: ".") {
                rest = rest.dropFirst()
            } else if rest.starts(with: "%2e".utf8) || rest.starts(with: "%2E".utf8) {
                rest = rest.dropFirst(3)
            } else {
                return 0
            }
            count += 1
        }
        return count <= 2 ? count : 0
    }

    /// Percent-encodes what may not stand in a path or a query as it is; valid triplets stay.
    private static func encoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (index, byte) in zip(bytes.indices, bytes) {
            let isTriplet =
                byte == UInt8(ascii: "%") && bytes.endIndex - index > 2
                && bytes[(index + 1)...(index + 2)].allSatisfy(isHexadecimal)
            if isTriplet || isAllowed(byte) {
                result.append(byte)
            } else {
                result += percentEncoded(byte)
            }
        }
        return result
    }

    static func percentEncoded(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x61...0x66 ~= byte | 0x20
    }

    /// RFC 3986's `pchar`, `/` and `?`, without the percent sign; and brackets, which servers expect as they are.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x61...0x7A ~= byte | 0x20 || "-._~!$&'()*+,;=:@/?[]".utf8.contains(byte)
    }
}
