import CorvidEngine

/// What a token consists of, which decides what it may merge with.
///
/// Tokens are parts of one character or whole characters of one kind, so that no merge reaches across the border
/// between a word and what surrounds it: how a word is cut depends on the word alone.
struct SymbolKind {
    /// Kinds of characters of which a token may hold several; some belong to two.
    private struct Groups: OptionSet {
        let rawValue: UInt8
        static let letters = Groups(rawValue: 1)
        static let white = Groups(rawValue: 2)
        /// What JSON is built of. A quotation mark belongs to nothing else, so that a string's own punctuation is never
        /// fused with the mark that ends it.
        static let structure = Groups(rawValue: 4)
        /// Punctuation of prose, SQL, addresses.
        static let signs = Groups(rawValue: 8)
    }

    private var groups: Groups = []
    /// Bytes that the character still lacks.
    private var missing = 0
    private var isContinuation = false
    private var beginsUppercase = false
    private var endsLowercase = false

    /// The kind of a single byte.
    init(byte: UInt8) {
        switch byte {
        case 0..<0x80: groups = Self.groups(of: Unicode.Scalar(byte))
        case 0x80..<0xC0: isContinuation = true
        case 0xC2..<0xE0: missing = 1
        case 0xE0..<0xF0: missing = 2
        case 0xF0..<0xF5: missing = 3
        default: break
        }
        beginsUppercase = 0x41...0x5A ~= byte
        endsLowercase = 0x61...0x7A ~= byte
    }

    /// The kind of the token that `left` and `right`, which ``mayJoin(_:_:)``, make together.
    init(joining left: SymbolKind, _ right: SymbolKind, bytes: [UInt8]) {
        beginsUppercase = left.beginsUppercase
        endsLowercase = right.endsLowercase
        missing = max(left.missing - 1, 0)
        if left.missing == 0 {
            groups = left.groups.intersection(right.groups)
        } else if missing == 0, let scalar = String(validating: bytes, as: UTF8.self)?.unicodeScalars.first {
            groups = Self.groups(of: scalar)
        }
    }

    /// Whether a token may follow a blank within one token: letters, and punctuation that merges at all.
    var takesBlank: Bool { !groups.isDisjoint(with: [.letters, .signs, .structure]) }

    /// Whether two neighbours may become one token.
    @inline(__always)
    static func mayJoin(_ left: SymbolKind, _ right: SymbolKind) -> Bool {
        if left.missing > 0 { return right.isContinuation }
        // `getCity`: each word of such a name is cut as it is elsewhere.
        if left.endsLowercase, right.beginsUppercase { return false }
        return !left.groups.isDisjoint(with: right.groups)
    }

    private static func groups(of scalar: Unicode.Scalar) -> Groups {
        switch PieceScanner.characterClass(of: scalar) {
        case .letter: return .letters
        case .space: return .white
        case .number: return []
        case .other: break
        }
        switch scalar {
        // An underscore divides words as a blank does; the others begin references to numbers.
        case "_", "@", "^": return []
        case "\"": return .structure
        case "{", "}", "[", "]", ":", ",": return [.structure, .signs]
        default: return .signs
        }
    }
}
