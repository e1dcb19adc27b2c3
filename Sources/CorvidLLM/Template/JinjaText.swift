/// A string in which every character knows whether it comes from content.
///
/// One unit is a Unicode scalar, as in Python's strings; its highest bit marks text that must never become a special
/// token. Slicing, joining, replacing and changing case move whole units, so that no operation can lose a mark.
struct JinjaText: Sendable {
    static let mark: UInt32 = 0x8000_0000
    static let scalarMask: UInt32 = 0x7FFF_FFFF

    var units: [UInt32]
    /// Whether it counts as safe HTML, so that `+` escapes what is joined to it.
    var isMarkup = false

    init(units: [UInt32], isMarkup: Bool = false) {
        self.units = units
        self.isMarkup = isMarkup
    }

    /// Text that the template itself is responsible for.
    init(_ text: String) { units = text.unicodeScalars.map(\.value) }

    /// Text from outside.
    init(_ text: String, isContent: Bool) {
        units = text.unicodeScalars.map { isContent ? $0.value | Self.mark : $0.value }
    }

    var string: String { Self.string(units[...]) }

    static func string(_ units: ArraySlice<UInt32>) -> String {
        var view = String.UnicodeScalarView()
        for unit in units { view.append(scalar(unit)) }
        return String(view)
    }

    static func scalar(_ unit: UInt32) -> Unicode.Scalar { Unicode.Scalar(unit & scalarMask) ?? "\u{FFFD}" }

    /// The units without marks: what comparisons look at.
    var plain: [UInt32] { units.map { $0 & Self.scalarMask } }

    func equals(_ other: JinjaText) -> Bool {
        units.count == other.units.count
            && zip(units, other.units).allSatisfy { $0 & Self.scalarMask == $1 & Self.scalarMask }
    }

    func equals(_ other: String) -> Bool {
        var count = 0
        for scalar in other.unicodeScalars {
            guard count < units.count, units[count] & Self.scalarMask == scalar.value else { return false }
            count += 1
        }
        return count == units.count
    }

    /// Where `needle` starts first, at or after `start`.
    func firstIndex(of needle: JinjaText, from start: Int = 0, to end: Int? = nil) -> Int? {
        let last = (end ?? units.count) - needle.units.count
        guard start <= last else { return nil }
        return (start...last).first { matches(needle, at: $0) }
    }

    /// Where `needle` starts last before `end`.
    func lastIndex(of needle: JinjaText, from start: Int = 0, to end: Int? = nil) -> Int? {
        let last = (end ?? units.count) - needle.units.count
        guard start <= last else { return nil }
        return (start...last).last { matches(needle, at: $0) }
    }

    func matches(_ needle: JinjaText, at start: Int) -> Bool {
        guard start >= 0, start + needle.units.count <= units.count else { return false }
        var index = start
        for unit in needle.units {
            guard units[index] & Self.scalarMask == unit & Self.scalarMask else { return false }
            index += 1
        }
        return true
    }

    /// The text without units at its ends for which `drops` holds.
    func stripped(leading: Bool, trailing: Bool, _ drops: (UInt32) -> Bool) -> JinjaText {
        var start = 0
        var end = units.count
        if leading { while start < end, drops(units[start] & Self.scalarMask) { start += 1 } }
        if trailing { while end > start, drops(units[end - 1] & Self.scalarMask) { end -= 1 } }
        return JinjaText(units: Array(units[start..<end]), isMarkup: isMarkup)
    }

    /// Every unit replaced by the scalars of its mapping, which inherit the unit's mark.
    func mapped(_ transform: (Unicode.Scalar) -> String) -> JinjaText {
        var result: [UInt32] = []
        result.reserveCapacity(units.count)
        for unit in units {
            for scalar in transform(Self.scalar(unit)).unicodeScalars { result.append(scalar.value | unit & Self.mark) }
        }
        return JinjaText(units: result, isMarkup: isMarkup)
    }

    /// White space as Python's `str.isspace` counts it.
    static func isSpace(_ unit: UInt32) -> Bool {
        switch unit & scalarMask {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            true
        default: false
        }
    }
}
