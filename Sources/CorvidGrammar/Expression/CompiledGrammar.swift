import Synchronization

/// A grammar made ready for matching; any number of ``GrammarMatcher``s share one, on any threads.
///
/// It is an automaton that grows as it is used, within ``memoryLimit``: what one matcher has seen costs the next one nothing.
// Sendable: the automaton is only reached with the lock held.
public final class CompiledGrammar: @unchecked Sendable {
    /// Bytes beyond which the automaton is thrown away and begun anew; a single text that needs more gets more.
    public let memoryLimit: Int

    struct State {
        let pool: ExpressionPool
        let start: ExpressionID
        /// Counts how often the automaton was begun anew: states of earlier epochs mean nothing.
        var epoch = 0
        /// Bytes beyond which the next beginning is due.
        var threshold: Int
        var uses = 0
    }

    private var state: State
    private let lock = Mutex(())
    private let build: @Sendable (ExpressionPool) throws(GrammarError) -> ExpressionID

    /// Compiles what `build` makes in a pool. It is called again when the automaton is begun anew.
    ///
    /// - Throws: ``GrammarError`` from `build`, or when nothing at all matches.
    package init(
        memoryLimit: Int = 4 << 20, _ build: @escaping @Sendable (ExpressionPool) throws(GrammarError) -> ExpressionID
    ) throws(GrammarError) {
        self.memoryLimit = memoryLimit
        self.build = build
        let pool = ExpressionPool()
        let start = try Self.checked(pool, build(pool))
        state = State(pool: pool, start: start, threshold: memoryLimit)
    }

    private static func checked(_ pool: ExpressionPool, _ start: ExpressionID) throws(GrammarError) -> ExpressionID {
        if let failure = pool.failure { throw failure }
        guard start != .nothing, pool.cost(start) < Int(ExpressionNode.infiniteCost) else {
            throw GrammarError(.unsatisfiable, "nothing can match")
        }
        return start
    }

    /// Bytes that the automaton takes now, about.
    public var memoryBytes: Int { withState { $0.pool.memoryBytes } }

    /// Runs `body` with the automaton locked.
    func withState<Result>(_ body: (State) -> Result) -> Result {
        var result: Result?
        lock.withLock { _ in
            renewIfNeeded()
            result = body(state)
        }
        guard let result else { preconditionFailure("the lock runs its closure") }
        return result
    }

    /// Where a new matcher begins. What an earlier text could not have decided is no longer held against the grammar.
    func beginning() -> (start: ExpressionID, epoch: Int) {
        lock.withLock { _ in
            if state.pool.failure != nil { renew() }
        }
        return withState { ($0.start, $0.epoch) }
    }

    private func renewIfNeeded() {
        state.uses += 1
        guard state.pool.memoryBytes > state.threshold else { return }
        renew()
    }

    private func renew() {
        let pool = ExpressionPool()
        // It was built before, so it can be built again.
        guard let start = try? build(pool) else { return }
        // A single text that needs more than the limit must not begin anew at every step.
        let threshold = state.uses < 1000 ? state.threshold * 2 : state.threshold
        state = State(pool: pool, start: start, epoch: state.epoch + 1, threshold: threshold)
    }
}
