/// A regular expression as JSON Schema uses them: ECMA-262 in Unicode mode, where a pattern matches anywhere in a text
/// unless it is anchored.
///
/// ```swift
/// let plate = try RegularExpression("^[A-Z]{1,3}-[0-9]{1,4}$")
/// ```
///
/// Alternatives, groups, classes, Unicode properties, quantifiers, anchors, `\b`, lookaheads and lookbehinds are
/// supported. What no automaton can decide, backreferences, and flags inside the pattern are refused.
public struct RegularExpression: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as it was given, in UTF-8.
    public let source: [UInt8]
    let pattern: Pattern

    /// Reads a pattern.
    ///
    /// - Throws: ``GrammarError`` with the byte of the pattern where it is not one, or where it asks for something that
    ///   is not supported.
    public init(_ pattern: String) throws(GrammarError) {
        try self.init(Array(pattern.utf8))
    }

    /// Reads a pattern in UTF-8.
    ///
    /// - Throws: ``GrammarError``, as ``init(_:)-(String)``; also when `bytes` are not valid UTF-8.
    public init(_ bytes: [UInt8]) throws(GrammarError) {
        source = bytes
        var parser = try PatternParser(bytes)
        pattern = try parser.parsePattern()
    }

    public static func == (a: RegularExpression, b: RegularExpression) -> Bool { a.source == b.source }

    public func hash(into hasher: inout Hasher) { hasher.combine(source) }

    public var description: String { String(decoding: source, as: UTF8.self) }

    /// The texts that contain a match; `nothing` if there is none.
    ///
    /// - Throws: ``GrammarError`` when the pattern's assertions would make the expression too large.
    package func expression(in pool: ExpressionPool) throws(GrammarError) -> ExpressionID {
        try PatternCompiler.search(pattern, in: pool)
    }

    /// The texts that match from start to end; `nothing` if there is none.
    ///
    /// - Throws: ``GrammarError``, as ``expression(in:)``.
    package func wholeExpression(in pool: ExpressionPool) throws(GrammarError) -> ExpressionID {
        try PatternCompiler.whole(pattern, in: pool)
    }
}
