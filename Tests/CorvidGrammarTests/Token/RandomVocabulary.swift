@testable import CorvidGrammar

/// A small vocabulary with what is hard in large ones: parts of characters, quotes and escapes within tokens, tokens of the
/// same bytes, tokens without text and control tokens.
struct RandomVocabulary {
    var tokens: [[UInt8]] = []
    var special: Set<Int> = []
    var endOfSequence: Set<Int> = []

    private static let pieces: [[UInt8]] =
        [
            "\"", "\"", "\\", "u", "00", "1f", "a", "b", "c", "d", "0", "9", "-", ",", ":", "{", "}", "[", "]", " ",
            "\n", "é", "語", "🦜",
        ]
        .map { Array($0.utf8) } + [
            [0xC3], [0xA9], [0xE8, 0xAA], [0x9E], [0xF0, 0x9F], [0x80], [0xFF], [0x00], [0x1F],
        ]

    init(using generator: inout SeededGenerator) {
        for byte in UInt8.min...UInt8.max where generator.below(4) > 0 { tokens.append([byte]) }
        let count = 50 + generator.below(300)
        while tokens.count < count + 150 {
            switch generator.below(20) {
            case 0: tokens.append([])
            case 1: tokens.append(tokens[generator.below(tokens.count)])
            case 2:
                if generator.below(3) == 0 { endOfSequence.insert(tokens.count) } else { special.insert(tokens.count) }
                tokens.append(Array("<a>".utf8))
            default:
                var bytes: [UInt8] = []
                for _ in 0..<(1 + generator.below(5)) { bytes += Self.pieces[generator.below(Self.pieces.count)] }
                if generator.below(30) == 0 { bytes += Array(repeating: 0x61, count: 10 + generator.below(30)) }
                tokens.append(bytes)
            }
        }
    }

    var trie: TokenTrie {
        get throws { try TokenTrie(tokens: tokens, special: special, endOfSequence: endOfSequence) }
    }

    /// The bytes of a token as a grammar sees them; nil when no grammar can take it.
    func bytes(_ token: Int) -> [UInt8]? {
        if special.contains(token) || endOfSequence.contains(token) {
            return [0xFF, 0, 0, UInt8(token >> 8), UInt8(token & 255)]
        }
        return tokens[token].isEmpty || tokens[token].contains(0xFF) ? nil : tokens[token]
    }

    /// What may come next, token by token.
    func bruteForce(_ matcher: GrammarMatcher) -> Set<Int> {
        var allowed: Set<Int> = []
        for token in tokens.indices {
            guard let bytes = bytes(token) else { continue }
            var copy = matcher
            if copy.advance(by: bytes) == bytes.count { allowed.insert(token) }
        }
        return matcher.isComplete ? allowed.union(endOfSequence) : allowed
    }
}
