/// Text without restriction until a trigger has been completed, then what belongs to the trigger.
///
/// A payload is a node of the trigger automaton times eight, plus where in a UTF-8 sequence the text stands. Ordinary text
/// comes back to node 0 at the start of a sequence again and again, so that nearly all of it is one state: a repetition of
/// the characters that begin no trigger, which is the form that masks are quickest for, and then payload 0.
final class FreeTextExpander: ExpressionExpander {
    /// What may still come of a UTF-8 sequence (Unicode 16, table 3-7).
    private enum Position: Int32, CaseIterable {
        case boundary, one, two, three, afterE0, afterED, afterF0, afterF4

        /// The bytes to come.
        var remaining: Int {
            switch self {
            case .boundary: 0
            case .one: 1
            case .two, .afterE0, .afterED: 2
            case .three, .afterF0, .afterF4: 3
            }
        }

        /// The bytes that may come next, and the position after each.
        var steps: [(bytes: ClosedRange<UInt8>, next: Position)] {
            switch self {
            case .boundary:
                [
                    (0x00...0x7F, .boundary), (0xC2...0xDF, .one), (0xE0...0xE0, .afterE0), (0xE1...0xEC, .two),
                    (0xED...0xED, .afterED), (0xEE...0xEF, .two), (0xF0...0xF0, .afterF0), (0xF1...0xF3, .three),
                    (0xF4...0xF4, .afterF4),
                ]
            case .one: [(0x80...0xBF, .boundary)]
            case .two: [(0x80...0xBF, .one)]
            case .three: [(0x80...0xBF, .two)]
            case .afterE0: [(0xA0...0xBF, .one)]
            case .afterED: [(0x80...0x9F, .one)]
            case .afterF0: [(0x90...0xBF, .two)]
            case .afterF4: [(0x80...0x8F, .two)]
            }
        }
    }

    private let automaton: TriggerAutomaton
    /// What follows each trigger.
    private let follows: [ExpressionID]
    /// Special tokens and what follows them.
    private let specials: ExpressionID

    init(texts: [(text: [UInt8], then: ExpressionID)], specials: ExpressionID) {
        automaton = TriggerAutomaton(texts.map(\.text))
        follows = texts.map(\.then)
        self.specials = specials
    }

    /// The expression for the start of the text.
    func start(in pool: ExpressionPool) -> ExpressionID { state(0, .boundary, in: pool) }

    private func state(_ node: Int32, _ position: Position, in pool: ExpressionPool) -> ExpressionID {
        let rest = pool.lazy(self, node * 8 + position.rawValue, cost: position.remaining)
        guard node == 0, position == .boundary else { return rest }
        return pool.sequence(pool.repetition(pool.scalars(plainScalars), 0, nil), rest)
    }

    /// The characters of which the first byte begins no trigger.
    private var plainScalars: [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        func add(_ lead: UInt8, _ low: UInt32, _ high: UInt32) {
            guard automaton.next(0, lead) == 0 else { return }
            if let last = ranges.last, last.upperBound + 1 == low {
                ranges[ranges.count - 1] = last.lowerBound...high
            } else {
                ranges.append(low...high)
            }
        }
        for lead in UInt8(0)...0x7F { add(lead, UInt32(lead), UInt32(lead)) }
        for lead in UInt8(0xC2)...0xDF { add(lead, UInt32(lead & 0x1F) << 6, UInt32(lead & 0x1F) << 6 | 0x3F) }
        for lead in UInt8(0xE0)...0xEF {
            add(lead, max(UInt32(lead & 0xF) << 12, 0x800), UInt32(lead & 0xF) << 12 | 0xFFF)
        }
        for lead in UInt8(0xF0)...0xF4 {
            add(lead, max(UInt32(lead & 7) << 18, 0x1_0000), min(UInt32(lead & 7) << 18 | 0x3_FFFF, 0x10_FFFF))
        }
        return ranges
    }

    func expand(_ payload: Int32, in pool: ExpressionPool) -> ExpressionID {
        let node = payload / 8
        let position = Position(rawValue: payload % 8) ?? .boundary
        var targets: [Int32: ByteSet] = [:]
        var members: [ExpressionID] = position == .boundary ? [.empty, specials] : []
        for (range, next) in position.steps {
            for byte in range {
                let target = automaton.next(node, byte)
                // What begins no trigger was all taken by the repetition before.
                if payload == 0, target == 0 { continue }
                let ends = automaton.ends(at: target)
                if ends.isEmpty {
                    targets[target * 8 + next.rawValue, default: ByteSet()].insert(byte)
                } else {
                    members.append(pool.sequence(pool.literal([byte]), pool.choice(ends.map { follows[$0] })))
                }
            }
        }
        for (target, bytes) in targets.sorted(by: { $0.key < $1.key }) {
            let next = state(target / 8, Position(rawValue: target % 8) ?? .boundary, in: pool)
            members.append(pool.sequence(pool.bytes(bytes), next))
        }
        return pool.choice(members)
    }
}
