/// Follows a text through a grammar, byte by byte: what may follow, what must follow, how to finish.
///
/// A matcher is a value: a copy goes its own way from the same place. Every text that it takes can be completed.
///
/// ```swift
/// let grammar = try CompiledGrammar(JSONSchema(parsing: #"{"type":"integer","minimum":10,"maximum":12}"#))
/// var matcher = GrammarMatcher(grammar)
/// matcher.advance(by: "1".utf8)
/// matcher.allowedBytes().bytes         // the digits 0, 1 and 2
/// ```
public struct GrammarMatcher: Sendable {
    public let grammar: CompiledGrammar
    /// The bytes taken so far.
    public private(set) var text: [UInt8] = []
    // The expressions before each byte and after the last, valid in `epoch`.
    private var states: [ExpressionID]
    private var epoch: Int

    public init(_ grammar: CompiledGrammar) {
        self.grammar = grammar
        let beginning = grammar.beginning()
        (states, epoch) = ([beginning.start], beginning.epoch)
    }

    /// Takes the bytes of `text`, if all of them fit; otherwise none of them.
    ///
    /// - Returns: How many bytes fit: the count of `text`, or the offset of the first that does not.
    @discardableResult
    public mutating func advance(by text: some Collection<UInt8>) -> Int {
        let before = self
        let outcome = grammar.withState { current in
            // Everything within one lock: the automaton may be begun anew between two.
            var known = before.epoch == current.epoch ? before.states : before.replay(current)
            var state = known[known.count - 1]
            var count = 0
            for byte in text {
                state = current.pool.derivative(state, by: byte)
                if state == .nothing { break }
                known.append(state)
                count += 1
            }
            return (states: known, count: count, epoch: current.epoch)
        }
        guard outcome.count == text.count else { return outcome.count }
        (states, epoch) = (outcome.states, outcome.epoch)
        self.text += text
        return outcome.count
    }

    /// Forgets the last `count` bytes.
    public mutating func rollBack(_ count: Int) {
        let count = min(max(count, 0), text.count)
        text.removeLast(count)
        states.removeLast(count)
    }

    /// Whether the text may end here.
    public var isComplete: Bool { withPool { pool, state in pool.isNullable(state) } }

    /// Whether nothing may follow.
    public var isAtEnd: Bool { withPool { _, state in state == .empty } }

    /// The bytes that may follow.
    public func allowedBytes() -> ByteSet {
        withPool { pool, state in pool.exactFirstBytes(state) }
    }

    /// What has to follow, up to the next choice or end; at most `limit` bytes.
    public func forcedBytes(limit: Int = 4096) -> [UInt8] {
        withPool { pool, state in pool.forcedBytes(from: state, limit: limit).bytes }
    }

    /// A text that completes this one, as short as it is known to get.
    public func shortestCompletion() -> [UInt8] {
        withPool { pool, state in pool.completion(state) }
    }

    /// What stopped the automaton from deciding, if anything did: everything it could not decide counts as not allowed.
    public var failure: GrammarError? { grammar.withState { $0.pool.failure } }

    /// Runs `body` with the pool locked and the state that this matcher is in.
    func withPool<Result>(_ body: (ExpressionPool, ExpressionID) -> Result) -> Result {
        grammar.withState { current in
            let known = epoch == current.epoch ? states : replay(current)
            return body(current.pool, known[known.count - 1])
        }
    }

    private func replay(_ current: CompiledGrammar.State) -> [ExpressionID] {
        var states = [current.start]
        states.reserveCapacity(text.count + 1)
        for byte in text { states.append(current.pool.derivative(states[states.count - 1], by: byte)) }
        return states
    }
}
