import Testing

@testable import CorvidGrammar

@Suite struct FreeTextTests {
    private func run(_ pool: ExpressionPool, _ expression: ExpressionID, _ text: [UInt8]) -> ExpressionID {
        text.reduce(expression) { pool.derivative($0, by: $1) }
    }

    /// What the definition says of a text: the first trigger to end decides, and its follow must match the rest.
    private func expected(_ text: [UInt8], _ triggers: [(text: [UInt8], then: [UInt8])]) -> Bool {
        for end in text.indices {
            let head = text[...end]
            let complete = triggers.filter { head.suffix($0.text.count).elementsEqual($0.text) }
            if complete.isEmpty { continue }
            guard String(validating: head, as: UTF8.self) != nil else { return false }
            return complete.contains { Array(text[(end + 1)...]) == $0.then }
        }
        return String(validating: text, as: UTF8.self) != nil
    }

    @Test func agreesWithBruteForce() throws {
        var generator = SeededGenerator(seed: 71)
        let pieces = ["a", "b", "ab", "é", "è", "€", "₭", "<"]
        for _ in 0..<200 {
            func text(_ range: ClosedRange<Int>) -> [UInt8] {
                Array(
                    (0..<Int.random(in: range, using: &generator)).map { _ in
                        pieces.randomElement(using: &generator) ?? ""
                    }.joined().utf8)
            }
            let triggers = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                (text: text(1...3), then: text(0...2))
            }
            let pool = ExpressionPool()
            let free = try pool.freeText(until: triggers.map { ($0.text, pool.literal($0.then)) })
            for _ in 0..<200 {
                var candidate = text(0...6)
                if let trigger = triggers.randomElement(using: &generator), Bool.random(using: &generator) {
                    candidate += trigger.text + trigger.then
                }
                if Int.random(in: 0..<8, using: &generator) == 0, !candidate.isEmpty {
                    candidate[Int.random(in: candidate.indices, using: &generator)] = UInt8.random(
                        in: 0...255, using: &generator)
                }
                var state = free
                for (index, byte) in candidate.enumerated() where state != .nothing {
                    let next = pool.derivative(state, by: byte)
                    #expect(next == .nothing || pool.firstBytes(state).contains(byte))
                    state = next
                    guard state != .nothing else { continue }
                    let whole = Array(candidate[...index]) + pool.completion(state)
                    #expect(pool.isNullable(run(pool, free, whole)))
                    #expect(expected(whole, triggers))
                }
                #expect(pool.isNullable(state) == expected(candidate, triggers), "\(candidate) \(triggers)")
            }
        }
    }

    @Test func ordinaryTextIsOneState() throws {
        let pool = ExpressionPool()
        let free = try pool.freeText(until: [(Array("<tool>".utf8), pool.literal("{}"))])
        let count = { pool.count }
        #expect(run(pool, free, Array("Some ordinary text, naïvely long € 𝄞 <too".utf8)) != free)
        #expect(run(pool, free, Array("Some ordinary text, naïvely long € 𝄞 <tool x".utf8)) == free)
        let before = count()
        #expect(run(pool, free, Array("Other text altogether <<<tool ünd so weiter".utf8)) == free)
        #expect(count() <= before + 4)
        #expect(run(pool, free, Array("x<tool>{}".utf8)) == .empty)
        #expect(run(pool, free, Array("x<tool>x".utf8)) == .nothing)
    }

    @Test func specialTokens() throws {
        let pool = ExpressionPool()
        let free = try pool.freeText(untilToken: 0x01_02_03, then: pool.literal("{}"))
        let token: [UInt8] = [0xFF, 0, 1, 2, 3]
        #expect(run(pool, free, Array("hé".utf8) + token + Array("{}".utf8)) == .empty)
        #expect(run(pool, free, Array("h".utf8) + [0xC3] + token) == .nothing)
        #expect(run(pool, free, [0xFF, 0, 1, 2, 4]) == .nothing)
        #expect(!pool.isNullable(run(pool, free, token)))
        let both = try pool.freeText(until: [(token, pool.literal("1")), (Array("->".utf8), pool.literal("2"))])
        #expect(run(pool, both, Array("-".utf8) + token + Array("1".utf8)) == .empty)
        #expect(run(pool, both, Array("a->2".utf8)) == .empty)
    }

    @Test func wrongTriggers() {
        let pool = ExpressionPool()
        for (text, then) in [
            ([], .empty), ([0xC3], .empty), ([0xFF, 1], .empty), ([0x80], .empty), ([0x61], .nothing),
        ] as [([UInt8], ExpressionID)] {
            #expect(throws: GrammarError.self) { try pool.freeText(until: [(text, then)]) }
        }
    }
}
