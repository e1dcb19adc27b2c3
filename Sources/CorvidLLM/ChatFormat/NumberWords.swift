import CorvidGrammar

/// Finds numbers written as English words.
///
/// Cardinals to billions ("two hundred and five", "twenty-five"), ordinals ("third", "twenty-first"), dozens ("two dozen",
/// "half a dozen"), "half", "quarter", and factors ("twice", "double", "triple"). The articles are no numbers. After
/// digits, "dozen", "hundred", "thousand", "million" and "billion" count by themselves: 3 million is 3 and 1000000.
enum NumberWords {
    private struct Word {
        var text: String
        var range: Range<Int>
        /// Whether one space or hyphen joins it to the word before.
        var isJoined: Bool
    }

    static func find(in text: String) -> [(range: Range<Int>, value: ExactDecimal)] {
        let words = words(of: text)
        var found: [(range: Range<Int>, value: ExactDecimal)] = []
        var index = 0
        while index < words.count {
            if let (value, count) = number(words[index...]) {
                found.append((words[index].range.lowerBound..<words[index + count - 1].range.upperBound, value))
                index += count
            } else {
                index += 1
            }
        }
        return found
    }

    /// Runs of ASCII letters with nothing of a word directly around them.
    private static func words(of text: String) -> [Word] {
        let bytes = Array(text.utf8)
        func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7A ~= byte | 0x20 }
        func isWordByte(_ byte: UInt8) -> Bool {
            isLetter(byte) || 0x30...0x39 ~= byte || byte == UInt8(ascii: "_") || byte >= 0x80
        }
        var words: [Word] = []
        var index = 0
        while index < bytes.count {
            guard isWordByte(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, isWordByte(bytes[index]) { index += 1 }
            let word = bytes[start..<index]
            let gap = words.last.map { start - $0.range.upperBound } ?? 0
            let isJoined = gap == 1 && (bytes[start - 1] == UInt8(ascii: " ") || bytes[start - 1] == UInt8(ascii: "-"))
            let text = word.allSatisfy(isLetter) ? String(decoding: word.map { $0 | 0x20 }, as: UTF8.self) : ""
            words.append(Word(text: text, range: start..<index, isJoined: isJoined))
        }
        return words
    }

    private static let units: [String: Int] = [
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19,
    ]
    private static let tens: [String: Int] = [
        "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
        "ninety": 90,
    ]
    private static let scales: [String: Int] = [
        "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
    ]
    private static let ordinals: [String: Int] = [
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
        "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
        "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
        "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90,
        "hundredth": 100, "thousandth": 1000,
    ]
    private static let factors: [String: Int] = [
        "twice": 2, "double": 2, "doubled": 2, "doubles": 2, "thrice": 3, "triple": 3, "tripled": 3, "triples": 3,
        "pair": 2, "couple": 2,
    ]

    /// The number that begins with the first word, and how many words it takes.
    private static func number(_ words: ArraySlice<Word>) -> (ExactDecimal, Int)? {
        guard let first = words.first?.text, !first.isEmpty else { return nil }
        func word(_ offset: Int) -> String {
            let index = words.startIndex + offset
            return index < words.endIndex && words[index].isJoined ? words[index].text : ""
        }
        if first == "half" {
            if word(1) == "a", word(2) == "dozen" { return (ExactDecimal(6), 3) }
            return ExactDecimal("0.5").map { ($0, 1) }
        }
        if first == "quarter" { return ExactDecimal("0.25").map { ($0, 1) } }
        if let value = factors[first] ?? ordinals[first] { return (ExactDecimal(value), 1) }
        if first == "dozen" { return (ExactDecimal(12), 1) }
        guard var (total, count) = belowThousand(words) ?? scales[first].map({ _ in (1, 0) }) else { return nil }
        if word(count) == "dozen", count > 0 { return (ExactDecimal(total * 12), count + 1) }
        var sum = 0
        var lastScale = Int.max
        while let scale = scales[count == 0 ? first : word(count)], scale < lastScale {
            sum += total * scale
            lastScale = scale
            total = 0
            count += 1
            let skip = word(count) == "and" ? 1 : 0
            let rest = words.dropFirst(count + skip)
            guard rest.first?.isJoined == true, let (more, taken) = belowThousand(rest) else { break }
            total = more
            count += skip + taken
        }
        return (ExactDecimal(sum + total), count)
    }

    /// A number below 1,000, perhaps ending in an ordinal.
    private static func belowThousand(_ words: ArraySlice<Word>) -> (Int, Int)? {
        guard let first = words.first?.text else { return nil }
        func word(_ offset: Int) -> String {
            let index = words.startIndex + offset
            return index < words.endIndex && words[index].isJoined ? words[index].text : ""
        }
        guard var (value, count) = belowHundred(words) ?? (first == "hundred" ? (1, 0) : nil) else { return nil }
        guard value < 100, (count == 0 ? first : word(count)) == "hundred" else { return (value, count) }
        value *= 100
        count += 1
        let skip = word(count) == "and" ? 1 : 0
        let rest = words.dropFirst(count + skip)
        if rest.first?.isJoined == true, let (more, taken) = belowHundred(rest) {
            value += more
            count += skip + taken
        }
        return (value, count)
    }

    private static func belowHundred(_ words: ArraySlice<Word>) -> (Int, Int)? {
        guard let first = words.first?.text else { return nil }
        if let value = units[first] { return (value, 1) }
        guard let value = tens[first] else { return nil }
        if let second = words.dropFirst().first, second.isJoined,
            let unit = units[second.text] ?? ordinals[second.text], 1...9 ~= unit
        {
            return (value + unit, 2)
        }
        return (value, 1)
    }
}
