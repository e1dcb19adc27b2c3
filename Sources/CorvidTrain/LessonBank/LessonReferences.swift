import CorvidLLM

/// The numbers of a conversation that is being made, by place and by the slot that put them there.
struct LessonReferences {
    struct Entry {
        /// The reference is `@place`.
        var place: Int
        var value: LessonNumber
        /// The value as a call has it.
        var text: String
        /// The slot that stands there.
        var slot: Int?
        /// Which text of the conversation.
        var message: Int
        /// A word such as "third", which counts nothing.
        var isOrdinal: Bool
    }

    private var tagger = NumberTagger()
    private(set) var entries: [Entry] = []
    private var messages = 0

    /// Adds the next text of a user or tool.
    mutating func add(_ text: LessonFilling.Text) {
        let known = tagger.values.count
        for tag in tagger.tag(text.string) {
            let written = tagger.values[tag.place - 1]
            guard let value = LessonNumber(written), tag.place > known else { continue }
            let mark = text.marks.first { $0.range.overlaps(tag.range) }
            let bytes = text.bytes[tag.range]
            let isWord = bytes.first.map { 0x61...0x7A ~= $0 | 0x20 } ?? false
            entries.append(
                Entry(
                    place: tag.place, value: value, text: written, slot: mark?.slot, message: messages,
                    isOrdinal: isWord && Self.isOrdinal(bytes)))
        }
        messages += 1
    }

    private static func isOrdinal(_ word: ArraySlice<UInt8>) -> Bool {
        ["first", "second", "third", "th", "thirds", "half", "quarter"].contains { ending in
            word.count >= ending.utf8.count
                && zip(word.suffix(ending.utf8.count), ending.utf8).allSatisfy { $0 | 0x20 == $1 }
        }
    }

    /// The place where a slot's value stands: the last text that has it counts, and its first place there.
    func entry(of slot: Int, value: LessonNumber) -> Entry? {
        guard let last = entries.last(where: { $0.slot == slot && $0.value == value }) else { return nil }
        return entries.first { $0.slot == slot && $0.value == value && $0.message == last.message }
    }

    /// A place with this value that no slot has put there, not yet used.
    func free(_ value: LessonNumber, used: Set<Int> = [], allowsOrdinals: Bool = false) -> Entry? {
        entries.first {
            $0.value == value && $0.slot == nil && (allowsOrdinals || !$0.isOrdinal) && !used.contains($0.place)
        }
    }

    /// Any place with this value, those of the latest texts first where wished.
    func any(_ value: LessonNumber, used: Set<Int> = [], latestFirst: Bool = false) -> Entry? {
        let found = entries.filter { $0.value == value && !used.contains($0.place) }
        guard latestFirst, let message = found.last?.message else {
            return found.first { !$0.isOrdinal } ?? found.first
        }
        return found.first { $0.message == message }
    }
}
