/// What the text on one side of a position says about the assertions there: a deterministic automaton that reads the
/// text up to the position, from its start (or, for looks ahead, backwards from its end).
struct ContextAutomaton {
    /// Beyond this many states the expressions that are built from them become too large.
    static let maximumStates = 64

    /// What the automaton must know in a state.
    struct Needs {
        var edge = false
        var word = false
        /// For each of these: whether a match ends at the position.
        var patterns: [Pattern] = []
    }

    /// The characters by what the automaton does with them.
    private(set) var classes: [ScalarSet] = []
    /// For each state and class the next state; state 0 is the first.
    private(set) var transitions: [[Int]] = []
    private(set) var isEdge: [Bool] = []
    private(set) var isAfterWord: [Bool] = []
    private(set) var matches: [[Bool]] = []

    var count: Int { transitions.count }

    private struct State: Hashable {
        var isEdge: Bool
        var isAfterWord: Bool
        var threads: [[Int]]
    }

    init(_ needs: Needs) throws(GrammarError) {
        var programs: [ThreadProgram] = []
        for pattern in needs.patterns { programs.append(try ThreadProgram(pattern)) }
        var sets = programs.flatMap { $0.sets }
        if needs.word { sets.append(.word) }
        classes = ScalarSet.partition(by: sets)
        let samples = classes.map { $0.ranges[0].lowerBound }

        var index: [State: Int] = [:]
        var states: [State] = []
        func intern(_ state: State) -> Int {
            if let known = index[state] { return known }
            index[state] = states.count
            states.append(state)
            return states.count - 1
        }
        _ = intern(
            State(
                isEdge: needs.edge, isAfterWord: false, threads: programs.map { $0.closure(of: [], atEdge: true) }))
        var next = 0
        while next < states.count {
            guard states.count <= Self.maximumStates else {
                throw .pattern(
                    .tooComplex, "the lookaheads or lookbehinds of the pattern need too many states",
                    advice: "shorten what they look for")
            }
            let state = states[next]
            next += 1
            transitions.append(
                samples.map { sample in
                    let threads = zip(programs, state.threads).map { program, threads in
                        program.closure(of: program.step(threads, sample), atEdge: false)
                    }
                    return intern(
                        State(
                            isEdge: false, isAfterWord: needs.word && ScalarSet.word.contains(sample), threads: threads)
                    )
                })
        }
        isEdge = states.map(\.isEdge)
        isAfterWord = states.map(\.isAfterWord)
        matches = states.map { state in zip(programs, state.threads).map { $0.isMatch($1) } }
    }
}
