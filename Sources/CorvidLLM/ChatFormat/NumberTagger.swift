import CorvidGrammar

/// Gives each number of a conversation its place, text after text.
///
/// Pure and incremental: the tags of a text depend on it and on the texts before it alone. Numbers are those of
/// `GroundedText` (`1,234.50`, `-3`, `1e6`) and number words of English (`NumberWords`): "twelve", "two dozen",
/// "twenty-first", "half". A text has tags for its first 48 numbers; more would cost more than they tell.
package struct NumberTagger: Sendable, Hashable {
    /// A number's tag.
    package struct Tag: Sendable, Hashable {
        /// Where the number stands, in bytes of the text's UTF-8.
        package var range: Range<Int>
        /// Its place in the conversation, counted from 1: the reference is `@place`.
        package var place: Int
        /// How many different numbers of the same text are larger, plus one; nil where the text has one value only, or
        /// beyond the eighth.
        package var rank: Int?
    }

    /// Numbers that a text has tags for.
    package static let maximumPerText = 48
    /// Ranks that are shown.
    package static let maximumRank = 8

    /// The values so far as JSON writes them, by place.
    package private(set) var values: [String] = []

    package init() {}

    /// The tags of the next text, in order.
    @discardableResult
    package mutating func tag(_ text: String) -> [Tag] {
        var found = GroundedText.numbers(in: text).map { (range: $0.utf8Range, value: $0.value) }
        let digits = found.map(\.range)
        found += NumberWords.find(in: text).filter { word in !digits.contains { $0.overlaps(word.range) } }
        found.sort { $0.range.lowerBound < $1.range.lowerBound }
        let shown = found.prefix(Self.maximumPerText)
        let order = Set(shown.map(\.value)).sorted(by: >)
        return shown.map { number in
            values.append(number.value.description)
            let rank = order.count > 1 ? order.firstIndex(of: number.value).map { $0 + 1 } : nil
            return Tag(
                range: number.range, place: values.count, rank: rank.flatMap { $0 <= Self.maximumRank ? $0 : nil })
        }
    }
}
