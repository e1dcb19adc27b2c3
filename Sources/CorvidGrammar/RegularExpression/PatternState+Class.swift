extension PatternState {
    /// The smallest character that may stand here.
    var bound: UInt32 { isInClass && range == .fromCharacter ? lower : 0 }

    mutating func takeClassElement(_ character: UInt8, _ scalar: UInt32) -> Bool {
        if mode == .classStart {
            mode = .classElement
            if character == UInt8(ascii: "^") { return true }
        }
        switch (character, range) {
        case (UInt8(ascii: "]"), _):
            isInClass = false
            (range, lower) = (.none, 0)
            mode = .term
            quantifiable = .yes
            return true
        case (UInt8(ascii: "\\"), _):
            mode = .escape
            return true
        case (UInt8(ascii: "-"), .afterCharacter):
            range = .fromCharacter
            return true
        case (UInt8(ascii: "-"), .afterSet):
            range = .fromSet
            return true
        default: return finish(scalar)
        }
    }

    mutating func takeTermEscape(_ character: UInt8, _ scalar: UInt32) -> Bool {
        switch character {
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            mode = .term
            quantifiable = .no
            return true
        case 0x31...0x39:
            value = scalar - 0x30
            mode = .backreference
            quantifiable = .yes
            return value <= captures
        default: return takeEscape(character, scalar)
        }
    }

    mutating func takeClassEscape(_ character: UInt8, _ scalar: UInt32) -> Bool {
        character == UInt8(ascii: "b") ? finish(0x08) : takeEscape(character, scalar)
    }

    /// An escape that may stand in a class and outside.
    mutating func takeEscape(_ character: UInt8, _ scalar: UInt32) -> Bool {
        switch character {
        case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "w"), UInt8(ascii: "W"), UInt8(ascii: "s"),
            UInt8(ascii: "S"):
            return finish(nil)
        case UInt8(ascii: "t"): return finish(0x09)
        case UInt8(ascii: "n"): return finish(0x0A)
        case UInt8(ascii: "v"): return finish(0x0B)
        case UInt8(ascii: "f"): return finish(0x0C)
        case UInt8(ascii: "r"): return finish(0x0D)
        case UInt8(ascii: "0"):
            isDigitBarred = true
            return finish(0)
        case UInt8(ascii: "c"):
            mode = .control
            return bound <= 26
        case UInt8(ascii: "x"):
            beginNumber(digits: 2, from: bound, through: 0xFF)
            return bound <= 0xFF
        case UInt8(ascii: "u"): mode = .unicode
        case UInt8(ascii: "p"), UInt8(ascii: "P"): mode = .property
        case 0x30...0x39: return false
        case _ where Self.isLetter(character): return false
        default: return finish(scalar)
        }
        return true
    }
}
