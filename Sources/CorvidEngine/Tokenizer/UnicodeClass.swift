/// A set of Unicode character classes, as a mask; the bits are those of `make_unicode_tables.py`.
struct UnicodeClass: OptionSet, Sendable {
    let rawValue: UInt32

    static let letter = UnicodeClass(rawValue: 1 << 0)
    static let number = UnicodeClass(rawValue: 1 << 1)
    static let mark = UnicodeClass(rawValue: 1 << 2)
    static let punctuation = UnicodeClass(rawValue: 1 << 3)
    static let symbol = UnicodeClass(rawValue: 1 << 4)
    static let separator = UnicodeClass(rawValue: 1 << 5)
    static let uppercase = UnicodeClass(rawValue: 1 << 6)
    static let lowercase = UnicodeClass(rawValue: 1 << 7)
    static let titlecase = UnicodeClass(rawValue: 1 << 8)
    static let modifierLetter = UnicodeClass(rawValue: 1 << 9)
    static let otherLetter = UnicodeClass(rawValue: 1 << 10)
    static let decimalDigit = UnicodeClass(rawValue: 1 << 11)
    /// White_Space.
    static let space = UnicodeClass(rawValue: 1 << 12)
    /// `\w` of the expressions in tokenizer.json.
    static let word = UnicodeClass(rawValue: 1 << 13)
    /// `\w` of the Whitespace pre-tokenizer.
    static let plainWord = UnicodeClass(rawValue: 1 << 14)
    /// What BERT's and the Punctuation pre-tokenizer take for punctuation.
    static let bertPunctuation = UnicodeClass(rawValue: 1 << 15)
    /// What StripAccents removes.
    static let combining = UnicodeClass(rawValue: 1 << 16)
    /// What BERT's normalizer removes as accents.
    static let bertAccent = UnicodeClass(rawValue: 1 << 17)
    /// What BERT's normalizer removes when it cleans text.
    static let bertControl = UnicodeClass(rawValue: 1 << 18)
    /// What the Digits pre-tokenizer takes for a digit.
    static let numeric = UnicodeClass(rawValue: 1 << 19)
    static let assigned = UnicodeClass(rawValue: 1 << 20)
    static let han = UnicodeClass(rawValue: 1 << 21)
    /// Assigned after Unicode 15.0.
    static let recent = UnicodeClass(rawValue: 1 << 22)
    static let nonspacingMark = UnicodeClass(rawValue: 1 << 23)
    /// Cc, Cf or Co.
    static let control = UnicodeClass(rawValue: 1 << 24)
}
