extension Grammar {
    /// A part of a grammar that is made elsewhere: out of a schema, out of texts to copy from.
    ///
    /// Each equals only itself and its copies.
    public struct External: Sendable, Hashable {
        private final class Maker: Sendable {
            let make: @Sendable (ExpressionPool) throws(GrammarError) -> ExpressionID

            init(_ make: @escaping @Sendable (ExpressionPool) throws(GrammarError) -> ExpressionID) {
                self.make = make
            }
        }

        private let maker: Maker

        /// - Parameter make: Makes the expression in a pool, the same one in every pool.
        package init(_ make: @escaping @Sendable (ExpressionPool) throws(GrammarError) -> ExpressionID) {
            maker = Maker(make)
        }

        func expression(in pool: ExpressionPool) throws(GrammarError) -> ExpressionID { try maker.make(pool) }

        public static func == (left: External, right: External) -> Bool { left.maker === right.maker }

        public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(maker)) }
    }

    /// What ends a stretch of free text.
    public struct Trigger: Sendable, Hashable {
        /// The trigger itself: a text, or a special token by ``Grammar/Trigger/init(specialToken:then:)``.
        var key: [UInt8]
        /// What comes after it.
        public var then: Expression

        /// A text that may not be empty.
        public init(_ text: String, then: Expression) {
            key = Array(text.utf8)
            self.then = then
        }

        /// A special token.
        public init(specialToken id: UInt32, then: Expression) {
            key = [0xFF] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id >> $0) }
            self.then = then
        }
    }
}

extension Grammar.Expression {
    /// A JSON text that follows a schema.
    public static func schema(_ schema: JSONSchema, style: JSONSchema.Style = .compact) -> Self {
        .external(
            Grammar.External { pool throws(GrammarError) in try schema.expression(in: pool, style: style) })
    }

    /// A stretch of given texts, so that it cannot be invented.
    public static func stretch(of text: GroundedText, options: SubstringOptions = SubstringOptions()) -> Self {
        .external(Grammar.External { pool throws(GrammarError) in pool.substring(of: text, options: options) })
    }

    /// A number that stands in given texts, in the form of JSON or as it is written there.
    public static func number(in text: GroundedText, asWritten: Bool = false) -> Self {
        .external(Grammar.External { pool throws(GrammarError) in pool.number(in: text, asWritten: asWritten) })
    }

    /// A URL that stands in given texts.
    public static func url(in text: GroundedText) -> Self {
        .external(Grammar.External { pool throws(GrammarError) in pool.url(in: text) })
    }
}
