/// How large a grammar may be. Beyond these bounds it is refused.
enum GrammarLimit {
    /// Groups within groups of a text.
    static let groups = 200
    /// Expressions within expressions; a group may hold a choice of sequences of repetitions.
    static let nesting = 3 * groups + 8
    static let rules = 65_536
    /// Expressions and parts of literals and classes, all rules together.
    static let size = 1_000_000
    /// The numbers of a repetition.
    static let repetition = 1_000_000
    /// Expressions that begin with expressions that begin with expressions, references counted twice. The pool steps
    /// down through them on one stack.
    static let heads = 640
    /// Size up to which a rule is written out where it is referred to.
    static let inlined = 1_000
    /// Bytes of a literal that are matched as one.
    static let literal = 1_024
    /// Bytes up to which a literal counts as a word among many.
    static let word = 256
    /// Elements of a sequence that are strung together; longer ones are cut into rules.
    static let spine = 256
    /// Size of what stands in an intersection or a complement, with all its rules written out.
    static let regular = 5_000
}
