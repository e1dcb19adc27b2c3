import Testing

@testable import CorvidGrammar

@Suite("Matchers")
struct GrammarMatcherTests {
    /// Nested lists of words: `[ab,[c,d]]`.
    static func lists(memoryLimit: Int = 8 << 20) throws -> CompiledGrammar {
        try CompiledGrammar(memoryLimit: memoryLimit) { pool in
            let value = pool.makeRule(cost: 1)
            let word = pool.repetition(pool.bytes(ByteSet(0x61...0x7A)), 1, nil)
            let more = pool.repetition(pool.sequence(pool.literal(","), value), 0, nil)
            let list = pool.sequence([
                pool.literal("["), pool.optional(pool.sequence(value, more)), pool.literal("]"),
            ])
            pool.define(value, as: pool.choice(word, list))
            return value
        }
    }

    @Test func followsAndRollsBack() throws {
        var matcher = GrammarMatcher(try Self.lists())
        #expect(matcher.advance(by: "[ab,[c".utf8) == 6)
        #expect(matcher.allowedBytes() == ByteSet(0x61...0x7A).union(ByteSet(Array(",]".utf8))))
        #expect(!matcher.isComplete)
        #expect(String(decoding: matcher.shortestCompletion(), as: UTF8.self) == "]]")
        #expect(matcher.advance(by: "]]]".utf8) == 2)
        #expect(matcher.text == Array("[ab,[c".utf8))
        matcher.advance(by: "]]".utf8)
        #expect(matcher.isComplete && matcher.isAtEnd)
        matcher.rollBack(3)
        #expect(matcher.text == Array("[ab,[".utf8))
        matcher.advance(by: "x]]".utf8)
        #expect(matcher.isComplete)
    }

    @Test func forcedBytesEndAtAChoice() throws {
        let grammar = try CompiledGrammar { pool in
            pool.keyed([
                (Array("{\"alpha\":".utf8), pool.literal("1}")), (Array("{\"alpine\":".utf8), pool.literal("2}")),
            ])
        }
        var matcher = GrammarMatcher(grammar)
        #expect(String(decoding: matcher.forcedBytes(), as: UTF8.self) == "{\"alp")
        matcher.advance(by: "{\"alpi".utf8)
        #expect(String(decoding: matcher.forcedBytes(), as: UTF8.self) == "ne\":2}")
        #expect(String(decoding: matcher.forcedBytes(limit: 2), as: UTF8.self) == "ne")
    }

    @Test func beginsAnewWithinItsMemoryLimit() throws {
        // Every prefix of a long random nesting is a state of its own, many more than the limit holds.
        let grammar = try Self.lists(memoryLimit: 1 << 18)
        var generator = SeededGenerator(seed: 7)
        let reference = try Self.lists()
        for _ in 0..<20 {
            var matcher = GrammarMatcher(grammar)
            var other = GrammarMatcher(reference)
            for _ in 0..<300 {
                let allowed = other.allowedBytes()
                #expect(matcher.allowedBytes() == allowed)
                if allowed.isEmpty { break }
                let byte = allowed.bytes[generator.below(allowed.count)]
                matcher.advance(by: [byte])
                other.advance(by: [byte])
            }
            #expect(matcher.shortestCompletion() == other.shortestCompletion())
        }
    }

    @Test func copiesGoTheirOwnWays() throws {
        var first = GrammarMatcher(try Self.lists())
        first.advance(by: "[a".utf8)
        var second = first
        second.advance(by: "]".utf8)
        first.advance(by: ",b]".utf8)
        #expect(second.isComplete && first.isComplete)
        #expect(first.text == Array("[a,b]".utf8) && second.text == Array("[a]".utf8))
    }

    @Test func whatCannotMatchIsAnError() {
        #expect(throws: GrammarError.self) { try CompiledGrammar { _ in .nothing } }
    }

    @Test func deepTextsEndInAnErrorAndLeaveTheGrammarUsable() throws {
        // Every open bracket leaves optional ends that differ, so that what may follow grows with the depth.
        let grammar = try CompiledGrammar { pool in
            let value = pool.makeRule(cost: 1)
            let ends = pool.sequence(pool.optional(pool.literal(")")), pool.optional(pool.literal("]")))
            pool.define(value, as: pool.choice(pool.literal("x"), pool.sequence([pool.literal("("), value, ends])))
            return value
        }
        let deep = Array(repeating: UInt8(ascii: "("), count: 3000) + Array("x".utf8)
        var matcher = GrammarMatcher(grammar)
        let taken = matcher.advance(by: deep)
        #expect(taken == deep.count || matcher.failure?.kind == .tooComplex)
        var next = GrammarMatcher(grammar)
        #expect(next.failure == nil)
        #expect(next.advance(by: "((x)])".utf8) == 6)
        #expect(next.isComplete)
    }
}
