/// Text of templates without what a generator fills in.
enum TemplateText {
    /// `text` with slots (`{N1}`, `{city}`, `{=n*m}`) as a digit, which no token is learned of, and choices (`[a|b]`) one
    /// after another.
    static func plain(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }) else { return text }
        return withoutSlots(withoutChoices(text))
    }

    private static let longestSlot = 80

    private static func withoutSlots(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "{"), let end = slotEnd(text, from: index + 1) {
                out.append(UInt8(ascii: "0"))
                index = end
            } else {
                out.append(text[index])
                index += 1
            }
        }
        return out
    }

    /// What follows the slot whose first character is at `start`, or nil when there is none.
    private static func slotEnd(_ text: [UInt8], from start: Int) -> Int? {
        guard start < text.count else { return nil }
        let first = text[start]
        guard first == UInt8(ascii: "=") || 0x41...0x5A ~= first || 0x61...0x7A ~= first else { return nil }
        for index in start..<min(start + longestSlot, text.count) {
            switch text[index] {
            case UInt8(ascii: "}"): return index + 1
            case UInt8(ascii: "{"), UInt8(ascii: "\""), UInt8(ascii: "\n"): return nil
            default: break
            }
        }
        return nil
    }

    private static func withoutChoices(_ text: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "["), let end = choiceEnd(text, from: index + 1) {
                out.append(contentsOf: text[index + 1..<end - 1].map { $0 == UInt8(ascii: "|") ? 0x20 : $0 })
                index = end
            } else {
                out.append(text[index])
                index += 1
            }
        }
        return out
    }

    private static func choiceEnd(_ text: [UInt8], from start: Int) -> Int? {
        var isChoice = false
        for index in start..<text.count {
            switch text[index] {
            case UInt8(ascii: "|"): isChoice = true
            case UInt8(ascii: "]"): return isChoice ? index + 1 : nil
            case UInt8(ascii: "["), UInt8(ascii: "\n"): return nil
            default: break
            }
        }
        return nil
    }
}
