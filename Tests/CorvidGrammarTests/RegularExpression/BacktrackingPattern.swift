/// A pattern with a matcher as plain as can be, to hold the compiled expressions against: it tries everything.
indirect enum BacktrackingPattern {
    case character(Character)
    case any
    case set([Character], negated: Bool)
    case sequence([BacktrackingPattern])
    case choice([BacktrackingPattern])
    case repetition(BacktrackingPattern, Int, Int?, lazy: Bool)
    case start, end
    case boundary(negated: Bool)
    case look(BacktrackingPattern, behind: Bool, negated: Bool)

    var source: String {
        switch self {
        case .character(let character): String(character)
        case .any: "."
        case .set(let members, let negated): "[\(negated ? "^" : "")\(String(members))]"
        case .sequence(let parts): parts.map(\.source).joined()
        case .choice(let parts): "(?:\(parts.map(\.source).joined(separator: "|")))"
        case .repetition(let part, let minimum, let maximum, let lazy):
            "(?:\(part.source)){\(minimum),\(maximum.map { String($0) } ?? "")}\(lazy ? "?" : "")"
        case .start: "^"
        case .end: "$"
        case .boundary(let negated): negated ? "\\B" : "\\b"
        case .look(let part, let behind, let negated): "(?\(behind ? "<" : "")\(negated ? "!" : "=")\(part.source))"
        }
    }

    /// Whether some part of `text` matches.
    func isFound(in text: [Character]) -> Bool {
        (0...text.count).contains { !ends(in: text, from: $0).isEmpty }
    }

    /// Whether all of `text` matches.
    func isWhole(_ text: [Character]) -> Bool { ends(in: text, from: 0).contains(text.count) }

    /// Where a match that begins at `start` may end.
    private func ends(in text: [Character], from start: Int) -> Set<Int> {
        switch self {
        case .character(let character): return start < text.count && text[start] == character ? [start + 1] : []
        case .any: return start < text.count && text[start] != "\n" ? [start + 1] : []
        case .set(let members, let negated):
            return start < text.count && members.contains(text[start]) != negated ? [start + 1] : []
        case .sequence(let parts):
            return parts.reduce([start]) { places, part in
                places.reduce(into: []) { $0.formUnion(part.ends(in: text, from: $1)) }
            }
        case .choice(let parts): return parts.reduce(into: []) { $0.formUnion($1.ends(in: text, from: start)) }
        case .repetition(let part, let minimum, let maximum, _):
            var places: Set = [start]
            for _ in 0..<minimum { places = places.reduce(into: []) { $0.formUnion(part.ends(in: text, from: $1)) } }
            var all = places
            var rounds = 0
            while rounds != maximum.map({ $0 - minimum }) {
                let next = all.reduce(into: all) { $0.formUnion(part.ends(in: text, from: $1)) }
                if next == all { break }
                all = next
                rounds += 1
            }
            return all
        case .start: return start == 0 ? [start] : []
        case .end: return start == text.count ? [start] : []
        case .boundary(let negated):
            let before = start > 0 && Self.isWord(text[start - 1])
            let after = start < text.count && Self.isWord(text[start])
            return (before != after) != negated ? [start] : []
        case .look(let part, let behind, let negated):
            let holds =
                behind
                ? (0...start).contains { part.ends(in: text, from: $0).contains(start) }
                : !part.ends(in: text, from: start).isEmpty
            return holds != negated ? [start] : []
        }
    }

    private static func isWord(_ character: Character) -> Bool {
        character == "_" || character.isASCII && (character.isLetter || character.isNumber)
    }

    static let alphabet: [Character] = ["a", "b", "-"]

    /// A small pattern; `depth` bounds how far it nests.
    static func random(_ generator: inout some RandomNumberGenerator, depth: Int) -> BacktrackingPattern {
        func some() -> Character { alphabet.randomElement(using: &generator) ?? "a" }
        switch Int.random(in: 0..<(depth > 0 ? 20 : 8), using: &generator) {
        case 0...2: return .character(some())
        case 3: return .any
        case 4: return .set([some(), some()], negated: .random(using: &generator))
        case 5: return .start
        case 6: return .end
        case 7: return .boundary(negated: .random(using: &generator))
        case 8...11:
            let count = Int.random(in: 0...4, using: &generator)
            return .sequence((0..<count).map { _ in random(&generator, depth: depth - 1) })
        case 12...14:
            let count = Int.random(in: 2...3, using: &generator)
            return .choice((0..<count).map { _ in random(&generator, depth: depth - 1) })
        case 15...17:
            // An assertion may not be repeated by itself; in a group it may.
            let minimum = Int.random(in: 0...2, using: &generator)
            let maximum = Bool.random(using: &generator) ? nil : minimum + Int.random(in: 0...2, using: &generator)
            let part = random(&generator, depth: depth - 1)
            return .repetition(part, minimum, maximum, lazy: .random(using: &generator))
        default:
            return .look(
                random(&generator, depth: depth - 1), behind: Int.random(in: 0..<3, using: &generator) == 0,
                negated: .random(using: &generator))
        }
    }
}
