/// Texts that values can be copied from: a conversation, a document.
///
/// A grounded value is a stretch of one of the texts, so it cannot be invented. ``numbers(deduplicated:)`` and ``urls()`` list
/// what is most often copied; a grammar takes any stretch, whole words by option. Sorting takes time linear in the length,
/// some ten milliseconds for 100 KB.
///
/// **Words.** With word alignment a stretch begins where a word begins and ends where one ends. Words are runs of letters,
/// digits, marks and `_`. Inside, a point joins what it stands between (`example.com`, `v1.2`), as do `,` `:` `/` `-` `'`
/// between two digits (`1,234`, `12:30`, `2026-11-21`). A number with its sign, a URL and an e-mail address are each one word.
/// Letters of scripts without spaces between words (Han, kana, Thai, …) and symbols (currencies, `%`, `#`, pictographs) are
/// each a word of their own, so `$5` can be copied whole or as `5`. No stretch begins or ends with white space.
public final class GroundedText: Sendable {
    /// The texts' UTF-8, each followed by 0xFF, which no text contains.
    let bytes: [UInt8]
    /// Where each text lies in `bytes`.
    let ranges: [Range<Int>]
    /// What may begin or end at each byte.
    let marks: [TextMarks]
    /// All positions in the order of the texts from there.
    let order: [Int32]

    private let foundNumbers: [GroundedNumber]
    let numberValues: Set<ExactDecimal>
    private let foundURLs: [String]

    /// - Parameter texts: In order; a stretch lies within one of them. What goes beyond 1 GB together is left out.
    public init(_ texts: [String]) {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        for text in texts where bytes.count + text.utf8.count < 1 << 30 {
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            ranges.append(start..<bytes.count)
            bytes.append(0xFF)
        }
        var marks = [TextMarks](repeating: [], count: bytes.count)
        var numbers: [GroundedNumber] = []
        var urls: [String] = []
        for (index, range) in ranges.enumerated() {
            let text = bytes[range]
            let addresses = URLScanner(text)
            urls += addresses.urls.map { String(decoding: bytes[$0], as: UTF8.self) }
            let matches = NumberScanner(text).matches
            numbers += matches.map { match in
                GroundedNumber(
                    written: String(decoding: bytes[match.range], as: UTF8.self), normalized: match.value.description,
                    textIndex: index,
                    utf8Range: match.range.lowerBound - range.lowerBound..<match.range.upperBound - range.lowerBound,
                    value: match.value)
            }
            WordScanner.mark(text, whole: [addresses.urls, addresses.mailAddresses, matches.map(\.range)], in: &marks)
        }
        self.bytes = bytes
        self.ranges = ranges
        self.marks = marks
        foundNumbers = numbers
        numberValues = Set(numbers.map(\.value))
        foundURLs = urls
        order = SuffixArray(bytes).order
    }

    /// The numbers that stand in the texts, in order of appearance; each value once when `deduplicated`, where it first stands.
    ///
    /// Thousands separators, decimal points, signs and exponents are read (`1,234.50` is `1234.5`); a hyphen is a sign only
    /// where it joins nothing, so a date has no negative months.
    public func numbers(deduplicated: Bool = false) -> [GroundedNumber] {
        guard deduplicated else { return foundNumbers }
        var seen: Set<ExactDecimal> = []
        return foundNumbers.filter { seen.insert($0.value).inserted }
    }

    /// The URLs that stand in the texts, in order of appearance, each once: with a scheme of `http`, `https` or `ftp`, or
    /// beginning with `www.`, without the sentence's punctuation at their end.
    public func urls() -> [String] {
        var seen: Set<[UInt8]> = []
        return foundURLs.filter { seen.insert(Array($0.utf8)).inserted }
    }
}
