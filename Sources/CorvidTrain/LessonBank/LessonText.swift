/// A text of a lesson, read once: words, slots and alternatives.
struct LessonText: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case words([UInt8])
        /// Which slot.
        case slot(Int)
        case choice([[Part]])
    }

    let parts: [Part]

    /// Reads `[a|b]` and `{slot}`; other brackets and braces stand for themselves.
    ///
    /// - Throws: `LessonProblem`.
    init(_ text: String, slots: inout LessonSlots) throws {
        parts = try Self.parts(Array(text.utf8)[...], &slots, allowsChoice: true)
    }

    private static func parts(
        _ bytes: ArraySlice<UInt8>, _ slots: inout LessonSlots, allowsChoice: Bool
    ) throws -> [Part] {
        var result: [Part] = []
        var words: [UInt8] = []
        var index = bytes.startIndex
        func close(_ open: UInt8, _ close: UInt8) -> Int? {
            let rest = bytes[(index + 1)...]
            guard let end = rest.firstIndex(where: { $0 == close || $0 == open }), bytes[end] == close else {
                return nil
            }
            return end
        }
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "{"), let end = close(byte, UInt8(ascii: "}")),
                let slot = try slots.slot(String(decoding: bytes[(index + 1)..<end], as: UTF8.self))
            {
                if !words.isEmpty { result.append(.words(words)) }
                words = []
                result.append(.slot(slot))
                index = end + 1
            } else if byte == UInt8(ascii: "["), allowsChoice, let end = close(byte, UInt8(ascii: "]")),
                bytes[index..<end].contains(UInt8(ascii: "|"))
            {
                if !words.isEmpty { result.append(.words(words)) }
                words = []
                let inner = bytes[(index + 1)..<end]
                let variants = inner.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
                result.append(.choice(try variants.map { try parts($0, &slots, allowsChoice: false) }))
                index = end + 1
            } else {
                words.append(byte)
                index += 1
            }
        }
        if !words.isEmpty { result.append(.words(words)) }
        return result
    }

    /// The one slot that the text consists of.
    var onlySlot: Int? {
        guard parts.count == 1, case .slot(let slot) = parts[0] else { return nil }
        return slot
    }

    /// All slots that can occur.
    var slots: Set<Int> { Self.slots(parts) }

    private static func slots(_ parts: [Part]) -> Set<Int> {
        parts.reduce(into: []) { found, part in
            switch part {
            case .words: break
            case .slot(let slot): found.insert(slot)
            case .choice(let variants): variants.forEach { found.formUnion(slots($0)) }
            }
        }
    }

    /// The words alone, for telling templates apart.
    var words: String {
        func words(_ parts: [Part]) -> String {
            parts.map { part in
                switch part {
                case .words(let bytes): String(decoding: bytes, as: UTF8.self)
                case .slot: "_"
                case .choice(let variants): variants.map(words).joined(separator: "|")
                }
            }.joined()
        }
        return words(parts)
    }
}
