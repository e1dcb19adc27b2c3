import Testing

@testable import CorvidGrammar

/// A language as a plain tree, decided by trying everything.
private indirect enum Language {
    case letters([UInt8])
    case word([UInt8])
    case sequence(Language, Language)
    case choice(Language, Language)
    case repetition(Language, Int, Int?)
    case both(Language, Language)
    case not(Language)

    func contains(_ text: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .letters(let set): return text.count == 1 && set.contains(text[text.startIndex])
        case .word(let word): return Array(text) == word
        case .sequence(let a, let b):
            return (text.startIndex...text.endIndex).contains {
                a.contains(text[text.startIndex..<$0]) && b.contains(text[$0...])
            }
        case .choice(let a, let b): return a.contains(text) || b.contains(text)
        case .repetition(let inner, let low, let high):
            if text.isEmpty { return low == 0 || inner.contains(text) }
            if high == 0 { return false }
            return (text.startIndex + 1...text.endIndex).contains { end in
                let rest = Language.repetition(inner, max(low - 1, 0), high.map { $0 - 1 })
                return inner.contains(text[text.startIndex..<end]) && rest.contains(text[end...])
            }
        case .both(let a, let b): return a.contains(text) && b.contains(text)
        case .not(let a): return !a.contains(text)
        }
    }

    static func random(_ depth: Int, using generator: inout SeededGenerator) -> Language {
        let letters = Array("abc".utf8)
        if depth == 0 || generator.below(5) == 0 {
            if generator.below(2) == 0 {
                return .word((0..<generator.below(3)).map { _ in letters[generator.below(3)] })
            }
            return .letters(letters.filter { _ in generator.below(2) == 0 })
        }
        switch generator.below(7) {
        case 0, 1: return .sequence(random(depth - 1, using: &generator), random(depth - 1, using: &generator))
        case 2, 3: return .choice(random(depth - 1, using: &generator), random(depth - 1, using: &generator))
        case 4:
            let low = generator.below(3)
            let high = generator.below(3) == 0 ? nil : low + generator.below(3)
            return .repetition(random(depth - 1, using: &generator), low, high)
        case 5: return .both(random(depth - 1, using: &generator), random(depth - 1, using: &generator))
        default: return .not(random(depth - 1, using: &generator))
        }
    }

    func expression(in pool: ExpressionPool) throws -> ExpressionID {
        switch self {
        case .letters(let set): return pool.bytes(ByteSet(set))
        case .word(let word): return pool.literal(word)
        case .sequence(let a, let b): return pool.sequence(try a.expression(in: pool), try b.expression(in: pool))
        case .choice(let a, let b): return pool.choice(try a.expression(in: pool), try b.expression(in: pool))
        case .repetition(let a, let low, let high): return pool.repetition(try a.expression(in: pool), low, high)
        case .both(let a, let b): return try pool.intersection([a.expression(in: pool), b.expression(in: pool)])
        case .not(let a): return try pool.complement(a.expression(in: pool))
        }
    }
}

@Suite("Random languages")
struct ExpressionPropertyTests {
    static let texts: [[UInt8]] = {
        var all: [[UInt8]] = [[]]
        var last: [[UInt8]] = [[]]
        for _ in 0..<5 {
            last = last.flatMap { text in "abc".utf8.map { text + [$0] } }
            all += last
        }
        return all
    }()

    @Test(arguments: 0..<300)
    func derivativesDecideWhatBruteForceDecides(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let language = Language.random(4, using: &generator)
        let pool = ExpressionPool()
        let x = try language.expression(in: pool)
        var shortest: Int?
        for text in Self.texts {
            let isIn = language.contains(text[...])
            if isIn, shortest == nil { shortest = text.count }
            #expect(pool.matches(x, text) == isIn, "\(String(decoding: text, as: UTF8.self)) in \(language)")
            // Whatever is accepted as a beginning can be completed, by the completion that the pool gives.
            let rest = pool.derivative(x, by: text)
            if rest != .nothing {
                let whole = text + pool.completion(rest)
                #expect(pool.matches(x, whole), "\(String(decoding: whole, as: UTF8.self)) completes")
                #expect(pool.completion(rest).count == pool.cost(rest))
            }
        }
        if let shortest { #expect(pool.cost(x) == shortest) }
        // A beginning of an accepted text is accepted as beginning.
        for text in Self.texts where language.contains(text[...]) {
            for end in text.indices { #expect(pool.derivative(x, by: text[..<end]) != .nothing) }
        }
    }
}
