import Synchronization

/// A vocabulary as a tree over its tokens' bytes, prepared for ``TokenMask``s; made once and shared.
///
/// Control tokens stand for no text: they enter as the byte 0xFF, which is never in UTF-8, and their id in four bytes,
/// so that text never matches one while a grammar can still ask for it.
public final class TokenTrie: Sendable {
    /// Tokens of the vocabulary, those without text included.
    public let count: Int
    /// Tokens with longer texts are never allowed.
    public static let longestToken = 4096

    /// Tokens that end the output, wherever the text may end.
    public let endOfSequence: [Int]
    /// Tells vocabularies apart in what grammars remember.
    let identity: UInt64

    /// The tokens' bytes, one after the other, as they enter the tree, and where each begins.
    private let text: [UInt8]
    private let starts: [Int32]
    let trie: FlatTrie
    let strings: [StringSlices]
    let texts: ScalarSlices
    let signatures: SignatureIndex
    /// The tokens that have a quote or a backslash.
    let escapes: FlatTrie

    /// Whether every byte of UTF-8 is a token, so that a text never takes more tokens than bytes.
    package let hasAllBytes: Bool

    let runs = Mutex(Runs())

    private static let identities = IdentityCounter()

    /// Prepares a vocabulary.
    ///
    /// - Parameters:
    ///   - tokens: The bytes of each token; empty for those without text. A token may be part of a character.
    ///   - special: Ids of control tokens; their bytes do not count.
    ///   - endOfSequence: Ids of tokens that end the output.
    /// - Throws: ``GrammarError`` when the texts are more than about 16 million bytes.
    public init(
        tokens: [[UInt8]], special: some Sequence<Int> = [], endOfSequence: some Sequence<Int> = []
    ) throws(GrammarError) {
        count = tokens.count
        let size = tokens.count
        self.endOfSequence = Array(Set(endOfSequence)).filter { $0 >= 0 && $0 < size }.sorted()
        identity = Self.identities.next()
        let isSpecial = Set(special).union(self.endOfSequence)
        var text: [UInt8] = []
        var starts: [Int32] = [0]
        starts.reserveCapacity(tokens.count + 1)
        var keys: [(key: ArraySlice<UInt8>, value: Int32)] = []
        keys.reserveCapacity(tokens.count)
        for (id, bytes) in tokens.enumerated() {
            var bytes = bytes
            if isSpecial.contains(id) {
                bytes = Self.spelling(special: id)
            } else if bytes.contains(0xFF) || bytes.count > Self.longestToken {
                // No text has the byte 0xFF; it must not look like the beginning of a control token.
                bytes = []
            }
            guard text.count + bytes.count < FlatTrie.nodeLimit else { throw Self.tooLarge }
            text += bytes
            starts.append(Int32(text.count))
            if !bytes.isEmpty { keys.append((bytes[...], Int32(id))) }
        }
        guard let trie = FlatTrie(sorted: Self.sorted(keys)) else { throw Self.tooLarge }
        self.text = text
        self.starts = starts
        self.trie = trie
        signatures = SignatureIndex(trie, count: size)
        let marked = keys.filter { $0.key.contains(0x22) || $0.key.contains(0x5C) }
        guard let escapes = FlatTrie(sorted: Self.sorted(marked)) else { throw Self.tooLarge }
        self.escapes = escapes
        hasAllBytes = (UInt8(0)...0xF4).allSatisfy { byte in
            byte == 0xC0 || byte == 0xC1 || trie.child(-1, byte).map { !trie.ownEntries($0).isEmpty } == true
        }
        texts = ScalarSlices.texts(trie, count: size)
        strings = try [
            StringSlices(trie, count: size, style: .canonical), StringSlices(trie, count: size, style: .any),
        ]
    }

    static let tooLarge = GrammarError(
        .tooComplex, "the vocabulary's texts take more than \(FlatTrie.nodeLimit) bytes")

    /// The bytes of `token` as grammars see them: none for tokens without text.
    package func bytes(of token: Int) -> ArraySlice<UInt8> { text[Int(starts[token])..<Int(starts[token + 1])] }

    func length(of token: Int) -> Int { Int(starts[token + 1] - starts[token]) }

    /// How a grammar spells the control token `id`.
    public static func spelling(special id: Int) -> [UInt8] {
        [0xFF] + (0..<4).map { UInt8(truncatingIfNeeded: id >> (24 - 8 * $0)) }
    }

    /// Bytes that the vocabulary takes, about.
    public var memoryBytes: Int {
        text.count + starts.count * 4 + trie.memoryBytes + signatures.memoryBytes + escapes.memoryBytes
            + strings.reduce(0) { $0 + $1.memoryBytes }
    }

    /// In order of the bytes; equal ones in order of their values.
    static func sorted(
        _ keys: [(key: ArraySlice<UInt8>, value: Int32)]
    ) -> [(key: ArraySlice<UInt8>, value: Int32)] {
        // Eight bytes in one number decide nearly always.
        var order: ContiguousArray<(prefix: UInt64, index: Int32)> = []
        order.reserveCapacity(keys.count)
        for (index, (key, _)) in keys.enumerated() {
            var prefix: UInt64 = 0
            var shift: UInt64 = 56
            for byte in key.prefix(8) {
                prefix |= UInt64(byte) << shift
                shift &-= 8
            }
            order.append((prefix, Int32(index)))
        }
        order.sort { a, b in
            if a.prefix != b.prefix { return a.prefix < b.prefix }
            let (first, second) = (keys[Int(a.index)], keys[Int(b.index)])
            if first.key.lexicographicallyPrecedes(second.key) { return true }
            if second.key.lexicographicallyPrecedes(first.key) { return false }
            return first.value < second.value
        }
        return order.map { keys[Int($0.index)] }
    }
}
