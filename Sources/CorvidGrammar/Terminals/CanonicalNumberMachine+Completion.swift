extension CanonicalNumberMachine {
    /// A shortest text that completes a state.
    func shortestCompletion(_ id: Int32) -> [UInt8] {
        let state = states[Int(id)]
        if state.isAccepting { return [] }
        switch state.phase {
        case .start, .minus: return shortestByBranches(id)
        case .integer: return shortestInteger(state)
        case .zero, .fraction: return shortestFraction(state)
        }
    }

    private func shortestByBranches(_ id: Int32) -> [UInt8] {
        var best: [UInt8]?
        // Digits first, so that a number above 0 is preferred where both signs are equally short.
        for byte in Array(UInt8(ascii: "0")...UInt8(ascii: "9")) + [UInt8(ascii: "-")] {
            let target = next(id, byte)
            guard target >= 0 else { continue }
            let rest = completion(target)
            if rest.count + 1 < best?.count ?? .max { best = [byte] + rest }
        }
        return best ?? []
    }

    private func shortestInteger(_ state: State) -> [UInt8] {
        guard let room = room(of: state) else { return [] }
        var best: [UInt8]?
        var more = room.first - lattice.scale
        while more < best?.count ?? .max, room.last.map({ more + lattice.scale <= $0 }) ?? true {
            defer { more += 1 }
            let toCome = more + lattice.scale
            let low = toCome == room.first ? room.low : .zero
            let high = (toCome == room.last ? room.high : nil) ?? power(toCome) - .one
            // Only as many digits behind the point as still make the text shorter than the best.
            let most = best.map { min(lattice.scale, $0.count - more - 2) } ?? lattice.scale
            guard let digits = fewestDigits(state, toCome: toCome, low: low, high: high, upTo: max(most, 0)) else {
                continue
            }
            var text = digits.prefix(more).map { $0 + 0x30 }
            if digits.count > more {
                text.append(UInt8(ascii: "."))
                text.append(contentsOf: digits.dropFirst(more).map { $0 + 0x30 })
            }
            if text.count < best?.count ?? .max { best = text }
        }
        return best ?? []
    }

    private func shortestFraction(_ state: State) -> [UInt8] {
        guard let room = room(of: state) else { return [] }
        let toCome = room.first
        let high = room.high ?? power(toCome) - .one
        guard let digits = fewestDigits(state, toCome: toCome, low: room.low, high: high, upTo: toCome) else {
            return []
        }
        return (state.phase == .zero ? [UInt8(ascii: ".")] : []) + digits.map { $0 + 0x30 }
    }

    /// The digits to come between two ends, without the zeros behind the point that say nothing, that need the fewest
    /// places behind the point; nil when `places` are not enough.
    private func fewestDigits(
        _ state: State, toCome: Int, low: Natural, high: Natural, upTo places: Int
    ) -> [UInt8]? {
        let base = state.digits * power(toCome)
        let fraction = lattice.scale - state.fractionDigits
        func member(_ places: Int) -> Natural? {
            lattice.firstMember(
                from: base + low, through: base + high, isNegative: state.isNegative,
                grid: power(fraction - places))
        }
        guard var found = member(places) else { return nil }
        var (tooFew, enough) = (-1, places)
        while enough - tooFew > 1 {
            let middle = (tooFew + enough) / 2
            if let value = member(middle) {
                (found, enough) = (value, middle)
            } else {
                tooFew = middle
            }
        }
        let digits = (found - base).digits
        let padded = [UInt8](repeating: 0, count: toCome - digits.count) + digits
        return Array(padded.dropLast(fraction - enough))
    }
}
