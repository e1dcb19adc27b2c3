/// The syntax tree of a regular expression.
indirect enum Pattern: Hashable, Sendable {
    case empty
    case scalars(ScalarSet)
    case sequence([Pattern])
    case choice([Pattern])
    case repetition(Pattern, minimum: Int, maximum: Int?)
    case textStart
    case textEnd
    case wordBoundary(negated: Bool)
    case lookahead(Pattern, negated: Bool)
    case lookbehind(Pattern, negated: Bool)
}

extension Pattern {
    /// What a pattern looks at beyond the characters that it consumes.
    struct Assertions: OptionSet {
        let rawValue: UInt8
        /// The start of the text.
        static let start = Assertions(rawValue: 1)
        /// Other characters before.
        static let before = Assertions(rawValue: 2)
        /// The end of the text.
        static let end = Assertions(rawValue: 4)
        /// Other characters after.
        static let after = Assertions(rawValue: 8)
        /// Whether the character before is a word character.
        static let word = Assertions(rawValue: 16)
        static let looksForward: Assertions = [.end, .after]
    }

    var assertions: Assertions {
        switch self {
        case .empty, .scalars: []
        case .sequence(let parts), .choice(let parts): parts.reduce(into: []) { $0.formUnion($1.assertions) }
        case .repetition(let part, _, _): part.assertions
        case .textStart: .start
        case .textEnd: .end
        case .wordBoundary: [.word, .after]
        case .lookahead(let part, _): part.assertions.union(.after)
        case .lookbehind(let part, _): part.assertions.union(.before)
        }
    }

    var isPlain: Bool { assertions.isEmpty }

    /// Whether the empty text may match (certain for a plain pattern).
    var isNullable: Bool {
        switch self {
        case .empty, .textStart, .textEnd, .wordBoundary, .lookahead, .lookbehind: true
        case .scalars: false
        case .sequence(let parts): parts.allSatisfy { $0.isNullable }
        case .choice(let parts): parts.contains { $0.isNullable }
        case .repetition(let part, let minimum, _): minimum == 0 || part.isNullable
        }
    }

    /// The same pattern for the text read backwards; nil where it contains a look at its surroundings.
    var reversed: Pattern? {
        switch self {
        case .empty, .scalars: return self
        case .textStart: return .textEnd
        case .textEnd: return .textStart
        case .sequence(let parts):
            var list: [Pattern] = []
            for part in parts.reversed() {
                guard let part = part.reversed else { return nil }
                list.append(part)
            }
            return .sequence(list)
        case .choice(let parts):
            var list: [Pattern] = []
            for part in parts {
                guard let part = part.reversed else { return nil }
                list.append(part)
            }
            return .choice(list)
        case .repetition(let part, let minimum, let maximum):
            guard let part = part.reversed else { return nil }
            return .repetition(part, minimum: minimum, maximum: maximum)
        case .wordBoundary, .lookahead, .lookbehind: return nil
        }
    }

    /// A pattern with the same matches up to text that may precede and follow anyway: what a search needs of the
    /// pattern. `leading` and `trailing` say on which sides any text may stand.
    func trimmed(leading: Bool, trailing: Bool) -> Pattern {
        guard leading || trailing else { return self }
        switch self {
        case .repetition(let part, let minimum, let maximum) where part.isPlain && maximum != minimum:
            // x{2,5} is found where x{2} is.
            guard minimum > 0 else { return .empty }
            let rest = minimum == 1 ? part : Pattern.repetition(part, minimum: minimum, maximum: minimum)
            return minimum == 1 ? rest.trimmed(leading: leading, trailing: trailing) : rest
        case .choice(let parts):
            let list = parts.map { $0.trimmed(leading: leading, trailing: trailing) }
            return list.contains(.empty) ? .empty : .choice(list)
        case .sequence(let parts):
            var list = parts[...]
            var first: Pattern?
            var last: Pattern?
            if leading {
                while let part = list.first {
                    let part = part.trimmed(leading: true, trailing: trailing && list.count == 1)
                    list.removeFirst()
                    guard part == .empty else {
                        first = part
                        break
                    }
                }
            }
            if trailing {
                while let part = list.last {
                    let part = part.trimmed(leading: leading && first == nil && list.count == 1, trailing: true)
                    list.removeLast()
                    guard part == .empty else {
                        last = part
                        break
                    }
                }
            }
            let all = (first.map { [$0] } ?? []) + list + (last.map { [$0] } ?? [])
            return all.isEmpty ? .empty : all.count == 1 ? all[0] : .sequence(all)
        default: return self
        }
    }
}
