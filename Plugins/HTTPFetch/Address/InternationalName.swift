import Foundation

/// A host name beyond ASCII in the form that name servers know (RFC 5891, RFC 3492).
///
/// Compatible spellings fold together (full-width digits become digits) before the host is judged. The mapping is NFKC and
/// lower case, which agrees with UTS #46 for names that people register; where it does not, the name is not found.
struct InternationalName {
    let ascii: [UInt8]

    init(_ text: String) throws(FetchError.Reason) {
        guard text.utf8.count <= 1000 else { throw .invalidURL("the host is too long") }
        var folded = text.precomposedStringWithCompatibilityMapping.lowercased()
        folded = folded.precomposedStringWithCompatibilityMapping
        var ascii: [UInt8] = []
        let isPoint: (Unicode.Scalar) -> Bool = { [0x2E, 0x3002, 0xFF0E, 0xFF61].contains($0.value) }
        let labels = folded.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: isPoint)
        for (index, label) in labels.map(Array.init).enumerated() {
            if index > 0 { ascii.append(UInt8(ascii: ".")) }
            for scalar in label where !scalar.isASCII {
                switch scalar.properties.generalCategory {
                case .lowercaseLetter, .otherLetter, .modifierLetter, .titlecaseLetter, .decimalNumber, .nonspacingMark,
                    .spacingMark:
                    break
                default:
                    throw .invalidURL("the host holds U+\(String(scalar.value, radix: 16, uppercase: true))")
                }
            }
            ascii += label.allSatisfy(\.isASCII) ? label.map { UInt8($0.value) } : Self.punycode(label)
        }
        self.ascii = ascii
    }

    /// RFC 3492, section 6.3, with the prefix of RFC 5890. Labels are short, so that no value overflows.
    private static func punycode(_ label: [Unicode.Scalar]) -> [UInt8] {
        var output = label.filter(\.isASCII).map { UInt8($0.value) }
        let basic = output.count
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var next = 128
        var delta = 0
        var bias = 72
        var handled = basic
        while handled < label.count {
            guard let smallest = label.lazy.map({ Int($0.value) }).filter({ $0 >= next }).min() else { break }
            delta += (smallest - next) * (handled + 1)
            next = smallest
            for scalar in label {
                if Int(scalar.value) < next { delta += 1 }
                guard Int(scalar.value) == next else { continue }
                var quotient = delta
                var base = 36
                while true {
                    let threshold = min(max(base - bias, 1), 26)
                    guard quotient >= threshold else { break }
                    output.append(digit(threshold + (quotient - threshold) % (36 - threshold)))
                    quotient = (quotient - threshold) / (36 - threshold)
                    base += 36
                }
                output.append(digit(quotient))
                bias = adapted(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return Array("xn--".utf8) + output
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? value + 0x61 : value - 26 + 0x30) }

    private static func adapted(_ given: Int, _ points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? given / 700 : given / 2
        delta += delta / points
        var count = 0
        while delta > 455 {
            delta /= 35
            count += 36
        }
        return count + 36 * delta / (delta + 38)
    }
}
