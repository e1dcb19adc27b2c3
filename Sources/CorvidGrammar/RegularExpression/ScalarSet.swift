/// A set of code points as sorted ranges that neither overlap nor touch.
struct ScalarSet: Hashable, Sendable {
    private(set) var ranges: [ClosedRange<UInt32>]

    static let lastCodePoint: UInt32 = 0x10FFFF
    static let none = ScalarSet(sorted: [])
    static let all = ScalarSet(sorted: [0...lastCodePoint])

    /// What `.` matches: all but the line terminators.
    static let dot = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029]).complement
    static let digits = ScalarSet(sorted: [0x30...0x39])
    static let word = ScalarSet(sorted: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// What `\s` matches: ECMA-262's WhiteSpace and LineTerminator.
    static let space = ScalarSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])

    private init(sorted: [ClosedRange<UInt32>]) { ranges = sorted }

    init(_ list: [ClosedRange<UInt32>]) {
        let sorted = list.sorted { $0.lowerBound < $1.lowerBound }
        ranges = []
        ranges.reserveCapacity(sorted.count)
        for range in sorted {
            if let last = ranges.last, range.lowerBound <= last.upperBound || range.lowerBound == last.upperBound + 1 {
                if range.upperBound > last.upperBound {
                    ranges[ranges.count - 1] = last.lowerBound...range.upperBound
                }
            } else {
                ranges.append(range)
            }
        }
    }

    init(_ scalar: UInt32) { ranges = [scalar...scalar] }

    var isEmpty: Bool { ranges.isEmpty }

    /// The one member, if there is exactly one.
    var single: UInt32? {
        guard ranges.count == 1, ranges[0].lowerBound == ranges[0].upperBound else { return nil }
        return ranges[0].lowerBound
    }

    var complement: ScalarSet {
        var result: [ClosedRange<UInt32>] = []
        result.reserveCapacity(ranges.count + 1)
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.lastCodePoint { result.append(next...Self.lastCodePoint) }
        return ScalarSet(sorted: result)
    }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

    func intersection(_ other: ScalarSet) -> ScalarSet {
        var result: [ClosedRange<UInt32>] = []
        var (left, right) = (0, 0)
        while left < ranges.count, right < other.ranges.count {
            let (a, b) = (ranges[left], other.ranges[right])
            let lower = max(a.lowerBound, b.lowerBound)
            let upper = min(a.upperBound, b.upperBound)
            if lower <= upper { result.append(lower...upper) }
            if a.upperBound < b.upperBound { left += 1 } else { right += 1 }
        }
        return ScalarSet(sorted: result)
    }

    func contains(_ scalar: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= scalar
    }

    /// The coarsest partition of all code points of which every one of `sets` is a union.
    static func partition(by sets: [ScalarSet]) -> [ScalarSet] {
        var classes = [ScalarSet.all]
        for set in Set(sets) where !set.isEmpty {
            var refined: [ScalarSet] = []
            let outside = set.complement
            for part in classes {
                let inner = part.intersection(set)
                if !inner.isEmpty { refined.append(inner) }
                let outer = part.intersection(outside)
                if !outer.isEmpty { refined.append(outer) }
            }
            classes = refined
        }
        return classes.sorted { $0.ranges[0].lowerBound < $1.ranges[0].lowerBound }
    }
}
