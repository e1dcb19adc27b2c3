/// Finds the numbers in a text.
///
/// - Digits that follow a letter or the low line (`A4`, `v2`), or letters after which digits go on (`0x1F`), are no numbers;
///   a unit may follow (`12kg`).
/// - Thousands: groups of exactly three digits, the first group of one to three and not beginning with 0, all divided by the
///   same sign: comma, apostrophe, low line, no-break or thin space; or the point, when there are two groups or more, or a
///   decimal comma follows (`1.234.567`, `1.234,5`). A plain space divides nothing.
///   Where one group in a row has another length, the row is a list of numbers.
/// - Decimals: after a point (`12.5`, `.5`); after a comma only where thousands have shown another sign (`1.234,5`).
///   Otherwise the comma parts numbers: `3,14` is 3 and 14.
/// - Digits with two points and more that are no thousands (versions, addresses) are one number each.
/// - A hyphen or minus directly before is a sign where the text, white space, an opening bracket, a quotation mark or one of
///   `=<>:;,*/+|~` or a currency sign precedes it; elsewhere it is a hyphen, so dates and ranges have no negative numbers.
/// - An exponent belongs to the number (`1e6`). Percent signs, currencies and units do not.
struct NumberScanner {
    struct Match {
        var range: Range<Int>
        var value: ExactDecimal
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int
    /// Where a list ends that looked like thousands at first.
    private var ungroupedEnd: Int
    private(set) var matches: [Match] = []

    /// - Parameter bytes: Valid UTF-8; ranges count as its indices do.
    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
        ungroupedEnd = bytes.startIndex
        while position < bytes.endIndex {
            if isDigit(position) {
                scan(from: position)
            } else if bytes[position] == UInt8(ascii: "."), isDigit(position + 1), !followsWord(position),
                position == bytes.startIndex || bytes[position - 1] != UInt8(ascii: ".")
            {
                scan(from: position)
            } else {
                position += 1
            }
        }
    }

    // MARK: Looking around

    private func isDigit(_ index: Int) -> Bool { index < bytes.endIndex && 0x30...0x39 ~= bytes[index] }

    private func digitsEnd(_ index: Int) -> Int {
        var end = index
        while isDigit(end) { end += 1 }
        return end
    }

    private func isLetter(_ index: Int) -> Bool {
        guard index < bytes.endIndex else { return false }
        let byte = bytes[index]
        if byte < 0x80 { return ScalarClass(Unicode.Scalar(byte)) == .letter }
        return UTF8Step.scalar(bytes, at: index).map { ScalarClass($0) == .letter } ?? false
    }

    private func scalar(before index: Int) -> Unicode.Scalar? { UTF8Step.scalar(bytes, before: index) }

    /// Whether a letter, a digit or a mark stands directly before.
    private func followsWord(_ index: Int) -> Bool {
        guard let scalar = scalar(before: index) else { return false }
        switch ScalarClass(scalar) {
        case .letter, .digit, .extender: return true
        case .space, .ideograph, .symbol, .punctuation: return false
        }
    }

    // MARK: Numbers

    private mutating func scan(from start: Int) {
        if followsWord(start) {
            position = max(digitsEnd(start), start + 1)
            return
        }
        var fraction: ArraySlice<UInt8> = []
        var digits: [UInt8] = []
        var end = digitsEnd(start)
        if end == start {
            end = digitsEnd(start + 1)
            fraction = bytes[start + 1..<end]
        } else if let (grouped, groupsEnd, separator) = thousands(from: start, firstEnd: end) {
            digits = grouped
            end = groupsEnd
            let marks: [UInt8] =
                switch separator {
                case [UInt8(ascii: ",")]: [UInt8(ascii: ".")]
                case [UInt8(ascii: ".")]: [UInt8(ascii: ",")]
                default: Array(".,".utf8)
                }
            if end < bytes.endIndex, marks.contains(bytes[end]), isDigit(end + 1) {
                fraction = bytes[end + 1..<digitsEnd(end + 1)]
                end = fraction.endIndex
            }
        } else {
            digits = Array(bytes[start..<end])
            if end < bytes.endIndex, bytes[end] == UInt8(ascii: "."), isDigit(end + 1) {
                let stop = digitsEnd(end + 1)
                if stop < bytes.endIndex, bytes[stop] == UInt8(ascii: "."), isDigit(stop + 1) {
                    return takeComponents(from: start)
                }
                fraction = bytes[end + 1..<stop]
                end = stop
            }
        }
        let (exponent, exponentEnd) = exponent(at: end)
        if exponentEnd > end {
            end = exponentEnd
        } else if isIdentifier(at: end) {
            position = end
            while isLetter(position) || isDigit(position) { position += 1 }
            return
        }
        let (isNegative, signedStart) = sign(before: start)
        let all = (digits + fraction).map { $0 - 0x30 }
        let value = ExactDecimal(isNegative: isNegative, digits: all, exponent: exponent - fraction.count)
        matches.append(Match(range: signedStart..<end, value: value))
        position = end
    }

