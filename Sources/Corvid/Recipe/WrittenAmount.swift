/// Numbers as people and models write them in a text.
enum WrittenAmount {
    /// The last number of the text: digits with an optional sign, fraction and exponent; commas may group the digits by
    /// three.
    static func last(in text: String) -> Double? {
        let bytes = Array(text.utf8)
        var found: Double?
        var index = 0
        while index < bytes.count {
            guard isDigit(bytes, index) || (bytes[index] == UInt8(ascii: ".") && isDigit(bytes, index + 1)) else {
                index += 1
                continue
            }
            var digits: [UInt8] = []
            if index > 0, bytes[index - 1] == UInt8(ascii: "-"), index == 1 || !isWord(bytes[index - 2]) {
                digits.append(UInt8(ascii: "-"))
            }
            // Hundreds before the first comma, then groups of three.
            let start = index
            while isDigit(bytes, index) { digits.append(take(bytes, &index)) }
            if (1...3).contains(index - start) {
                while index + 3 < bytes.count, bytes[index] == UInt8(ascii: ","), isDigit(bytes, index + 1),
                    isDigit(bytes, index + 2), isDigit(bytes, index + 3), !isDigit(bytes, index + 4)
                {
                    index += 1
                    for _ in 0..<3 { digits.append(take(bytes, &index)) }
                }
            }
            if index < bytes.count, bytes[index] == UInt8(ascii: "."), isDigit(bytes, index + 1) {
                if index == start { digits.append(UInt8(ascii: "0")) }
                digits.append(take(bytes, &index))
                while isDigit(bytes, index) { digits.append(take(bytes, &index)) }
            }
            if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
                let hasSign = index + 1 < bytes.count && (bytes[index + 1] == 0x2B || bytes[index + 1] == 0x2D)
                if isDigit(bytes, index + (hasSign ? 2 : 1)) {
                    digits.append(take(bytes, &index))
                    if hasSign { digits.append(take(bytes, &index)) }
                    while isDigit(bytes, index) { digits.append(take(bytes, &index)) }
                }
            }
            if let number = Double(String(decoding: digits, as: UTF8.self)), number.isFinite { found = number }
        }
        return found
    }

    private static func isDigit(_ bytes: [UInt8], _ index: Int) -> Bool {
        bytes.indices.contains(index) && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func take(_ bytes: [UInt8], _ index: inout Int) -> UInt8 {
        defer { index += 1 }
        return bytes[index]
    }
}
