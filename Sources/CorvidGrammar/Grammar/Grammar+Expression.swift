extension Grammar {
    /// What may stand at one place of a text: the right-hand side of a rule, or a part of it.
    ///
    /// A string literal stands for itself, an array literal for its elements one after another:
    /// `["hello ", .reference("name"), .optional("!")]`.
    public indirect enum Expression: Sendable, Hashable {
        /// Nothing at all: the empty text.
        case empty
        /// Exactly these bytes.
        case literal([UInt8])
        /// One character out of a class, as UTF-8.
        case characters(CharacterClass)
        /// One byte out of a set. A grammar that takes bytes apart can match text that is not UTF-8.
        case bytes(ByteSet)
        /// One character of any kind, line ends too.
        case anyCharacter
        /// One after another.
        case sequence([Expression])
        /// Any one of several; the empty list matches nothing.
        case choice([Expression])
        /// Something several times over; without a maximum, as often as one likes.
        case repetition(Expression, minimum: Int, maximum: Int?)
        /// What the rule of that name matches.
        case reference(String)
        /// One special token out of a range of token numbers. Text never matches it.
        case specialToken(ClosedRange<UInt32>)
        /// What an ECMA-262 pattern, given as UTF-8, matches as a whole, from its first character to its last.
        case regularExpression([UInt8])
        /// A JSON string, quotation marks included, whose unescaped content matches.
        case jsonString(Expression)
        /// What all of several regular expressions match. No rule that refers to itself may take part.
        case intersection([Expression])
        /// Any UTF-8 text but what a regular expression matches. No rule that refers to itself may take part.
        case complement(Expression)
        /// Any text, until a trigger has been written; from there on what belongs to that trigger. The text may also end
        /// without one.
        case freeText(until: [Trigger])
        /// What another part of the library makes.
        case external(External)
    }
}

extension Grammar.Expression: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    public init(stringLiteral text: String) { self = .text(text) }

    public init(arrayLiteral elements: Grammar.Expression...) { self = .sequence(elements) }

    /// Exactly this text, in the form in which it is given (nothing is normalised).
    public static func text(_ text: String) -> Self { .literal(Array(text.utf8)) }

    /// One character out of some ranges: `.characters("a"..."z", "0"..."9")`.
    public static func characters(_ ranges: ClosedRange<Unicode.Scalar>...) -> Self {
        .characters(CharacterClass(codePoints: ranges.map { $0.lowerBound.value...$0.upperBound.value }))
    }

    /// One character out of those of a text: `.characters(in: "+-")`.
    public static func characters(in text: String) -> Self { .characters(CharacterClass(in: text)) }

    /// One character that is not in a text: `.characters(notIn: "\n")`.
    public static func characters(notIn text: String) -> Self { .characters(CharacterClass(in: text).inverted) }

    /// What an ECMA-262 pattern matches as a whole, from its first character to its last.
    public static func regularExpression(_ pattern: String) -> Self { .regularExpression(Array(pattern.utf8)) }

    /// Something once or not at all.
    public static func optional(_ expression: Self) -> Self { .repetition(expression, minimum: 0, maximum: 1) }

    /// Something any number of times, or not at all.
    public static func zeroOrMore(_ expression: Self) -> Self { .repetition(expression, minimum: 0, maximum: nil) }

    /// Something once or more often.
    public static func oneOrMore(_ expression: Self) -> Self { .repetition(expression, minimum: 1, maximum: nil) }

    /// Something exactly so many times.
    public static func repetition(_ expression: Self, _ count: Int) -> Self {
        .repetition(expression, minimum: count, maximum: count)
    }

    /// Something between so many and so many times: `.repetition(.characters("a"..."z"), 1...20)`.
    public static func repetition(_ expression: Self, _ count: ClosedRange<Int>) -> Self {
        .repetition(expression, minimum: count.lowerBound, maximum: count.upperBound)
    }

    /// Something so many times or more often.
    public static func repetition(_ expression: Self, _ count: PartialRangeFrom<Int>) -> Self {
        .repetition(expression, minimum: count.lowerBound, maximum: nil)
    }

    /// One or more of something with a separator between them.
    public static func list(of element: Self, separatedBy separator: Self) -> Self {
        .sequence([element, .zeroOrMore(.sequence([separator, element]))])
    }

    /// The special token of a number in the vocabulary. Text never matches it.
    public static func specialToken(_ id: UInt32) -> Self { .specialToken(id...id) }
}
