import Testing

@testable import CorvidEngine

/// The engine's own Unicode tables against the standard library's.
@Suite struct UnicodeTests {
    @Test func categoriesAgreeWithTheStandardLibrary() {
        for value in UInt32(0)..<0x110000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let classes = UnicodeClasses.current[value]
            // Later versions of Unicode assign more.
            guard classes.contains(.assigned) else { continue }
            let (isLetter, isNumber, isMark, isSign): (Bool, Bool, Bool, Bool)
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
                (isLetter, isNumber, isMark, isSign) = (true, false, false, false)
            case .decimalNumber, .letterNumber, .otherNumber:
                (isLetter, isNumber, isMark, isSign) = (false, true, false, false)
            case .nonspacingMark, .spacingMark, .enclosingMark:
                (isLetter, isNumber, isMark, isSign) = (false, false, true, false)
            case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
                .finalPunctuation, .otherPunctuation:
                (isLetter, isNumber, isMark, isSign) = (false, false, false, true)
            default: (isLetter, isNumber, isMark, isSign) = (false, false, false, false)
            }
            let found = (
                classes.contains(.letter), classes.contains(.number), classes.contains(.mark),
                classes.contains(.punctuation)
            )
            #expect(found == (isLetter, isNumber, isMark, isSign), "U+\(String(value, radix: 16))")
            #expect(classes.contains(.space) == scalar.properties.isWhitespace, "U+\(String(value, radix: 16))")
        }
    }

    @Test func normalFormsAreCanonicallyEquivalent() {
        var random = RandomText(seed: 6)
        for _ in 0..<3000 {
            var text = random.text(fragments: 12)
            let original = text
            let unicode = UnicodeNormalization.shared
            text.withUTF8 { utf8 in
                let composed = unicode.normalized(utf8, to: .nfc) ?? Array(utf8)
                let decomposed = unicode.normalized(utf8, to: .nfd) ?? Array(utf8)
                // String's equality is canonical equivalence.
                #expect(String(decoding: composed, as: UTF8.self) == original)
                #expect(String(decoding: decomposed, as: UTF8.self) == original)
                composed.withUnsafeBufferPointer { #expect(unicode.normalized($0, to: .nfc) ?? composed == composed) }
                decomposed.withUnsafeBufferPointer {
                    #expect(unicode.normalized($0, to: .nfd) ?? decomposed == decomposed)
                    #expect(unicode.normalized($0, to: .nfc) ?? decomposed == composed)
                }
            }
        }
    }

    @Test(arguments: [
        ("e\u{301}", "é"), ("\u{212B}", "Å"), ("\u{1100}\u{1161}\u{11A8}", "각"), ("가\u{11A8}", "각"),
        ("a\u{308}\u{323}", "ạ\u{308}"), ("\u{958}", "\u{915}\u{93C}"), ("\u{344}", "\u{308}\u{301}"),
    ])
    func composes(_ text: String, _ expected: String) {
        var text = text
        let composed = text.withUTF8 { UnicodeNormalization.shared.normalized($0, to: .nfc) ?? Array($0) }
        #expect(composed == Array(expected.utf8))
    }
}
