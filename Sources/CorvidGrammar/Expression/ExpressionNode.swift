/// One interned expression. What `a`, `b` and `c` mean depends on the kind.
struct ExpressionNode {
    enum Kind: UInt8 {
        /// No text at all.
        case nothing
        /// The empty text.
        case empty
        /// One byte of the set `a`.
        case bytes
        /// `b` bytes from offset `a` of the pool's literals.
        case literal
        /// `a`, then `b`; `a` is no sequence.
        case sequence
        /// One of the `b` members from offset `a` of the pool's lists.
        case choice
        /// All of the `b` members from offset `a` of the pool's lists.
        case intersection
        /// Every byte string but those of `a`; stands only in intersections.
        case complement
        /// `a`, from `b` to `c` times; -1 for no limit.
        case repetition
        /// The rule `a`.
        case rule
        /// State `b` of machine `a`.
        case native
        /// What expander `a` makes of payload `b`; `c` is its expansion, -1 before it is known.
        case lazy
        /// `a`, kept; record `b` says what follows, text `c` is what was kept so far.
        case capture
        /// The content `a` as JSON text up to the closing quote; `b` is the style and `c` the state within an escape.
        case jsonString
    }

    var kind: Kind
    /// Whether the empty text matches.
    var isNullable: Bool
    /// Whether a finite automaton could do it.
    var isRegular: Bool
    /// Whether every text of it is valid UTF-8.
    var isText: Bool
    /// Whether it is a capture, begins with one, or is a choice with such a member.
    var beginsWithCapture = false
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
    /// Bytes of a shortest text; `unknownCost` when it has yet to be found.
    var cost: Int32
    /// Index into the pool's byte sets; -1 when it has yet to be found.
    var first: Int32 = -1

    static let unknownCost: Int32 = -1
    /// Larger than any cost.
    static let infiniteCost: Int32 = .max / 4
}
