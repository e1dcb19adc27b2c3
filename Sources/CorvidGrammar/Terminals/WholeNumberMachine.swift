/// Matches every way in which JSON can write a whole number, or every way to write one that is not whole.
///
/// `15e-1` is no whole number and `150e-1` is one: a state knows the power of ten at which the last digit other than 0
/// stands, and in the exponent how much of it is made up for. States are therefore as many as numbers are long, and no more.
final class WholeNumberMachine: ExpressionMachine {
    private struct State: Hashable {
        var phase: WrittenNumberPhase
        /// Whether all digits so far are 0.
        var isZero = true
        /// The power of ten of the last digit that is not 0.
        var level = 0
        /// Digits behind the point.
        var place = 0
        var isExponentNegative = false
        /// The exponent's magnitude so far, no larger than it takes to settle the matter.
        var exponent = 0
    }

    static let start: Int32 = 0

    /// Whether whole numbers are matched, or all others.
    private let wantsWhole: Bool
    private var states: [State] = []
    private var index: [State: Int32] = [:]

    init(wantsWhole: Bool) {
        self.wantsWhole = wantsWhole
        _ = intern(State(phase: .start))
    }

    private func intern(_ state: State) -> Int32 {
        if let known = index[state] { return known }
        let id = Int32(states.count)
        states.append(state)
        index[state] = id
        return id
    }

    func next(_ id: Int32, _ byte: UInt8) -> Int32 {
        var state = states[Int(id)]
        guard let phase = state.phase.next(byte) else { return -1 }
        state.phase = phase
        let digit = Int(byte) - 0x30
        switch phase {
        case .integer:
            state.level = digit == 0 ? state.level + 1 : 0
            state.isZero = false
        case .fraction:
            state.place += 1
            if digit != 0 {
                state.level = -state.place
                state.isZero = false
            }
        case .letter: state.place = 0
        case .sign: state.isExponentNegative = byte == UInt8(ascii: "-")
        case .exponent:
            let (limit, _) = settling(state)
            state.exponent = min(state.exponent * 10 + digit, limit)
        case .start, .minus, .zero, .point: break
        }
        return canEnd(state) ? intern(state) : -1
    }

    /// From which magnitude on the exponent makes no further difference, and whether it then makes the number whole.
    private func settling(_ state: State) -> (limit: Int, isWholeFromThere: Bool) {
        if state.isZero { return (0, true) }
        if state.isExponentNegative { return (max(state.level + 1, 0), false) }
        return (max(-state.level, 0), true)
    }

    /// Whether the number is whole with the exponent as it stands.
    private func isWhole(_ state: State) -> Bool {
        let (limit, isWholeFromThere) = settling(state)
        return (state.exponent >= limit) == isWholeFromThere
    }

    /// Whether some continuation is matched.
    private func canEnd(_ state: State) -> Bool {
        switch state.phase {
        case .start, .minus, .zero, .integer, .point, .fraction: return true
        case .letter:
            return wantsWhole || !state.isZero
        case .sign, .exponent:
            // A larger exponent only ever goes one way, a smaller one is no longer to be had.
            if isWhole(state) == wantsWhole { return true }
            return settling(state).isWholeFromThere == wantsWhole
        }
    }

    func isAccepting(_ id: Int32) -> Bool {
        let state = states[Int(id)]
        return state.phase.isAccepting && isWhole(state) == wantsWhole
    }

    func firstBytes(_ state: Int32) -> ByteSet {
        var set = ByteSet()
        for byte in WrittenNumberPhase.alphabet where next(state, byte) >= 0 { set.insert(byte) }
        return set
    }

    func completion(_ id: Int32) -> [UInt8] {
        let state = states[Int(id)]
        if isAccepting(id) { return [] }
        switch state.phase {
        case .start, .minus: return Array((wantsWhole ? "0" : "0.1").utf8)
        case .zero, .integer: return Array(".1".utf8)
        case .point: return [UInt8(ascii: wantsWhole ? "0" : "1")]
        case .fraction where !wantsWhole: return [UInt8(ascii: "1")]
        case .fraction: return [UInt8(ascii: "e")] + exponent(after: next(id, UInt8(ascii: "e")))
        case .letter where !wantsWhole && state.level >= 0:
            return [UInt8(ascii: "-")] + exponent(after: next(id, UInt8(ascii: "-")))
        case .letter, .sign, .exponent: return exponent(after: id)
        }
    }

    /// The fewest digits that end an exponent well: a 0, or as many nines as it takes.
    private func exponent(after id: Int32) -> [UInt8] {
        let zero = next(id, UInt8(ascii: "0"))
        if zero >= 0, isAccepting(zero) { return [UInt8(ascii: "0")] }
        var digits: [UInt8] = []
        var state = id
        while state >= 0, digits.isEmpty || !isAccepting(state) {
            digits.append(UInt8(ascii: "9"))
            state = next(state, UInt8(ascii: "9"))
        }
        return digits
    }
}
