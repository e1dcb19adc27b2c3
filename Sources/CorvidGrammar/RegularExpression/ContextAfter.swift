/// What a repetition that looks ahead must know of the text that follows.
struct ContextAfter {
    /// Reads the text backwards, from its end to the position.
    let automaton: ContextAutomaton
    /// The lookaheads, in the order of the automaton's matches.
    let lookaheads: [Pattern]
}
