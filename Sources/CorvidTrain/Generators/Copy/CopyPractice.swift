import Corvid
import CorvidGrammar

/// Teaches copying and key-value lookup, densely and over the whole vocabulary: nearly all that is to be learned is a
/// stretch of the context, so that the only way to be right is to find it and to copy it.
///
/// Forms: repeat a span; the value of a key among many, and the key of a value; the n-th item; the item next to another;
/// what stands between quotation marks; string arguments of a call. What is copied is made of random pieces of the
/// vocabulary (a token that never is a target cannot be copied later), words, invented words, numbers, names and
/// identifiers. Tasks share lists and tools where they can.
package struct CopyPractice: ExampleSource {
    package let name = "copy"
    let portion: Portion
    /// Pieces by how they can stand in a text.
    let vocabulary: [String]

    /// - Parameter vocabulary: The pieces that tokens stand for; empty: words alone.
    package init(vocabulary: [String], portion: Portion = .training) {
        self.vocabulary = vocabulary.filter(Self.isUsable)
        self.portion = portion
    }

    private static func isUsable(_ piece: String) -> Bool {
        guard !piece.isEmpty, !piece.hasPrefix("<|"), piece.contains(where: { !$0.isWhitespace }) else { return false }
        // The replacement character stands for bytes that are no text alone.
        return piece.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" && $0.value >= 0x20 && !Figure.isMark($0) }
    }

    package func example(_ random: inout Randomness) -> Example {
        var composer = Composer(random, portion)
        defer { random = composer.random }
        switch composer.int(0...99) {
        case ..<18: return repetition(&composer)
        case ..<48: return lookup(&composer)
        case ..<60: return list(&composer)
        case ..<70: return quotation(&composer)
        default: return arguments(&composer)
        }
    }

    // MARK: - What is copied

    /// A short run of pieces, a word, a number, a name: whatever, without white space at its ends, line ends, or
    /// characters of `banned`.
    func item(_ composer: inout Composer, banned: Set<Character> = []) -> String {
        for _ in 0..<6 {
            let item = anyItem(&composer)
            if !item.isEmpty, banned.isEmpty || !item.contains(where: banned.contains) { return item }
        }
        return composer.inventedWord()
    }

    private func anyItem(_ composer: inout Composer) -> String {
        switch composer.int(0...99) {
        case ..<50: return pieces(composer.int(1...5), &composer)
        case ..<62: return composer.pick(Words.all)
        case ..<69: return composer.inventedWord(1...4)
        case ..<75: return composer.plainNumber()
        case ..<82: return composer.chance(0.5) ? composer.fullName() : composer.inventedName()
        case ..<89: return composer.identifier()
        case ..<93: return composer.code()
        case ..<95: return composer.pick(Words.adjectives) + " " + composer.pick(Words.things)
        case ..<96: return composer.isoDate()
        case ..<97: return composer.clockTime()
        case ..<98: return composer.emailAddress()
        default: return composer.webAddress()
        }
    }

    /// Random pieces of the vocabulary in a row.
    func pieces(_ count: Int, _ composer: inout Composer) -> String {
        guard !vocabulary.isEmpty else {
            return (0..<count).map { _ in composer.pick(Words.all) }.joined(separator: " ")
        }
        var text = ""
        for _ in 0..<count {
            let piece = composer.pick(vocabulary)
            // A piece that goes on a word would merge with another before it into different pieces.
            if let last = text.last, last.isLetter, piece.first?.isLetter == true, composer.chance(0.6) { text += " " }
            text += piece
        }
        return text.trimmed
    }

    /// Items in a row, a few dozen tokens.
    func span(_ count: ClosedRange<Int>, _ composer: inout Composer, banned: Set<Character> = []) -> String {
        (0..<composer.int(count)).map { _ in item(&composer, banned: banned) }.joined(separator: " ")
    }
}

extension String {
    /// Without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
