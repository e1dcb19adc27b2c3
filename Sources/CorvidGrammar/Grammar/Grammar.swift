/// A context-free grammar: named rules, one of which a text must match from its first byte to its last.
///
/// ```swift
/// let greeting = Grammar(
///     root: "greeting",
///     rules: [
///         "greeting": ["hello ", .reference("name")],
///         "name": .repetition(.characters("a"..."z"), 1...20),
///     ])
/// ```
/// A value is only a description; compiling it checks it. No rule may begin with itself (left recursion), each must be
/// able to come to an end, and each that is referred to must exist. Rules that nothing refers to are allowed.
public struct Grammar: Sendable, Hashable {
    /// A name and what it stands for.
    public struct Rule: Sendable, Hashable {
        public var name: String
        public var expression: Expression
        /// Where the rule begins in the text it was read from; it is no part of what makes rules equal.
        var location = GrammarError.Location.none

        public init(name: String, expression: Expression) {
            self.name = name
            self.expression = expression
        }

        public static func == (left: Rule, right: Rule) -> Bool {
            left.name == right.name && left.expression == right.expression
        }

        public func hash(into hasher: inout Hasher) {
            hasher.combine(name)
            hasher.combine(expression)
        }
    }

    /// The name of the rule that the whole text must match.
    public var root: String
    /// The rules in the order in which they were given.
    public var rules: [Rule]

    /// A grammar of some rules.
    public init(root: String, rules: [Rule]) {
        self.root = root
        self.rules = rules
    }

    /// A grammar of some rules, written as a dictionary literal.
    public init(root: String, rules: KeyValuePairs<String, Expression>) {
        self.init(root: root, rules: rules.map { Rule(name: $0.key, expression: $0.value) })
    }

    /// A grammar of one expression that refers to no rule.
    public init(_ expression: Expression) {
        self.init(root: "root", rules: [Rule(name: "root", expression: expression)])
    }
}