    /// Digits with many points: each run of them is a number.
    private mutating func takeComponents(from start: Int) {
        var next = start
        while true {
            let end = digitsEnd(next)
            let value = ExactDecimal(isNegative: false, digits: bytes[next..<end].map { $0 - 0x30 }, exponent: 0)
            matches.append(Match(range: next..<end, value: value))
            position = end
            guard end < bytes.endIndex, bytes[end] == UInt8(ascii: "."), isDigit(end + 1) else { return }
            next = end + 1
        }
    }

    /// Groups of three from the end of the first group on; nil unless there is one and all are well-formed.
    private mutating func thousands(
        from start: Int, firstEnd: Int
    ) -> (digits: [UInt8], end: Int, separator: [UInt8])? {
        guard start >= ungroupedEnd, let separator = separator(at: firstEnd) else { return nil }
        var isWellFormed = firstEnd - start <= 3 && bytes[start] != UInt8(ascii: "0")
        var end = firstEnd
        var digits = Array(bytes[start..<firstEnd])
        var groups = 0
        while self.separator(at: end) == separator, isDigit(end + separator.count) {
            let group = end + separator.count
            end = digitsEnd(group)
            if end - group != 3 { isWellFormed = false }
            digits.append(contentsOf: bytes[group..<end])
            groups += 1
        }
        guard groups > 0 else { return nil }
        guard isWellFormed else {
            // A list, and no part of it is looked at again as if it were thousands.
            ungroupedEnd = end
            return nil
        }
        if separator == [UInt8(ascii: ".")], groups == 1 {
            // One point alone is a decimal point, unless a decimal comma says that it is not.
            guard end < bytes.endIndex, bytes[end] == UInt8(ascii: ","), isDigit(end + 1) else { return nil }
        }
        return (digits, end, separator)
    }

    private func separator(at index: Int) -> [UInt8]? {
        guard index < bytes.endIndex, bytes[index] >= 0x80 || ",.'_".utf8.contains(bytes[index]) else { return nil }
        return Self.separators.first { bytes[index...].starts(with: $0) }
    }

    private static let separators: [[UInt8]] = [",", ".", "'", "_", "\u{2019}", "\u{A0}", "\u{202F}", "\u{2009}"].map {
        Array($0.utf8)
    }

    private func exponent(at index: Int) -> (value: Int, end: Int) {
        guard index < bytes.endIndex, bytes[index] | 0x20 == UInt8(ascii: "e") else { return (0, index) }
        var start = index + 1
        var isNegative = false
        if start < bytes.endIndex, bytes[start] == UInt8(ascii: "-") || bytes[start] == UInt8(ascii: "+") {
            isNegative = bytes[start] == UInt8(ascii: "-")
            start += 1
        }
        let end = digitsEnd(start)
        // Longer ones are no exponents that anyone writes.
        guard end > start, end - start <= 4, !isLetter(end) else { return (0, index) }
        let value = bytes[start..<end].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return (isNegative ? -value : value, end)
    }

    /// Whether letters follow after which there are digits again.
    private func isIdentifier(at index: Int) -> Bool {
        var end = index
        while isLetter(end) {
            end += 1
            while end < bytes.endIndex, bytes[end] & 0xC0 == 0x80 { end += 1 }
        }
        return end > index && isDigit(end)
    }

    /// Whether the number is negative, and where it begins with its sign.
    private func sign(before start: Int) -> (isNegative: Bool, start: Int) {
        var sign = start
        if let currency = scalar(before: sign), currency.properties.generalCategory == .currencySymbol {
            sign -= UTF8Step.length(currency)
        }
        guard let dash = scalar(before: sign), dash == "-" || dash == "\u{2212}" else { return (false, start) }
        sign -= UTF8Step.length(dash)
        guard let scalar = scalar(before: sign) else { return (true, sign) }
        let isSign: Bool
        switch scalar.properties.generalCategory {
        case .openPunctuation, .initialPunctuation, .finalPunctuation, .currencySymbol: isSign = true
        default: isSign = ScalarClass(scalar) == .space || "=<>:;,*/+|~\"'`".unicodeScalars.contains(scalar)
        }
        return isSign ? (true, sign) : (false, start)
    }
}
