extension ExactDecimal {
    /// A number in JSON's form (RFC 8259); nil for any other text, and for an exponent of more than 18 digits.
    package init?(json text: some Collection<UInt8>) {
        self.init(json: text, clamping: false)
    }

    /// As ``init(json:)``, from a string.
    package init?(_ text: String) {
        self.init(json: Array(text.utf8))
    }

    /// `clamping`: an exponent beyond the largest becomes the largest, which keeps every comparison with numbers of
    /// ordinary exponents and every divisibility by them, though not equality with another such number.
    init?(json text: some Collection<UInt8>, clamping: Bool) {
        var rest = text[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        var digits: [UInt8] = []
        Self.takeDigits(&rest, &digits)
        guard let first = digits.first, digits.count == 1 || first != 0 else { return nil }
        var point = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let integerDigits = digits.count
            Self.takeDigits(&rest, &digits)
            point = digits.count - integerDigits
            guard point > 0 else { return nil }
        }
        var exponent = 0
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            let isDown = rest.first == UInt8(ascii: "-")
            if isDown || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            var exponentDigits: [UInt8] = []
            Self.takeDigits(&rest, &exponentDigits)
            guard !exponentDigits.isEmpty else { return nil }
            for digit in exponentDigits where exponent <= Self.largestExponent {
                exponent = exponent * 10 + Int(digit)
            }
            if exponent > Self.largestExponent {
                // Zero is zero at any exponent.
                guard clamping || digits.allSatisfy({ $0 == 0 }) else { return nil }
                exponent = Self.largestExponent
            }
            if isDown { exponent = -exponent }
        }
        guard rest.isEmpty else { return nil }
        self.init(isNegative: isNegative, digits: digits, exponent: exponent - point)
    }

    private static func takeDigits<Text: Collection>(_ rest: inout Text, _ digits: inout [UInt8])
    where Text.Element == UInt8, Text.SubSequence == Text {
        while let byte = rest.first, 0x30...0x39 ~= byte {
            digits.append(byte - 0x30)
            rest = rest.dropFirst()
        }
    }

    /// The one text that stands for the value: no exponent, no sign on 0, no zeros that say nothing.
    ///
    /// A number that needs more than `limit` digits that way is written as `123e456`.
    package func canonicalText(limit: Int = 1_200) -> [UInt8] {
        if isZero { return [UInt8(ascii: "0")] }
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        if max(integerDigits, 1) + fractionDigits > max(limit, digits.count + 1) {
            for digit in digits { text.append(digit + 0x30) }
            text.append(UInt8(ascii: "e"))
            text.append(contentsOf: String(exponent).utf8)
            return text
        }
        let height = digits.count + exponent
        if height <= 0 {
            text.append(contentsOf: [UInt8(ascii: "0"), UInt8(ascii: ".")])
            text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -height))
            for digit in digits { text.append(digit + 0x30) }
            return text
        }
        for (index, digit) in digits.enumerated() {
            if index == height { text.append(UInt8(ascii: ".")) }
            text.append(digit + 0x30)
        }
        text.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: max(0, exponent)))
        return text
    }
}

extension ExactDecimal: CustomStringConvertible {
    package var description: String { String(decoding: canonicalText(), as: UTF8.self) }
}
