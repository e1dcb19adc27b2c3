/// Where in JSON's syntax of a number (RFC 8259, section 6) a prefix ends.
enum WrittenNumberPhase: UInt8 {
    case start, minus, zero, integer, point, fraction, letter, sign, exponent

    /// The phase after one more byte; nil where the syntax has no such byte.
    func next(_ byte: UInt8) -> WrittenNumberPhase? {
        switch byte {
        case UInt8(ascii: "-") where self == .start: return .minus
        case UInt8(ascii: "-"), UInt8(ascii: "+"): return self == .letter ? .sign : nil
        case UInt8(ascii: "."): return self == .zero || self == .integer ? .point : nil
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            return self == .zero || self == .integer || self == .fraction ? .letter : nil
        case 0x30...0x39:
            switch self {
            case .start, .minus: return byte == 0x30 ? .zero : .integer
            case .zero: return nil
            case .integer: return .integer
            case .point, .fraction: return .fraction
            case .letter, .sign, .exponent: return .exponent
            }
        default: return nil
        }
    }

    /// Whether a number may end here.
    var isAccepting: Bool {
        switch self {
        case .zero, .integer, .fraction, .exponent: true
        case .start, .minus, .point, .letter, .sign: false
        }
    }

    /// The bytes that the syntax allows next.
    var firstBytes: ByteSet {
        var set = ByteSet()
        for byte in Self.alphabet where next(byte) != nil { set.insert(byte) }
        return set
    }

    /// Every byte that occurs in numbers.
    static let alphabet = Array("-+.eE0123456789".utf8)
}
