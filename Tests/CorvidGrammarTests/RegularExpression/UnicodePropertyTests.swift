import Testing

@testable import CorvidGrammar

@Suite("Unicode properties")
struct UnicodePropertyTests {
    @Test func setsHoldExactlyTheirCharacters() throws {
        let checks: [(String, (Unicode.Scalar.Properties) -> Bool)] = [
            ("Lu", { $0.generalCategory == .uppercaseLetter }), ("gc=Nd", { $0.generalCategory == .decimalNumber }),
            ("Cn", { $0.generalCategory == .unassigned }), ("Assigned", { $0.generalCategory != .unassigned }),
            ("Co", { $0.generalCategory == .privateUse }), ("Alphabetic", { $0.isAlphabetic }),
            ("LC", { [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter].contains($0.generalCategory) }),
            ("NChar", { $0.isNoncharacterCodePoint }), ("DI", { $0.isDefaultIgnorableCodePoint }),
            ("Any", { _ in true }),
        ]
        for (name, holds) in checks {
            let set = try #require(UnicodeProperty.set(named: name))
            var wrong = 0
            for code in 0...ScalarSet.lastCodePoint {
                guard let scalar = Unicode.Scalar(code) else { continue }
                if set.contains(code) != holds(scalar.properties) { wrong += 1 }
            }
            #expect(wrong == 0, "\(name)")
        }
    }

    @Test func categoriesArePartsOfAll() throws {
        func set(_ name: String) throws -> ScalarSet { try #require(UnicodeProperty.set(named: name)) }
        #expect(try set("Cs").ranges == [0xD800...0xDFFF])
        #expect(try set("Assigned").complement == set("Unassigned"))
        let groups = try ["L", "M", "N", "P", "S", "Z", "C"].map { try set($0) }
        #expect(ScalarSet(groups.flatMap(\.ranges)) == .all)
        #expect(groups.reduce(0) { $0 + $1.ranges.reduce(0) { $0 + $1.count } } == 0x110000)
    }

    @Test func everyListedNameIsKnown() {
        for name in UnicodeProperty.names {
            #expect(UnicodeProperty.set(named: String(decoding: name, as: UTF8.self))?.isEmpty == false)
        }
        for name in ["", "lu", "Letters", "gc=", "gc=Alphabetic", "Script=Latin1", "sc", "x=y"] {
            #expect(UnicodeProperty.set(named: name) == nil)
        }
    }

    @Test(
        "Scripts hold their letters and no others",
        arguments: [
            ("Latin", "aZéßŁ"), ("Greek", "αΩἀ"), ("Cyrillic", "аЯҐ"), ("Han", "漢字々"), ("Hiragana", "ひらが"),
            ("Katakana", "カタｱ"), ("Arabic", "عرب"), ("Hebrew", "שלום"), ("Hangul", "한글ㄱ"), ("Thai", "ไทย"),
            ("Devanagari", "देव"), ("Armenian", "հայ"), ("Georgian", "ქართ"), ("Bengali", "বাংলা"), ("Tamil", "தமிழ்"),
        ])
    func scripts(name: String, letters: String) throws {
        let set = try #require(UnicodeProperty.set(named: "Script=\(name)"))
        for scalar in letters.unicodeScalars { #expect(set.contains(scalar.value)) }
        // Each script is apart from all others, and from what all scripts share.
        for (other, members) in UnicodeProperty.scripts where members != set {
            #expect(members.intersection(set).isEmpty, "\(other)")
        }
        for scalar in "0 .,-\u{301}".unicodeScalars { #expect(!set.contains(scalar.value)) }
    }
}
