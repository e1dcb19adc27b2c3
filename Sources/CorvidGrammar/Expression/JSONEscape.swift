/// Where a JSON string stands: in its plain text or within an escape.
struct JSONEscape {
    enum Stage: Int32 {
        case plain
        /// After the backslash.
        case backslash
        /// After `\u`; `digits` were read.
        case hexadecimal
        /// After a high surrogate: its partner must come.
        case lowBackslash
        /// After a high surrogate and a backslash.
        case lowLetter
        /// In the digits of a low surrogate.
        case lowHexadecimal
    }

    /// Bits: 0 style, 1...3 stage, 4...5 digits read, 6...17 their value (12 bits), 18...27 the high surrogate's payload.
    var raw: Int32

    init(raw: Int32) { self.raw = raw }

    init(style: JSONStyle, stage: Stage = .plain, digits: Int32 = 0, value: Int32 = 0, high: Int32 = 0) {
        raw = style.rawValue | stage.rawValue << 1 | digits << 4 | value << 6 | high << 18
    }

    var style: JSONStyle { raw & 1 == 0 ? .canonical : .any }
    var stage: Stage { Stage(rawValue: raw >> 1 & 7) ?? .plain }
    var digits: Int32 { raw >> 4 & 3 }
    var value: Int32 { raw >> 6 & 0xFFF }
    var high: Int32 { raw >> 18 & 0x3FF }

    /// Bytes that the escape itself has yet to take, about.
    var pendingCost: Int32 {
        switch stage {
        case .plain: 0
        case .backslash: 1
        case .hexadecimal: 4 - digits
        case .lowBackslash: 6
        case .lowLetter: 5
        case .lowHexadecimal: 4 - digits
        }
    }

    /// What a letter after the backslash stands for.
    static func short(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    static func hexadecimal(_ byte: UInt8) -> Int32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int32(byte) - 48
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int32(byte) - 87
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int32(byte) - 55
        default: nil
        }
    }

    /// Whether the canonical style writes this byte of content as `\u00XX`.
    static func isLongControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != 0x08 && byte != 0x09 && byte != 0x0A && byte != 0x0C && byte != 0x0D
    }

    /// Appends `content` as the canonical style writes it, without quotes.
    static func append(_ content: [UInt8], to text: inout [UInt8]) {
        for byte in content {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0x08: text += Array("\\b".utf8)
            case 0x09: text += Array("\\t".utf8)
            case 0x0A: text += Array("\\n".utf8)
            case 0x0C: text += Array("\\f".utf8)
            case 0x0D: text += Array("\\r".utf8)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                text += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: text.append(byte)
            }
        }
    }
}
