/// Cuts ranges of Unicode scalars into products of byte ranges.
enum UTF8Ranges {
    /// Each element is one range for each byte of the encoding; together they are exactly the scalars of `range`.
    static func split(_ range: ClosedRange<UInt32>) -> [[ClosedRange<UInt8>]] {
        var result: [[ClosedRange<UInt8>]] = []
        for block: ClosedRange<UInt32> in [
            0...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x1_0000...0x10_FFFF,
        ] where block.overlaps(range) {
            let part = range.clamped(to: block)
            split(encode(part.lowerBound), encode(part.upperBound), into: &result, prefix: [])
        }
        return result
    }

    static func encode(_ scalar: UInt32) -> [UInt8] {
        switch scalar {
        case ..<0x80: [UInt8(scalar)]
        case ..<0x800: [UInt8(0xC0 | scalar >> 6), UInt8(0x80 | scalar & 0x3F)]
        case ..<0x1_0000:
            [UInt8(0xE0 | scalar >> 12), UInt8(0x80 | scalar >> 6 & 0x3F), UInt8(0x80 | scalar & 0x3F)]
        default:
            [
                UInt8(0xF0 | scalar >> 18), UInt8(0x80 | scalar >> 12 & 0x3F), UInt8(0x80 | scalar >> 6 & 0x3F),
                UInt8(0x80 | scalar & 0x3F),
            ]
        }
    }

    private static func split(
        _ low: [UInt8], _ high: [UInt8], into result: inout [[ClosedRange<UInt8>]], prefix: [ClosedRange<UInt8>]
    ) {
        if low.count == 1 {
            result.append(prefix + [low[0]...high[0]])
            return
        }
        let lowest = [UInt8](repeating: 0x80, count: low.count - 1)
        let highest = [UInt8](repeating: 0xBF, count: low.count - 1)
        let lowRest = Array(low[1...])
        let highRest = Array(high[1...])
        if low[0] == high[0] {
            split(lowRest, highRest, into: &result, prefix: prefix + [low[0]...low[0]])
            return
        }
        var from = low[0]
        var to = high[0]
        if lowRest != lowest {
            split(lowRest, highest, into: &result, prefix: prefix + [low[0]...low[0]])
            from += 1
        }
        if highRest != highest { to -= 1 }
        if from <= to { result.append(prefix + [from...to] + lowest.map { _ in 0x80...0xBF }) }
        if highRest != highest { split(lowest, highRest, into: &result, prefix: prefix + [high[0]...high[0]]) }
    }
}
