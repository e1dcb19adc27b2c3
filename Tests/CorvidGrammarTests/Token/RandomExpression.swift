@testable import CorvidGrammar

/// Random expressions of the shapes that schemas and grammars make.
struct RandomExpression {
    /// What follows captured texts: refuses some, repeats others.
    final class Echo: ExpressionContinuation {
        func follow(_ payload: Int32, _ captured: [UInt8], in pool: ExpressionPool) -> ExpressionID {
            if captured.count % 5 == 4 { return .nothing }
            let more = pool.sequence(pool.jsonString(pool.anyText, .canonical), pool.literal(":"))
            return pool.choice([
                pool.literal("}"), pool.sequence(pool.literal(captured.prefix(2)), pool.literal("]")),
                payload == 0 ? .nothing : pool.sequence(pool.literal(",\""), pool.capture(more, self, payload - 1)),
            ])
        }
        func followCost(_ payload: Int32) -> Int { 1 }
    }

    let pool: ExpressionPool
    var generator: SeededGenerator
    /// Ids that a grammar may ask for.
    var special: [Int]
    private let echo = Echo()

    init(_ pool: ExpressionPool, _ generator: SeededGenerator, special: [Int]) {
        self.pool = pool
        self.generator = generator
        self.special = special
    }

    private func set(_ text: String) -> ExpressionID { pool.bytes(ByteSet(Array(text.utf8))) }

    mutating func word() -> [UInt8] {
        let pieces = ["a", "b", "c", "0", "é", "\"", "-", ","]
        return (0..<(1 + generator.below(3))).flatMap { _ in Array(pieces[generator.below(pieces.count)].utf8) }
    }

    /// The content of a string: regular.
    mutating func content(_ depth: Int) throws -> ExpressionID {
        let low = generator.below(4)
        let high = generator.below(3) == 0 ? nil : low + generator.below(25)
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789"
        switch generator.below(depth > 0 ? 12 : 7) {
        case 0: return pool.anyText
        case 1: return pool.repetition(pool.anyScalar, low, high)
        case 2: return pool.repetition(set(letters + "-"), low, high)
        case 3: return pool.repetition(pool.scalars([0...9, 11...0x2027, 0x2030...0x10FFFF]), low, high)
        case 4: return pool.repetition(pool.scalars([0...0x21, 0x24...0x60, 0x62...0x10FFFF]), low, high)
        case 5: return pool.literals([word(), word(), word()])
        case 6: return try pool.complement(pool.literals([word(), word()]))
        case 7: return pool.sequence(pool.repetition(set(letters), low, high), try content(depth - 1))
        case 8: return pool.choice(try content(depth - 1), try content(depth - 1))
        case 9: return pool.sequence([pool.anyText, pool.literal(word()), pool.anyText])
        case 10:
            return try pool.intersection([content(depth - 1), pool.repetition(pool.anyScalar, 0, 20)])
        default:
            return pool.sequence([
                pool.repetition(set(letters + "_\""), low, high), pool.literal("-"),
                pool.repetition(set(letters + "_"), 1, nil),
            ])
        }
    }

    /// Something made of strings, literals, captures and choices.
    mutating func value(_ depth: Int) throws -> ExpressionID {
        switch generator.below(depth > 0 ? 12 : 6) {
        case 0: return pool.literal(word())
        case 1, 2, 3:
            let style: JSONStyle = generator.below(3) == 0 ? .any : .canonical
            return pool.sequence(pool.literal("\""), pool.jsonString(try content(2), style))
        case 4: return pool.repetition(set("0123456789"), 1, 6)
        case 5:
            if let id = special.first, generator.below(2) == 0 { return pool.literal(TokenTrie.spelling(special: id)) }
            return try content(1)
        case 6, 7:
            return pool.sequence([
                pool.literal("{"), try value(depth - 1), pool.literal(","), try value(depth - 1), pool.literal("}"),
            ])
        case 8, 9: return pool.choice(try value(depth - 1), try value(depth - 1))
        case 10:
            let inner = pool.sequence(
                pool.jsonString(try content(1), .canonical), generator.below(2) == 0 ? pool.literal(":") : .empty)
            return pool.sequence([
                pool.literal("{\""), pool.capture(inner, echo, Int32(generator.below(3))), pool.literal(word()),
            ])
        default: return pool.sequence(pool.repetition(try value(depth - 1), 0, 3), try value(depth - 1))
        }
    }
}
