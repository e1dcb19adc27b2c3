/// Matches the canonical text of the numbers in a specification: no exponent, no `-0`, no zeros that say nothing.
///
/// A state is a class of prefixes with the same set of completions. Each keeps one prefix as its representative (the digits
/// as a natural, and how many of them stand behind the point) and is found by a key that says everything about what may
/// follow and nothing about what came before; see ``CanonicalNumberMachine/key(of:within:)``. Every state is alive: before
/// it is made, exact arithmetic finds a number that completes it.
final class CanonicalNumberMachine: ExpressionMachine {
    /// Where in the text a prefix ends.
    enum Phase: UInt64 {
        case start, minus, zero, integer, fraction
    }

    struct State {
        var phase: Phase
        var isNegative = false
        /// Whether the text cannot end here whatever the value: after `-0`, a point, or a zero behind the point.
        var mustContinue = false
        var isAccepting = false
        /// The digits so far.
        var digits = Natural.zero
        /// How many of them stand behind the point.
        var fractionDigits = 0
        /// The node of the tree of texts that are left out, or -1.
        var exception: Int32 = -1
    }

    let lattice: NumberLattice
    private(set) var states: [State] = []
    private var index: [[UInt64]: Int32] = [:]
    /// Twelve a state: digits, minus, point; -2 where not known yet.
    private var transitions: [Int32] = []
    private var completions: [Int32: [UInt8]] = [:]
    private var firsts: [Int32: ByteSet] = [:]
    private var exceptions = ByteTree()
    private var powers: [Natural] = [.one]
    /// The step (unless it is the unit itself) and the forbidden divisors.
    let moduli: [NumberModulus]
    private let commonModulus: Natural

    /// The machine and its first state; nil where no number within the limits belongs to the specification.
    static func make(
        _ specification: NumberSpecification, limits: NumberLimits
    ) throws(NumberSpecificationError) -> CanonicalNumberMachine? {
        let most = 2 * NumberSpecification.largestPrecision
        let ends = [specification.lower, specification.upper].compactMap { $0?.value.fractionDigits }
        let finest = specification.forbiddenDivisors.map(\.fractionDigits)
        let needed = max(limits.fractionDigits, ends.max() ?? 0, finest.max().map { $0 + 1 } ?? 0)
        // Strictly between two ends, and beside exceptions, there is room some digits further down.
        let roomy = (ends + finest).max() ?? 0
        let further = max(needed, roomy + 2 + Natural(UInt128(specification.excluded.count)).digitCount)
        for fractionDigits in [needed, further] {
            var lattice = try NumberLattice(specification, fractionDigits: min(fractionDigits, most))
            if let digits = limits.integerDigits { lattice.limit(integerDigits: digits) }
            let machine = CanonicalNumberMachine(lattice)
            if !machine.states.isEmpty { return machine }
            if !lattice.isDense { break }
        }
        guard specification.isEmpty || further <= most else {
            throw NumberSpecificationError(reason: "the numbers have more than \(most) digits behind the point")
        }
        return nil
    }

    /// The first state; there is none when the machine has no states.
    static let start: Int32 = 0

    private init(_ lattice: NumberLattice) {
        self.lattice = lattice
        let step = lattice.step.isOne ? [] : [lattice.step]
        moduli = (step + lattice.forbidden).map(NumberModulus.init)
        commonModulus = moduli.reduce(.one) { .leastCommonMultiple($0, $1.value) }
        for (list, isNegative) in [(lattice.excludedPositive, false), (lattice.excludedNegative, true)] {
            for magnitude in list.sorted() {
                let value = ExactDecimal(isNegative: isNegative, magnitude: magnitude, exponent: -lattice.scale)
                exceptions.insert(value.canonicalText(limit: .max))
            }
        }
        let first = State(phase: .start, exception: exceptions.isEmpty ? -1 : 0)
        guard hasMember(negative: false) || hasMember(negative: true) else { return }
        _ = add(first, key: [Phase.start.rawValue])
    }

    private func hasMember(negative: Bool) -> Bool {
        guard let side = negative ? lattice.negative : lattice.positive else { return false }
        return lattice.firstMember(from: side.lowest, through: side.highest, isNegative: negative) != nil
    }

