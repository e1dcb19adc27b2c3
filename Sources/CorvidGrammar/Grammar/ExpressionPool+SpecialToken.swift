extension ExpressionPool {
    /// One special token out of a range of numbers: the byte 0xFF, which no text has, and the number in four bytes, the
    /// highest first.
    package func specialToken(_ ids: ClosedRange<UInt32>) -> ExpressionID {
        sequence(literal([0xFF]), number(ids, byteCount: 4))
    }

    private func number(_ range: ClosedRange<UInt32>, byteCount: UInt32) -> ExpressionID {
        guard byteCount > 0 else { return .empty }
        let shift = 8 * (byteCount - 1)
        let mask = (UInt32(1) << shift) - 1
        let low = UInt8(range.lowerBound >> shift)
        let high = UInt8(range.upperBound >> shift)
        let from = range.lowerBound & mask
        let to = range.upperBound & mask
        func branch(_ leads: ClosedRange<UInt8>, _ rest: ClosedRange<UInt32>) -> ExpressionID {
            sequence(bytes(ByteSet(leads)), number(rest, byteCount: byteCount - 1))
        }
        if low == high { return branch(low...high, from...to) }
        if from == 0, to == mask { return branch(low...high, 0...mask) }
        var branches: [ExpressionID] = []
        if from > 0 { branches.append(branch(low...low, from...mask)) }
        if to < mask { branches.append(branch(high...high, 0...to)) }
        let firstWhole = Int(low) + (from > 0 ? 1 : 0)
        let lastWhole = Int(high) - (to < mask ? 1 : 0)
        if firstWhole <= lastWhole { branches.append(branch(UInt8(firstWhole)...UInt8(lastWhole), 0...mask)) }
        return choice(branches)
    }
}
