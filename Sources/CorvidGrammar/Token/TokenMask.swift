/// Which tokens of a vocabulary may come next: one bit for each, to be reused from step to step.
///
/// ```swift
/// var mask = TokenMask(count: trie.count)
/// trie.fill(&mask, for: &matcher)
/// mask.contains(token)
/// ```
public struct TokenMask: Sendable, Hashable {
    /// Tokens of the vocabulary.
    public let count: Int
    /// Bit `t & 31` of word `t >> 5` belongs to token `t`; bits beyond the vocabulary are 0.
    public internal(set) var words: [UInt32]

    /// A mask of `count` tokens, none of them allowed.
    public init(count: Int) {
        self.count = max(count, 0)
        words = Array(repeating: 0, count: (self.count + 31) / 32)
    }

    /// Whether `token` is allowed; what is no token of the vocabulary is not.
    public func contains(_ token: Int) -> Bool {
        token >= 0 && token < count && words[token >> 5] >> UInt32(token & 31) & 1 == 1
    }

    /// Allows `token`, which must be one of the vocabulary's.
    public mutating func insert(_ token: Int) {
        precondition(token >= 0 && token < count, "a token of another vocabulary")
        words[token >> 5] |= 1 << UInt32(token & 31)
    }

    /// Forbids `token`.
    public mutating func remove(_ token: Int) {
        guard token >= 0, token < count else { return }
        words[token >> 5] &= ~(1 << UInt32(token & 31))
    }

    /// Forbids all tokens.
    public mutating func removeAll() {
        for index in words.indices { words[index] = 0 }
    }

    /// How many tokens are allowed.
    public var allowedCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    /// The allowed tokens, ascending.
    public var tokens: [Int] {
        var list: [Int] = []
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                list.append(index * 32 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return list
    }
}
