extension TokenTrie {
    /// The fewest tokens of which the bytes, one after the other, are `bytes`; nil when there are none.
    ///
    /// Any way to cut a text that a grammar takes is a way through its masks.
    package func fewestTokens(for bytes: [UInt8]) -> [Int]? {
        // From the end: how many tokens the rest takes, and the first of them.
        var counts = [Int32](repeating: .max, count: bytes.count + 1)
        var first = [(token: Int32, length: Int32)](repeating: (-1, 0), count: bytes.count)
        counts[bytes.count] = 0
        for start in bytes.indices.reversed() {
            var node = -1
            var end = start
            while end < bytes.count, let child = trie.child(node, bytes[end]) {
                node = child
                end += 1
                let own = trie.ownEntries(node)
                if !own.isEmpty, counts[end] < .max, counts[end] + 1 < counts[start] {
                    counts[start] = counts[end] + 1
                    first[start] = (trie.entries[own.lowerBound], Int32(end - start))
                }
            }
        }
        guard counts[0] < .max else { return nil }
        var tokens: [Int] = []
        tokens.reserveCapacity(Int(counts[0]))
        var place = 0
        while place < bytes.count {
            tokens.append(Int(first[place].token))
            place += Int(first[place].length)
        }
        return tokens
    }

    /// The control token that grammars spell so.
    package func token(spelled bytes: ArraySlice<UInt8>) -> Int? {
        var node = -1
        for byte in bytes {
            guard let child = trie.child(node, byte) else { return nil }
            node = child
        }
        guard node >= 0, let entry = trie.ownEntries(node).first else { return nil }
        return Int(trie.entries[entry])
    }

    /// What must come next, and how it may be cut.
    package struct ForcedRun {
        /// The bytes that have to follow, whole characters and control tokens.
        package var bytes: [UInt8]
        /// Where in `bytes` a token may begin that reaches beyond them; ascending.
        package var openings: [Int]
    }

    /// The longest run of bytes that has to follow; at most `limit`.
    package func forcedRun(for matcher: GrammarMatcher, limit: Int = 1024) -> ForcedRun {
        matcher.withPool { pool, state in
            var (bytes, after) = pool.forcedBytes(from: state, limit: limit)
            guard !bytes.isEmpty else { return ForcedRun(bytes: [], openings: []) }
            let whole = Self.wholeCharacters(bytes)
            if whole < bytes.count {
                after = pool.derivative(state, by: bytes[..<whole])
                bytes.removeLast(bytes.count - whole)
            }
            var openings: [Int] = []
            // Nothing reaches across a control token.
            let from = (bytes.lastIndex(of: 0xFF) ?? -5) + 5
            for start in max(from, bytes.count - trie.longest)..<bytes.count
            where goesOn(pool, after, behind: bytes[start...]) {
                openings.append(start)
            }
            return ForcedRun(bytes: bytes, openings: openings)
        }
    }

    /// Whether a token that begins with `beginning` and is longer fits when `state` comes after `beginning`.
    private func goesOn(_ pool: ExpressionPool, _ state: ExpressionID, behind beginning: ArraySlice<UInt8>) -> Bool {
        var node = -1
        for byte in beginning {
            guard let child = trie.child(node, byte) else { return false }
            node = child
        }
        guard trie.nodes[node].size > 1 else { return false }
        var found = false
        trie.walk(pool, state, under: node) { node, _, _ in
            if !trie.ownEntries(node).isEmpty { found = true }
            return found ? .skip : .descend
        }
        return found
    }

    /// How many of `bytes` make whole characters and whole control tokens.
    private static func wholeCharacters(_ bytes: [UInt8]) -> Int {
        var place = 0
        while place < bytes.count {
            let length =
                switch bytes[place] {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                case 0xFF: 5
                default: 1
                }
            if place + length > bytes.count { return place }
            place += length
        }
        return place
    }

    /// A text that completes what `matcher` has taken, if it is one: ways to finish that are estimates are followed to
    /// their end before they are trusted.
    package func completion(of matcher: GrammarMatcher, after token: Int? = nil) -> [UInt8]? {
        matcher.withPool { pool, state in
            var state = state
            if let token {
                state = pool.derivative(state, by: bytes(of: token))
                guard state != .nothing else { return nil }
            }
            let text = pool.completion(state)
            return pool.matches(state, text) ? text : nil
        }
    }

    /// Takes from `mask` the tokens after which no completion is known that takes at most `budget` tokens.
    package func restrict(_ mask: inout TokenMask, for matcher: GrammarMatcher, budget: Int) {
        matcher.withPool { pool, state in
            // Many tokens lead to few states.
            var fits: [ExpressionID: Bool] = [:]
            for token in mask.tokens where !endOfSequence.contains(token) {
                let next = pool.derivative(state, by: bytes(of: token))
                if fits[next] == nil {
                    let text = pool.completion(next)
                    fits[next] =
                        pool.matches(next, text)
                        && ((hasAllBytes && text.count <= budget)
                            || fewestTokens(for: text).map { $0.count <= budget } == true)
                }
                if fits[next] != true { mask.remove(token) }
            }
        }
    }
}
