/// An expression of a template. Its tree is bounded in depth when it is made.
struct JinjaExpression: Sendable {
    indirect enum Kind: Sendable {
        case none
        case bool(Bool)
        case integer(Int)
        case float(Double)
        case text(JinjaText)
        case name(Int)
        case list([JinjaExpression])
        case tuple([JinjaExpression])
        case dictionary([(key: JinjaExpression, value: JinjaExpression)])
        case attribute(JinjaExpression, JinjaText)
        case item(JinjaExpression, JinjaExpression)
        case slice(JinjaExpression, JinjaExpression?, JinjaExpression?, JinjaExpression?)
        case call(JinjaExpression, JinjaCallArguments)
        case filter(JinjaExpression?, String, JinjaCallArguments)
        case test(JinjaExpression, String, JinjaCallArguments)
        case not(JinjaExpression)
        case negative(JinjaExpression)
        case positive(JinjaExpression)
        case and(JinjaExpression, JinjaExpression)
        case or(JinjaExpression, JinjaExpression)
        case binary(JinjaOperator, JinjaExpression, JinjaExpression)
        case concatenation([JinjaExpression])
        case comparison(JinjaExpression, [(JinjaComparison, JinjaExpression)])
        case conditional(JinjaExpression, JinjaExpression, JinjaExpression?)
    }

    let kind: Kind
    /// Where it starts, in scalars of the source.
    let position: Int
    let depth: Int
}

/// The arguments of a call, a filter or a test, as written.
struct JinjaCallArguments: Sendable {
    var positional: [JinjaExpression] = []
    var named: [(name: String, value: JinjaExpression)] = []
    var star: JinjaExpression?
    var doubleStar: JinjaExpression?

    var expressions: [JinjaExpression] {
        positional + named.map(\.value) + [star, doubleStar].compactMap { $0 }
    }
}

enum JinjaOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case modulo = "%"
    case power = "**"
}

enum JinjaComparison: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contained = "in"
    case notContained = "not in"
}

/// What an assignment writes to.
indirect enum JinjaTarget: Sendable {
    case name(Int)
    case tuple([JinjaTarget])
    case attribute(Int, JinjaText)
}

/// A statement of a template.
indirect enum JinjaStatement: Sendable {
    case text(JinjaText)
    case output(JinjaExpression)
    case assign(JinjaTarget, JinjaExpression, position: Int)
    case assignBlock(JinjaTarget, filter: JinjaExpression?, body: [JinjaStatement], position: Int)
    case conditional([(test: JinjaExpression, body: [JinjaStatement])], otherwise: [JinjaStatement])
    case loop(JinjaFor)
    case macro(JinjaMacro)
    case callBlock(JinjaMacro, call: JinjaExpression)
    case filterBlock(filter: JinjaExpression, body: [JinjaStatement])
    case with([(target: JinjaTarget, value: JinjaExpression)], body: [JinjaStatement], position: Int)
    /// A body with names of its own (`generation`, `block`).
    case scope([JinjaStatement])
    case breakLoop
    case continueLoop
}

/// A for statement.
final class JinjaFor: Sendable {
    let target: JinjaTarget
    let iterable: JinjaExpression
    let test: JinjaExpression?
    let isRecursive: Bool
    let body: [JinjaStatement]
    let otherwise: [JinjaStatement]
    let position: Int

    init(
        target: JinjaTarget, iterable: JinjaExpression, test: JinjaExpression?, isRecursive: Bool,
        body: [JinjaStatement], otherwise: [JinjaStatement], position: Int
    ) {
        self.target = target
        self.iterable = iterable
        self.test = test
        self.isRecursive = isRecursive
        self.body = body
        self.otherwise = otherwise
        self.position = position
    }
}

/// A macro, or the body of a call block.
final class JinjaMacro: Sendable {
    let name: String
    /// The identifier it is bound to.
    let symbol: Int
    let parameters: [(symbol: Int, name: String, value: JinjaExpression?)]
    let body: [JinjaStatement]
    let usesVariableArguments: Bool
    let usesNamedArguments: Bool
    let usesCaller: Bool
    let position: Int

    init(
        name: String, symbol: Int, parameters: [(symbol: Int, name: String, value: JinjaExpression?)],
        body: [JinjaStatement], uses: Set<String>, position: Int
    ) {
        self.name = name
        self.symbol = symbol
        self.parameters = parameters
        self.body = body
        usesVariableArguments = uses.contains("varargs")
        usesNamedArguments = uses.contains("kwargs")
        usesCaller = uses.contains("caller")
        self.position = position
    }
}
