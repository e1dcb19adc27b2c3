/// The normal forms of Unicode (UAX #15) and simple lower case, with the data that Hugging Face `tokenizers` has.
struct UnicodeNormalization: Sendable {
    static let shared = UnicodeNormalization()

    /// A normal form.
    enum Form: Sendable {
        case nfc, nfd, nfkc, nfkd

        var composes: Bool { self == .nfc || self == .nfkc }
        var isCompatible: Bool { self == .nfkc || self == .nfkd }
    }

    /// Decompositions: where in `scalars`, and how many; 0 for none. Hangul syllables are computed.
    private var canonical = ScalarTable()
    private var compatible = ScalarTable()
    private var scalars: [UInt32] = [0]
    private var combiningClass = ScalarTable()
    private var compositions: PairTable
    /// Bit 0: the second of some composition. Bit 1: the result of one.
    private var role = ScalarTable()
    private var lower = ScalarTable()

    private init() {
        compositions = PairTable(capacity: 1024)
        var reader = UnicodeTableReader(UnicodeTables.compositions)
        while !reader.isAtEnd {
            let (first, second, composed) = (reader.next(), reader.next(), reader.next())
            compositions.insert(first, second, value: UInt64(composed))
            role[second] |= 1
            role[composed] |= 2
        }
        for vowelOrTail in Hangul.vowelBase..<Hangul.vowelBase + Hangul.vowels { role[vowelOrTail] |= 1 }
        for tail in Hangul.tailBase + 1..<Hangul.tailBase + Hangul.tails { role[tail] |= 1 }
        var readerOfClasses = UnicodeTableReader(UnicodeTables.combining)
        var scalar: UInt32 = 0
        while !readerOfClasses.isAtEnd {
            scalar += readerOfClasses.next()
            combiningClass[scalar] = readerOfClasses.next()
        }
        read(UnicodeTables.canonical, into: \.canonical)
        read(UnicodeTables.compatible, into: \.compatible)
        var readerOfCases = UnicodeTableReader(UnicodeTables.lowercase)
        scalar = 0
        while !readerOfCases.isAtEnd {
            scalar += readerOfCases.next()
            lower[scalar] = readerOfCases.next()
        }
    }

    private mutating func read(_ table: StaticString, into path: WritableKeyPath<Self, ScalarTable>) {
        var reader = UnicodeTableReader(table)
        var scalar: UInt32 = 0
        while !reader.isAtEnd {
            scalar += reader.next()
            let count = reader.next()
            self[keyPath: path][scalar] = UInt32(scalars.count) << 5 | count
            for _ in 0..<count { scalars.append(reader.next()) }
        }
    }

    private enum Hangul {
        static let base: UInt32 = 0xAC00
        static let leadBase: UInt32 = 0x1100
        static let vowelBase: UInt32 = 0x1161
        static let tailBase: UInt32 = 0x11A7
        static let leads: UInt32 = 19
        static let vowels: UInt32 = 21
        static let tails: UInt32 = 28
        static let count = leads * vowels * tails
    }

    /// The simple lower case of `scalar`. U+0130, the one character whose lower case is two, is itself here.
    @inline(__always)
    func lowercase(_ scalar: UInt32) -> UInt32 {
        if scalar < 128 { return scalar &- 0x41 < 26 ? scalar | 0x20 : scalar }
        let mapped = lower[scalar]
        return mapped == 0 ? scalar : mapped
    }

    /// The first scalar of the full canonical decomposition.
    func firstOfDecomposition(_ scalar: UInt32) -> UInt32 {
        if scalar < 0xC0 { return scalar }
        if scalar &- Hangul.base < Hangul.count {
            return Hangul.leadBase + (scalar - Hangul.base) / (Hangul.vowels * Hangul.tails)
        }
        let entry = canonical[scalar]
        return entry == 0 ? scalar : scalars[Int(entry >> 5)]
    }

