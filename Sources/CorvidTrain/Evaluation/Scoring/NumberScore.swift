/// Whether a number is the right one.
package enum NumberScore {
    /// Relative to the larger one, or absolute for small ones.
    package static let tolerance = 1e-4

    package static func areEqual(_ one: Double, _ other: Double, tolerance: Double = tolerance) -> Bool {
        guard one.isFinite, other.isFinite else { return false }
        return abs(one - other) <= tolerance * max(1, abs(one), abs(other))
    }

    /// Whether the text holds the number, in digits.
    package static func contains(_ number: Double, in text: String, within tolerance: Double? = nil) -> Bool {
        numerals(in: text).contains { found in
            if let tolerance { return abs(found - number) <= tolerance * (1 + 1e-9) }
            return areEqual(found, number)
        }
    }

    /// The numbers that a text has in digits: `1,234.5`, `-3`, `.5`.
    package static func numerals(in text: String) -> [Double] {
        let bytes = Array(text.utf8)
        var numbers: [Double] = []
        var index = 0
        func isDigit(_ place: Int) -> Bool { bytes.indices.contains(place) && 0x30...0x39 ~= bytes[place] }
        while index < bytes.count {
            let isPoint = bytes[index] == UInt8(ascii: ".") && isDigit(index + 1) && (index == 0 || !isDigit(index - 1))
            guard isDigit(index) || isPoint else {
                index += 1
                continue
            }
            let start = index
            var digits: [UInt8] = []
            var hasPoint = false
            while index < bytes.count {
                if isDigit(index) {
                    digits.append(bytes[index])
                } else if bytes[index] == UInt8(ascii: "."), !hasPoint, isDigit(index + 1) {
                    hasPoint = true
                    digits.append(bytes[index])
                } else if bytes[index] == UInt8(ascii: ","), !hasPoint, (1...3).allSatisfy({ isDigit(index + $0) }),
                    !isDigit(index + 4), index > start
                {
                    // A separator of thousands.
                } else {
                    break
                }
                index += 1
            }
            // A minus belongs to the number where no word or number stands before it.
            let isNegative =
                start > 0 && bytes[start - 1] == UInt8(ascii: "-")
                && (start == 1 || !isWord(bytes[start - 2]))
            if let value = Double(String(decoding: digits, as: UTF8.self)) {
                numbers.append(isNegative ? -value : value)
            }
        }
        return numbers
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x61...0x7A ~= byte | 0x20 || byte == UInt8(ascii: ")") || byte >= 0x80
    }

    /// How many operations an expression has: signs between two operands.
    package static func operations(in expression: String) -> Int {
        var count = 0
        var followsOperand = false
        for byte in expression.utf8 where byte != 0x20 {
            switch byte {
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "^"):
                if followsOperand { count += 1 }
                followsOperand = false
            case UInt8(ascii: "("): followsOperand = false
            default: followsOperand = true
            }
        }
        return count
    }
}
