/// What a person pressed.
enum Key: Equatable {
    case text(String)
    /// A line break within the line: pasted, or Alt-Enter.
    case newline
    case enter
    case left, right, up, down, home, end, wordLeft, wordRight
    case backspace, delete, cutToEnd, cutToStart, cutWord, paste
    case clearScreen, interrupt, endOfInput
}

/// Makes keys of the bytes that a terminal sends (ECMA-48 control sequences as xterm uses them, UTF-8).
struct KeyDecoder {
    private var pending: [UInt8] = []
    private var isPasting = false
    /// No control sequence that means something is longer.
    private static let longestSequence = 16

    /// - Returns: nil until a key is complete, and for what means nothing.
    mutating func take(_ byte: UInt8) -> Key? {
        pending.append(byte)
        if pending[0] == 0x1B { return escape() }
        if isPasting, pending == [0x0D] || pending == [0x0A] { return finish(.newline) }
        if pending[0] < 0x20 || pending[0] == 0x7F {
            let key = Self.control(pending[0])
            pending = []
            return isPasting && key != .text("\t") ? nil : key
        }
        return character()
    }

    private mutating func finish(_ key: Key?) -> Key? {
        pending = []
        return key
    }

    private mutating func character() -> Key? {
        let first = pending[0]
        let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard pending.count >= length else {
            if let last = pending.dropFirst().last, last & 0xC0 != 0x80 { return finish(nil) }
            return nil
        }
        guard let text = String(validating: pending, as: UTF8.self), let scalar = text.unicodeScalars.first,
            scalar.value < 0x80 || scalar.value >= 0xA0
        else { return finish(nil) }
        return finish(.text(text))
    }

    private static func control(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x01: .home
        case 0x02: .left
        case 0x03: .interrupt
        case 0x04: .endOfInput
        case 0x05: .end
        case 0x06: .right
        case 0x08, 0x7F: .backspace
        case 0x09: .text("\t")
        case 0x0A, 0x0D: .enter
        case 0x0B: .cutToEnd
        case 0x0C: .clearScreen
        case 0x0E: .down
        case 0x10: .up
        case 0x15: .cutToStart
        case 0x17: .cutWord
        case 0x19: .paste
        default: nil
        }
    }

    private mutating func escape() -> Key? {
        guard pending.count > 1 else { return nil }
        switch pending[1] {
        case UInt8(ascii: "["):
            guard let last = pending.dropFirst(2).last else { return nil }
            guard (0x40...0x7E).contains(last) else {
                return pending.count > Self.longestSequence ? finish(nil) : nil
            }
            return finish(sequence(String(decoding: pending.dropFirst(2), as: UTF8.self)))
        case UInt8(ascii: "O"):
            guard pending.count > 2 else { return nil }
            return finish(sequence(String(decoding: pending.dropFirst(2), as: UTF8.self)))
        case UInt8(ascii: "b"): return finish(.wordLeft)
        case UInt8(ascii: "f"): return finish(.wordRight)
        case 0x0D, 0x0A: return finish(.newline)
        case 0x7F: return finish(.cutWord)
        case 0x1B:
            pending = [0x1B]
            return nil
        default: return finish(nil)
        }
    }

    private mutating func sequence(_ text: String) -> Key? {
        switch text {
        case "A": return .up
        case "B": return .down
        case "C": return .right
        case "D": return .left
        case "H", "1~", "7~": return .home
        case "F", "4~", "8~": return .end
        case "3~": return .delete
        case "1;5C", "1;3C": return .wordRight
        case "1;5D", "1;3D": return .wordLeft
        case "200~":
            isPasting = true
            return nil
        case "201~":
            isPasting = false
            return nil
        default: return nil
        }
    }
}
