extension CanonicalNumberMachine {
    /// What the bounds leave of the numbers that begin with a prefix; nil when that is nothing.
    func room(of state: State) -> NumberRoom? {
        guard let side = state.isNegative ? lattice.negative : lattice.positive else { return nil }
        if state.phase == .integer { return integerRoom(state.digits, side) }
        let toCome = lattice.scale - state.fractionDigits
        guard toCome >= 0 else { return nil }
        let size = power(toCome)
        let base = state.digits * size
        var room = NumberRoom(first: toCome, low: .zero, last: toCome, high: nil)
        if side.lowest > base { room.low = side.lowest - base }
        // Ending and going on with zeros only are one value, and only one of them is its text.
        if state.mustContinue { room.low = max(room.low, .one) }
        if let highest = side.highest {
            guard highest >= base else { return nil }
            let high = highest - base
            if high + .one < size { room.high = high }
        }
        guard room.low < size, room.high.map({ room.low <= $0 }) ?? true else { return nil }
        return room
    }

    private func integerRoom(_ digits: Natural, _ side: NumberLattice.Side) -> NumberRoom? {
        let count = digits.digitCount
        var room = NumberRoom(first: lattice.scale, low: .zero, last: nil, high: nil)
        let level = side.lowest.digitCount - count
        if level >= lattice.scale {
            // With fewer digits to come the number has fewer than the bound, with more it has more.
            room.first = level
            let base = digits * power(level)
            if side.lowest > base {
                room.low = side.lowest - base
                if room.low >= power(level) {
                    room.low = .zero
                    room.first = level + 1
                }
            }
        }
        guard let highest = side.highest else { return room }
        let top = highest.digitCount - count
        guard top >= lattice.scale else { return nil }
        let base = digits * power(top)
        room.last = top
        if highest < base {
            room.last = top - 1
        } else if highest - base + .one < power(top) {
            room.high = highest - base
        }
        guard let last = room.last, room.first <= last else { return nil }
        if room.first == last, let high = room.high, room.low > high { return nil }
        return room
    }

    /// Two prefixes have equal keys only if the same texts complete them.
    ///
    /// Beside the room there is, for each divisor, what the digits to come must be a multiple of together with the prefix:
    /// with `j` digits to come the least such natural below `10^j`, as long as the divisor's factors of two and five make a
    /// difference, and after that the prefix's remainder by the rest of the divisor.
    func key(of state: State, within room: NumberRoom) -> [UInt64] {
        var key: [UInt64] = [state.phase.rawValue, UInt64(bitPattern: Int64(state.exception))]
        key.append(UInt64(room.first))
        Self.append(room.low, to: &key)
        key.append(room.last.map { UInt64($0) } ?? .max)
        Self.append(room.high, to: &key)
        for modulus in moduli {
            var toCome = room.first
            let last = room.last ?? .max
            while toCome <= last, state.phase != .integer || toCome < modulus.settledDigits {
                let missing = modulus.missing(state.digits, power: power(toCome))
                Self.append(missing < power(toCome) ? missing : nil, to: &key)
                toCome += 1
            }
            if toCome <= last { Self.append(state.digits % modulus.coprimePart, to: &key) }
        }
        return key
    }

    private static func append(_ value: Natural?, to key: inout [UInt64]) {
        guard let value else { return key.append(.max) }
        let limbs = value.allLimbs
        key.append(UInt64(limbs.count))
        for limb in limbs { key.append(UInt64(limb)) }
    }

    /// Whether a number of the specification begins with the prefix.
    func isAlive(_ state: State, within room: NumberRoom) -> Bool {
        if moduli.isEmpty, state.exception < 0 { return true }
        // Among ever longer runs of numbers, one has a multiple of the step that is none of the others.
        guard let last = room.last else { return true }
        for toCome in (room.first...last).reversed() {
            let base = state.digits * power(toCome)
            let low = toCome == room.first ? room.low : .zero
            let high = (toCome == last ? room.high : nil) ?? power(toCome) - .one
            if lattice.firstMember(from: base + low, through: base + high, isNegative: state.isNegative) != nil {
                return true
            }
        }
        return false
    }
}
