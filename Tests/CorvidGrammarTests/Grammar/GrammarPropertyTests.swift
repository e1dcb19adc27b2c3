import CorvidGrammar
import Testing

struct GrammarPropertyTests {
    static let texts = GrammarGenerator.texts(upTo: 7)

    @Test("Random grammars accept exactly what trying everything accepts", arguments: 0..<40 as Range<UInt64>)
    func membership(seed: UInt64) throws {
        var generator = GrammarGenerator(seed: seed &* 1_000_003)
        for _ in 0..<40 {
            let grammar = generator.grammar()
            let isLeftRecursive = grammar.rules.contains { rule in
                var oracle = GrammarOracle(grammar, [])
                do {
                    _ = try oracle.ends(.reference(rule.name), from: 0)
                    return false
                } catch { return true }
            }
            let pool = ExpressionPool()
            let start: ExpressionID
            do {
                start = try grammar.compile(into: pool)
            } catch {
                try checkRefusal(error, grammar, isLeftRecursive)
                continue
            }
            #expect(!isLeftRecursive, "\(grammar)")
            try check(grammar, pool, start)
        }
    }

    private func checkRefusal(_ error: GrammarError, _ grammar: Grammar, _ isLeftRecursive: Bool) throws {
        if error.kind == .leftRecursion {
            #expect(isLeftRecursive, "\(error) \(grammar)")
            return
        }
        #expect(error.kind == .unsatisfiable, "\(error) \(grammar)")
        guard !isLeftRecursive else { return }
        let empty = try grammar.rules.filter { rule in
            let only = Grammar(root: rule.name, rules: grammar.rules)
            return try !Self.texts.contains { try GrammarOracle.contains(only, $0) }
        }
        #expect(empty.contains { error.reason.contains("'\($0.name)'") }, "\(error) \(grammar)")
    }

    private func check(_ grammar: Grammar, _ pool: ExpressionPool, _ start: ExpressionID) throws {
        let members = Set(try Self.texts.filter { try GrammarOracle.contains(grammar, $0) })
        var shortest: [[UInt8]: Int] = [:]
        for member in members {
            for length in 0...member.count {
                shortest[Array(member.prefix(length)), default: .max] = min(
                    shortest[Array(member.prefix(length)), default: .max], member.count - length)
            }
        }
        for text in Self.texts {
            let state = pool.derivative(start, by: text)
            #expect((state != .nothing && pool.isNullable(state)) == members.contains(text), "\(text) \(grammar)")
            guard state != .nothing else {
                #expect(shortest[text] == nil, "\(text) \(grammar)")
                continue
            }
            let completion = pool.completion(state)
            #expect(try GrammarOracle.contains(grammar, text + completion), "\(text) + \(completion) \(grammar)")
            #expect(completion.count == pool.cost(state), "\(text) \(grammar)")
            if let shortest = shortest[text] { #expect(pool.cost(state) == shortest, "\(text) \(grammar)") }
        }
        #expect(pool.failure == nil)
    }

    @Test("Random intersections and complements of regular rules are exact", arguments: 0..<20 as Range<UInt64>)
    func booleans(seed: UInt64) throws {
        var generator = GrammarGenerator(seed: seed &* 7_919 &+ 1)
        for _ in 0..<20 {
            let grammar = Grammar(
                root: "root",
                rules: [
                    "x": generator.expression(depth: 0, names: []), "y": generator.expression(depth: 0, names: []),
                    "both": .intersection([.reference("x"), .reference("y")]),
                    "not": .complement(.choice([.reference("x"), .reference("y"), "c"])),
                    "root": .choice([["c", .optional(.reference("both"))], .reference("not")]),
                ])
            let pool = ExpressionPool()
            let start: ExpressionID
            do {
                start = try grammar.compile(into: pool)
            } catch {
                #expect(error.kind == .unsatisfiable, "\(error) \(grammar)")
                continue
            }
            for text in Self.texts.prefix(127) {
                for text in [text, [0x63] + text] {
                    #expect(
                        try pool.matches(start, text) == GrammarOracle.contains(grammar, text), "\(text) \(grammar)")
                }
            }
        }
    }
}
