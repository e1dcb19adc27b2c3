/// What no list has: words of syllables, identifiers, codes, numbers, dates, addresses.
extension Composer {
    private static let onsets = Words.split(
        "b br c ch cl cr d dr f fl fr g gl gr h j k kl kr l m n p pl pr qu r s sc sh sk sl sm sn sp st str t th tr v w z"
    )
    private static let vowels = Words.split("a a a e e e i i o o u ai ea ee ia io oa oo ou y")
    private static let codas = Words.split(
        "b ck d ff g l ll m n n n nd ng nk nt p r r rd rk rn rt s s sk ss st t t th x")

    private mutating func syllable(isLast: Bool) -> String {
        let onset = chance(0.85) ? pick(Self.onsets) : ""
        return onset + pick(Self.vowels) + (chance(isLast ? 0.6 : 0.25) ? pick(Self.codas) : "")
    }

    /// A word that is in no dictionary.
    mutating func inventedWord(_ syllables: ClosedRange<Int> = 2...3) -> String {
        let count = int(syllables)
        return (1...count).reduce("") { word, place in word + syllable(isLast: place == count) }
    }

    mutating func inventedName() -> String { inventedWord().capitalized }

    mutating func fullName() -> String {
        let last = chance(0.3) ? inventedName() : pick(Words.surnames)
        return pick(Words.firstNames) + " " + last
    }

    /// Different values.
    mutating func distinct(_ count: Int, _ make: (inout Composer) -> String) -> [String] {
        var values: [String] = []
        var attempts = 0
        while values.count < count, attempts < count * 20 {
            let value = make(&self)
            if !values.contains(value) { values.append(value) }
            attempts += 1
        }
        return values
    }

    enum NameStyle: CaseIterable { case snake, camel, pascal, dotted, kebab, upper, plain }

    func joined(_ words: [String], _ style: NameStyle) -> String {
        let words = words.flatMap { $0.lowercased().split(separator: " ").map(String.init) }
        switch style {
        case .snake: return words.joined(separator: "_")
        case .camel: return words.prefix(1).joined() + words.dropFirst().map(\.capitalized).joined()
        case .pascal: return words.map(\.capitalized).joined()
        case .dotted: return words.joined(separator: ".")
        case .kebab: return words.joined(separator: "-")
        case .upper: return words.joined(separator: "_").uppercased()
        case .plain: return words.joined()
        }
    }

    mutating func identifier() -> String {
        let words = (0..<int(1...3)).map { _ in chance(0.25) ? inventedWord(1...2) : pick(Words.all) }
        return joined(words, pick(NameStyle.allCases)) + (chance(0.15) ? String(int(1...99)) : "")
    }

    /// A part number, licence plate, booking code or the like.
    mutating func code() -> String {
        func letters(_ count: Int, _ composer: inout Composer) -> String {
            String((0..<count).map { _ in composer.pick(Array("ABCDEFGHJKLMNPQRSTUVWXYZ")) })
        }
        func digits(_ count: Int, _ composer: inout Composer) -> String {
            (0..<count).map { _ in String(composer.int(0...9)) }.joined()
        }
        switch int(0...6) {
        case 0: return letters(int(1...3), &self) + "-" + digits(int(2...5), &self)
        case 1: return letters(2, &self) + digits(int(2...4), &self) + letters(1, &self)
        case 2: return "#" + digits(int(3...6), &self)
        case 3: return digits(2, &self) + "/" + letters(1, &self) + digits(2, &self)
        case 4:
            return (0..<int(5...8)).map { _ in chance(0.5) ? letters(1, &self) : digits(1, &self) }.joined()
        case 5: return letters(1, &self) + digits(int(1...3), &self)
        default: return letters(int(2...4), &self) + "_" + digits(int(1...3), &self)
        }
    }

    mutating func plainNumber() -> String {
        switch int(0...7) {
        case 0...3: return String(int(2...99))
        case 4: return String(int(100...9999))
        case 5: return "\(int(0...99)).\(int(1...9))"
        case 6: return "\(int(1...200)).\(int(10...99))"
        default: return grouped(int(1000...999_999))
        }
    }

    func grouped(_ number: Int) -> String {
        var text = ""
        for (place, digit) in String(number).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text = "," + text }
            text = String(digit) + text
        }
        return text
    }

    mutating func isoDate(_ years: ClosedRange<Int> = 2019...2027) -> String {
        let (month, day) = (int(1...12), int(1...28))
        return "\(int(years))-\(Self.padded(month))-\(Self.padded(day))"
    }

    /// 24-hour, `hh:mm`.
    mutating func clockTime() -> String {
        Self.padded(int(0...23)) + ":" + Self.padded(chance(0.8) ? int(0...11) * 5 : int(0...59))
    }

    static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    mutating func domain() -> String {
        let name = chance(0.5) ? inventedWord() : joined([pick(Words.adjectives), pick(Words.things)], .kebab)
        return name + "." + pick(["example", "test", "com", "org", "net", "io", "co.uk", "info", "shop", "eu"])
    }

    mutating func emailAddress() -> String {
        let (first, last) = (pick(Words.firstNames).lowercased(), pick(Words.surnames).lowercased())
        let name = pick([first, "\(first).\(last)", "\(first)\(int(1...99))", "\(first.prefix(1))\(last)", last])
        return name + "@" + domain()
    }

    mutating func webAddress() -> String {
        let scheme = chance(0.8) ? "https://" : "http://"
        let host = (chance(0.3) ? "www." : "") + domain()
        var path = ""
        for _ in 0..<int(0...2) {
            path += "/" + (chance(0.6) ? pick(Words.things).lowercased().replacing(" ", with: "-") : inventedWord())
        }
        if !path.isEmpty, chance(0.25) { path += ".html" }
        return scheme + host + path
    }
}

extension StringProtocol {
    /// Its first letter large, the others as they are.
    var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
