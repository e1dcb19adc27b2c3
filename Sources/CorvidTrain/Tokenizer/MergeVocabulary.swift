/// Tokens that merges make out of the 256 bytes, which are tokens 0 to 255, and the encoding by them.
package struct MergeVocabulary: Sendable {
    /// The bytes of each token.
    package private(set) var tokens: [[UInt8]] = (0..<256).map { [UInt8($0)] }
    /// Pairs of tokens in the order of their ranks. Two may make the same token.
    package private(set) var merges: [(left: Int, right: Int)] = []

    private var kinds: [SymbolKind] = (0..<256).map { SymbolKind(byte: UInt8($0)) }
    private var identifiers: [[UInt8]: Int] = [:]
    /// Rank and token of each pair.
    private var table: [UInt64: (rank: Int, token: Int)] = [:]

    init() {
        for (id, token) in tokens.enumerated() { identifiers[token] = id }
    }

    var count: Int { tokens.count }

    static func pair(_ left: Int, _ right: Int) -> UInt64 { UInt64(left) << 32 | UInt64(right) }
    static func left(of pair: UInt64) -> Int { Int(pair >> 32) }
    static func right(of pair: UInt64) -> Int { Int(pair & 0xFFFF_FFFF) }

    func rank(of pair: UInt64) -> Int? { table[pair]?.rank }
    func token(of pair: UInt64) -> Int? { table[pair]?.token }
    func mayJoin(_ left: Int, _ right: Int) -> Bool { SymbolKind.mayJoin(kinds[left], kinds[right]) }
    func takesBlank(_ token: Int) -> Bool { kinds[token].takesBlank }

    /// Adds the merge of lowest priority, and its token unless another merge makes it already.
    mutating func append(_ left: Int, _ right: Int) {
        let bytes = tokens[left] + tokens[right]
        let id = identifiers[bytes] ?? tokens.count
        if id == tokens.count {
            tokens.append(bytes)
            kinds.append(SymbolKind(joining: kinds[left], kinds[right], bytes: bytes))
            identifiers[bytes] = id
        }
        table[Self.pair(left, right)] = (merges.count, id)
        merges.append((left, right))
    }

    /// The tokens of one piece of text, as the pre-tokenizer cuts it: of all neighbours that may merge those of the lowest
    /// rank do, the leftmost of equals first, until none is left.
    package func encode(_ piece: some Collection<UInt8>) -> [Int] {
        var symbols = piece.map(Int.init)
        while true {
            var best: (rank: Int, token: Int, index: Int)?
            for index in symbols.indices.dropLast() {
                guard let found = table[Self.pair(symbols[index], symbols[index + 1])] else { continue }
                if found.rank < best?.rank ?? .max { best = (found.rank, found.token, index) }
            }
            guard let best else { return symbols }
            symbols[best.index] = best.token
            symbols.remove(at: best.index + 1)
        }
    }
}