    /// `text` in normal form `form`, or nil when it is so already.
    func normalized(_ text: UnsafeBufferPointer<UInt8>, to form: Form) -> [UInt8]? {
        guard let base = text.baseAddress else { return nil }
        var out: [UInt8] = []
        var (index, copied, starter) = (0, 0, 0)
        var changed = false
        var segment: [UInt32] = []
        while index < text.count {
            if base[index] < 0x80 {
                starter = index
                index += 1
                continue
            }
            let (scalar, length) = UTF8Text.decode(base + index)
            if isInert(scalar, form) {
                starter = index
                index += length
                continue
            }
            // From the last starter to before the next inert character, everything may change.
            if !changed {
                changed = true
                out.reserveCapacity(text.count + text.count / 8)
            }
            out.append(contentsOf: UnsafeBufferPointer(start: base + copied, count: starter - copied))
            segment.removeAll(keepingCapacity: true)
            var at = starter
            while at < text.count {
                let (scalar, length) = UTF8Text.decode(base + at)
                if at > index, isInert(scalar, form) { break }
                decompose(scalar, form, into: &segment)
                at += length
            }
            order(&segment)
            if form.composes { compose(&segment) }
            for scalar in segment { UTF8Text.append(scalar, to: &out) }
            index = at
            copied = at
            starter = at
        }
        if !changed { return nil }
        out.append(contentsOf: UnsafeBufferPointer(start: base + copied, count: text.count - copied))
        return out
    }

    /// Whether `scalar` stays as it is and neither moves nor joins with what stands before it.
    @inline(__always)
    private func isInert(_ scalar: UInt32, _ form: Form) -> Bool {
        if scalar < 0xA0 { return true }
        if combiningClass[scalar] != 0 { return false }
        if form.isCompatible, compatible[scalar] != 0 { return false }
        if form.composes {
            let role = role[scalar]
            if role & 1 != 0 { return false }
            return canonical[scalar] == 0 || role & 2 != 0
        }
        return canonical[scalar] == 0 && scalar &- Hangul.base >= Hangul.count
    }

    private func decompose(_ scalar: UInt32, _ form: Form, into out: inout [UInt32]) {
        if scalar < 0xA0 {
            out.append(scalar)
            return
        }
        let syllable = scalar &- Hangul.base
        if syllable < Hangul.count {
            out.append(Hangul.leadBase + syllable / (Hangul.vowels * Hangul.tails))
            out.append(Hangul.vowelBase + syllable % (Hangul.vowels * Hangul.tails) / Hangul.tails)
            if syllable % Hangul.tails != 0 { out.append(Hangul.tailBase + syllable % Hangul.tails) }
            return
        }
        var entry = form.isCompatible ? compatible[scalar] : 0
        if entry == 0 { entry = canonical[scalar] }
        if entry == 0 {
            out.append(scalar)
        } else {
            out.append(contentsOf: scalars[Int(entry >> 5)..<Int(entry >> 5) + Int(entry & 31)])
        }
    }

    /// Canonical ordering: runs of combining characters by class, stably.
    private func order(_ segment: inout [UInt32]) {
        var index = 0
        while index < segment.count {
            if combiningClass[segment[index]] == 0 {
                index += 1
                continue
            }
            var end = index
            while end < segment.count, combiningClass[segment[end]] != 0 { end += 1 }
            if end - index > 1 {
                let run = segment[index..<end].enumerated().map { ($0.offset, combiningClass[$0.element], $0.element) }
                let sorted = run.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
                segment.replaceSubrange(index..<end, with: sorted.map(\.2))
            }
            index = end
        }
    }

    /// Canonical composition, in place.
    private func compose(_ segment: inout [UInt32]) {
        var starter: Int?
        var lastClass: UInt32 = 0
        var kept = 0
        for index in 0..<segment.count {
            let scalar = segment[index]
            let ccc = combiningClass[scalar]
            if let at = starter, lastClass < ccc || kept == at + 1, let joined = pair(segment[at], scalar) {
                segment[at] = joined
                continue
            }
            if ccc == 0 { starter = kept }
            lastClass = ccc
            segment[kept] = scalar
            kept += 1
        }
        segment.removeLast(segment.count - kept)
    }

    private func pair(_ first: UInt32, _ second: UInt32) -> UInt32? {
        let lead = first &- Hangul.leadBase
        let vowel = second &- Hangul.vowelBase
        if lead < Hangul.leads, vowel < Hangul.vowels {
            return Hangul.base + (lead * Hangul.vowels + vowel) * Hangul.tails
        }
        let syllable = first &- Hangul.base
        let tail = second &- Hangul.tailBase
        if syllable < Hangul.count, syllable % Hangul.tails == 0, tail > 0, tail < Hangul.tails { return first + tail }
        let found = compositions.find(first, second)
        return found == PairTable.none ? nil : UInt32(truncatingIfNeeded: found)
    }
}
