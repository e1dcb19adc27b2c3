import CorvidGrammar

/// Membership by trying everything: where may a part of the text that begins here end?
///
/// Slow and simple; shares nothing with the library but the grammar's description.
struct GrammarOracle {
    struct LeftRecursion: Error {}

    let rules: [String: Grammar.Expression]
    let text: [UInt8]
    private var known: [Place: Set<Int>] = [:]
    private var open: Set<Place> = []

    private struct Place: Hashable {
        var rule: String
        var start: Int
    }

    init(_ grammar: Grammar, _ text: [UInt8]) {
        rules = Dictionary(grammar.rules.map { ($0.name, $0.expression) }, uniquingKeysWith: { first, _ in first })
        self.text = text
    }

    static func contains(_ grammar: Grammar, _ text: [UInt8]) throws -> Bool {
        var oracle = GrammarOracle(grammar, text)
        return try oracle.ends(.reference(grammar.root), from: 0).contains(text.count)
    }

    mutating func ends(_ expression: Grammar.Expression, from start: Int) throws -> Set<Int> {
        switch expression {
        case .empty: return [start]
        case .literal(let bytes): return text[start...].starts(with: bytes) ? [start + bytes.count] : []
        case .bytes(let set): return start < text.count && set.contains(text[start]) ? [start + 1] : []
        case .characters(let characters):
            return character(at: start).flatMap { characters.contains($0) ? [start + UTF8.width($0)] : nil } ?? []
        case .anyCharacter: return character(at: start).map { [start + UTF8.width($0)] } ?? []
        case .sequence(let list):
            var ends: Set = [start]
            for element in list { ends = try follow(ends, element) }
            return ends
        case .choice(let list): return try list.reduce(into: []) { $0.formUnion(try ends($1, from: start)) }
        case .repetition(let element, let minimum, let maximum):
            var ends: Set = [start]
            for _ in 0..<minimum { ends = try follow(ends, element) }
            var all = ends
            // More rounds than bytes bring nothing new.
            for _ in 0..<min((maximum ?? .max) - minimum, text.count + 1) {
                ends = try follow(ends, element)
                all.formUnion(ends)
            }
            return all
        case .reference(let name):
            let place = Place(rule: name, start: start)
            if let ends = known[place] { return ends }
            guard open.insert(place).inserted else { throw LeftRecursion() }
            let ends = try ends(rules[name] ?? .choice([]), from: start)
            open.remove(place)
            known[place] = ends
            return ends
        case .intersection(let list):
            guard let first = list.first else { return [] }
            return try list.dropFirst().reduce(try ends(first, from: start)) {
                $0.intersection(try ends($1, from: start))
            }
        case .complement(let element):
            let ends = try ends(element, from: start)
            return Set(boundaries(from: start)).subtracting(ends)
        case .specialToken, .regularExpression, .jsonString, .freeText, .external: return []
        }
    }

    private mutating func follow(_ starts: Set<Int>, _ element: Grammar.Expression) throws -> Set<Int> {
        try starts.reduce(into: []) { $0.formUnion(try ends(element, from: $1)) }
    }

    private func character(at start: Int) -> Unicode.Scalar? {
        var decoder = UTF8()
        var rest = text[start...].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return nil }
        return scalar
    }

    private func boundaries(from start: Int) -> [Int] {
        var result = [start]
        while let last = result.last, let scalar = character(at: last) { result.append(last + UTF8.width(scalar)) }
        return result
    }
}
