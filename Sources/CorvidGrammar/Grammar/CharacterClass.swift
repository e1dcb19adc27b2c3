/// A set of Unicode scalar values: what one character of a text may be.
public struct CharacterClass: Sendable, Hashable {
    /// The values as ascending ranges that neither overlap nor touch; surrogates are never among them.
    public let ranges: [ClosedRange<UInt32>]

    /// The scalar values in any of some ranges.
    public init(_ ranges: ClosedRange<Unicode.Scalar>...) {
        self.init(codePoints: ranges.map { $0.lowerBound.value...$0.upperBound.value })
    }

    /// The scalar values of a text.
    public init(in text: String) {
        self.init(codePoints: text.unicodeScalars.map { $0.value...$0.value })
    }

    /// The scalar values among some code points: surrogates and whatever lies above U+10FFFF are left out.
    public init(codePoints: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in codePoints.flatMap(Self.scalars(in:)).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
    }

    /// The ASCII digits.
    public static let digits = CharacterClass("0"..."9")
    /// The digits of hexadecimal numbers in either case.
    public static let hexadecimalDigits = CharacterClass("0"..."9", "a"..."f", "A"..."F")
    /// The ASCII letters in either case.
    public static let letters = CharacterClass("a"..."z", "A"..."Z")

    /// All scalar values that are not in this class.
    public var inverted: CharacterClass {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
        return CharacterClass(codePoints: gaps)
    }

    /// The scalar values in this class or in another.
    public func union(_ other: CharacterClass) -> CharacterClass {
        CharacterClass(codePoints: ranges + other.ranges)
    }

    /// Whether the class has a scalar value; takes logarithmic time.
    public func contains(_ scalar: Unicode.Scalar) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(scalar.value)
    }

    private static func scalars(in range: ClosedRange<UInt32>) -> [ClosedRange<UInt32>] {
        var parts: [ClosedRange<UInt32>] = []
        if range.lowerBound < 0xD800 { parts.append(range.lowerBound...min(range.upperBound, 0xD7FF)) }
        if range.upperBound > 0xDFFF, range.lowerBound <= 0x10FFFF {
            parts.append(max(range.lowerBound, 0xE000)...min(range.upperBound, 0x10FFFF))
        }
        return parts
    }
}
