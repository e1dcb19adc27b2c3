import CorvidGrammar

/// Makes small grammars over `a` and `b` out of a seed.
struct GrammarGenerator: RandomNumberGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> UInt64 { random.next() }

    mutating func grammar() -> Grammar {
        let names = ["r0", "r1", "r2", "r3"].prefix(Int.random(in: 1...4, using: &self))
        var rules: [Grammar.Rule] = []
        for name in names {
            rules.append(Grammar.Rule(name: name, expression: expression(depth: 0, names: Array(names))))
        }
        return Grammar(root: "r0", rules: rules)
    }

    mutating func expression(depth: Int, names: [String]) -> Grammar.Expression {
        switch Int.random(in: 0..<(depth < 3 ? 12 : 4), using: &self) {
        case 0: return ["a", "b", "ab", "ba", ""][Int.random(in: 0..<5, using: &self)]
        case 1: return Bool.random(using: &self) ? .characters("a"..."b") : .bytes(ByteSet([0x61, 0x62]))
        case 2: return .literal([Bool.random(using: &self) ? 0x61 : 0x62])
        case 3: return names.randomElement(using: &self).map { .reference($0) } ?? .empty
        case 4...6: return .sequence(list(depth, names))
        case 7...9: return .choice(list(depth, names))
        default:
            let minimum = Int.random(in: 0...2, using: &self)
            let maximum = Bool.random(using: &self) ? nil : minimum + Int.random(in: 0...2, using: &self)
            return .repetition(expression(depth: depth + 1, names: names), minimum: minimum, maximum: maximum)
        }
    }

    private mutating func list(_ depth: Int, _ names: [String]) -> [Grammar.Expression] {
        var list: [Grammar.Expression] = []
        for _ in 0..<Int.random(in: 1...3, using: &self) { list.append(expression(depth: depth + 1, names: names)) }
        return list
    }

    /// All texts of `a` and `b` up to a length, shorter ones first.
    static func texts(upTo length: Int) -> [[UInt8]] {
        var all: [[UInt8]] = [[]]
        var last = all
        for _ in 0..<length {
            last = last.flatMap { [$0 + [0x61], $0 + [0x62]] }
            all += last
        }
        return all
    }
}
