/// A bracket expression of a pattern: ranges, Unicode classes, their complements, intersections.
struct ScalarSet: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    /// Contains the scalars of any of these classes.
    var classes: UnicodeClass = []
    /// Contains the scalars that are in none of one of these.
    var complements: [UnicodeClass] = []
    /// Contains what one of these contains (nested brackets).
    var members: [ScalarSet] = []
    /// Only what these contain as well.
    var intersections: [ScalarSet] = []
    var isNegated = false
    /// Which ASCII characters it contains; set by ``prepare(_:)``.
    private var ascii: (UInt64, UInt64) = (0, 0)

    init() {}

    init(_ scalar: UInt32) { ranges = [scalar...scalar] }

    init(classes: UnicodeClass, isNegated: Bool = false) {
        self.classes = classes
        self.isNegated = isNegated
    }

    /// Tabulates the ASCII characters; to be called once before ``contains(_:_:)``.
    mutating func prepare(_ unicode: UnicodeClasses) {
        for index in members.indices { members[index].prepare(unicode) }
        for index in intersections.indices { intersections[index].prepare(unicode) }
        for scalar in UInt32(0)..<128 where contains(scalar, classes: unicode[scalar]) {
            if scalar < 64 { ascii.0 |= 1 << UInt64(scalar) } else { ascii.1 |= 1 << UInt64(scalar - 64) }
        }
    }

    var asciiBits: (UInt64, UInt64) { ascii }

    @inline(__always)
    func contains(_ scalar: UInt32, _ unicode: UnicodeClasses) -> Bool {
        if scalar < 64 { return ascii.0 >> UInt64(scalar) & 1 != 0 }
        if scalar < 128 { return ascii.1 >> UInt64(scalar - 64) & 1 != 0 }
        return contains(scalar, classes: unicode[scalar])
    }

    private func contains(_ scalar: UInt32, classes kinds: UnicodeClass) -> Bool {
        var isMember = !classes.isDisjoint(with: kinds)
        if !isMember { isMember = complements.contains { $0.isDisjoint(with: kinds) } }
        if !isMember { isMember = ranges.contains { $0.contains(scalar) } }
        if !isMember { isMember = members.contains { $0.contains(scalar, classes: kinds) } }
        if isMember { isMember = intersections.allSatisfy { $0.contains(scalar, classes: kinds) } }
        return isMember != isNegated
    }
}
