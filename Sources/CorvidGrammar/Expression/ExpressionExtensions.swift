/// A terminal with states of its own: numbers within bounds, substrings of given texts.
package protocol ExpressionMachine: AnyObject {
    /// The state after `byte`, or -1. Every state that is returned can be completed.
    func next(_ state: Int32, _ byte: UInt8) -> Int32
    /// Whether the text may end in `state`.
    func isAccepting(_ state: Int32) -> Bool
    /// Exactly the bytes that `next` takes.
    func firstBytes(_ state: Int32) -> ByteSet
    /// A shortest text that leads from `state` to an accepting one; empty only for accepting states.
    func completion(_ state: Int32) -> [UInt8]
}

/// Makes expressions when they are first needed: what a value may be, what may follow in an object.
package protocol ExpressionExpander: AnyObject {
    /// The expression that `payload` stands for. It is asked once for each payload and pool, must not be `nothing`, must
    /// not begin with itself, and matches the empty text only when it was announced with a cost of 0.
    func expand(_ payload: Int32, in pool: ExpressionPool) -> ExpressionID
}

/// Says what follows a text that was kept.
package protocol ExpressionContinuation: AnyObject {
    /// What comes after `captured`; `nothing` when that text may not stand here.
    func follow(_ payload: Int32, _ captured: [UInt8], in pool: ExpressionPool) -> ExpressionID
    /// About how many bytes what follows has at least; at least 1 unless nothing need follow.
    func followCost(_ payload: Int32) -> Int
    /// What follows every text of `inner` alike, before it matters which text it was; `nothing` when that is not known.
    ///
    /// When it is given, something follows every text of `inner`: first one of its texts, and each of them may come.
    func commonBeginning(_ payload: Int32, after inner: ExpressionID, in pool: ExpressionPool) -> ExpressionID
}

extension ExpressionContinuation {
    package func commonBeginning(
        _ payload: Int32, after inner: ExpressionID, in pool: ExpressionPool
    ) -> ExpressionID { .nothing }
}

/// Stands where it is not known what follows, in expressions that only serve to find masks.
final class Barrier: ExpressionMachine {
    /// The states: before the unknown, and in it.
    static let before: Int32 = 0
    static let beyond: Int32 = 1

    func next(_ state: Int32, _ byte: UInt8) -> Int32 { Self.beyond }
    func isAccepting(_ state: Int32) -> Bool { state == Self.beyond }
    func firstBytes(_ state: Int32) -> ByteSet { .all }
    func completion(_ state: Int32) -> [UInt8] { state == Self.beyond ? [] : [0x20] }
}

/// How the content of a JSON string is written.
package enum JSONStyle: Int32, Sendable {
    /// One way for each content: `\"`, `\\`, `\b`, `\f`, `\n`, `\r`, `\t`, `\u00XX` for other controls, the rest raw.
    case canonical
    /// Every legal escape; surrogates only in pairs.
    case any
}