    /// `10^exponent`, remembered.
    func power(_ exponent: Int) -> Natural {
        while powers.count <= exponent { powers.append(powers[powers.count - 1] * .ten) }
        return powers[exponent]
    }

    private func add(_ state: State, key: [UInt64]) -> Int32 {
        let id = Int32(states.count)
        states.append(state)
        index[key] = id
        transitions.append(contentsOf: repeatElement(-2, count: 12))
        return id
    }

    // MARK: ExpressionMachine

    func next(_ state: Int32, _ byte: UInt8) -> Int32 {
        let symbol: Int
        switch byte {
        case 0x30...0x39: symbol = Int(byte) - 0x30
        case UInt8(ascii: "-"): symbol = 10
        case UInt8(ascii: "."): symbol = 11
        default: return -1
        }
        let slot = Int(state) * 12 + symbol
        if transitions[slot] != -2 { return transitions[slot] }
        let target = intern(step(states[Int(state)], symbol: symbol, byte: byte))
        transitions[slot] = target
        return target
    }

    func isAccepting(_ state: Int32) -> Bool { states[Int(state)].isAccepting }

    func firstBytes(_ state: Int32) -> ByteSet {
        if let known = firsts[state] { return known }
        var set = ByteSet()
        for byte in UInt8(ascii: "-")...UInt8(ascii: "9") where next(state, byte) >= 0 { set.insert(byte) }
        firsts[state] = set
        return set
    }

    func completion(_ state: Int32) -> [UInt8] {
        if let known = completions[state] { return known }
        let text = shortestCompletion(state)
        completions[state] = text
        return text
    }

    // MARK: States

    /// The prefix one symbol longer, whether it is alive or not; nil where the form forbids the symbol.
    private func step(_ state: State, symbol: Int, byte: UInt8) -> State? {
        var next = state
        next.mustContinue = false
        next.isAccepting = false
        next.exception = exceptions.child(of: state.exception, byte)
        switch (state.phase, symbol) {
        case (.start, 10):
            next.phase = .minus
            next.isNegative = true
        case (.start, 0), (.minus, 0):
            next.phase = .zero
            next.mustContinue = state.isNegative
        case (.start, 1...9), (.minus, 1...9), (.integer, 0...9):
            next.phase = .integer
            next.digits = state.digits * .ten + Natural(UInt128(symbol))
        case (.zero, 11), (.integer, 11):
            next.phase = .fraction
            next.mustContinue = true
        case (.fraction, 0...9):
            next.digits = state.digits * .ten + Natural(UInt128(symbol))
            next.fractionDigits += 1
            next.mustContinue = symbol == 0
        default: return nil
        }
        return next
    }

    /// The number of the state that the prefix belongs to, made when it is new; -1 when nothing completes it.
    private func intern(_ prefix: State?) -> Int32 {
        guard var state = prefix else { return -1 }
        if state.phase == .minus {
            guard hasMember(negative: true) else { return -1 }
            return index[[Phase.minus.rawValue]] ?? add(state, key: [Phase.minus.rawValue])
        }
        guard let room = room(of: state) else { return -1 }
        let key = key(of: state, within: room)
        if let known = index[key] { return known }
        guard isAlive(state, within: room) else { return -1 }
        if !state.mustContinue, state.fractionDigits <= lattice.scale {
            let magnitude = state.digits * power(lattice.scale - state.fractionDigits)
            state.isAccepting = lattice.isMember(magnitude, isNegative: state.isNegative)
        }
        shorten(&state, within: room)
        return add(state, key: key)
    }

    /// Replaces the digits of a prefix without end by fewer of the same remainders.
    private func shorten(_ state: inout State, within room: NumberRoom) {
        guard state.phase == .integer, room.last == nil, room.low.isZero, room.first == lattice.scale,
            state.exception < 0
        else { return }
        let side = state.isNegative ? lattice.negative : lattice.positive
        let height = power(side?.lowest.digitCount ?? 0)
        guard height * commonModulus < state.digits else { return }
        state.digits = state.digits % commonModulus + height * commonModulus
    }
}
