/// Arithmetic of lessons: over slots and numerals, as Python writes it: `+ - * / // % **`, comparisons, `round(x, 2)`,
/// `int`, `abs`, `min`, `max`.
indirect enum LessonExpression: Sendable, Hashable {
    case number(LessonNumber)
    /// The number of a slot.
    case slot(Int)
    case operation(Operator, LessonExpression, LessonExpression)
    case call(Function, [LessonExpression])

    enum Operator: String, Sendable, Hashable {
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divided = "/"
        case divides = "//"
        case modulo = "%"
        case power = "**"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "=="
        case unequal = "!="

        /// How tightly it binds.
        var level: Int {
            switch self {
            case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .unequal: 0
            case .plus, .minus: 1
            case .times, .divided, .divides, .modulo: 2
            case .power: 3
            }
        }
    }

    enum Function: String, Sendable, Hashable { case round, int, abs, min, max }

    /// Truth values are 1 and 0.
    func value(_ slots: (Int) -> LessonNumber?) -> LessonNumber? {
        switch self {
        case .number(let number): return number
        case .slot(let index): return slots(index)
        case .operation(let sign, let left, let right):
            guard let a = left.value(slots), let b = right.value(slots) else { return nil }
            return sign.apply(a, b)
        case .call(let function, let arguments):
            var values: [LessonNumber] = []
            for argument in arguments {
                guard let value = argument.value(slots) else { return nil }
                values.append(value)
            }
            guard let first = values.first else { return nil }
            switch function {
            case .round: return first.rounded(to: values.count > 1 ? values[1].floor : 0)
            case .int: return LessonNumber(first.isNegative ? -first.negated.floor : first.floor)
            case .abs: return first.isNegative ? first.negated : first
            case .min: return values.min { $0 < $1 }
            case .max: return values.max { $0 < $1 }
            }
        }
    }

    /// Whether a constraint holds.
    func holds(_ slots: (Int) -> LessonNumber?) -> Bool { value(slots)?.numerator == 1 }

    /// The expression as the calculator reads it, without blanks, with no more parentheses than it needs.
    func text(_ leaf: (LessonExpression) -> String) -> String {
        guard case .operation(let sign, let left, let right) = self else {
            if case .call(let function, let arguments) = self {
                return function.rawValue + "(" + arguments.map { $0.text(leaf) }.joined(separator: ",") + ")"
            }
            return leaf(self)
        }
        func part(_ inner: LessonExpression, isRight: Bool) -> String {
            guard case .operation(let other, _, _) = inner else { return inner.text(leaf) }
            let needsParentheses =
                other.level < sign.level || other.level == sign.level && isRight && !(sign == .plus && other == .plus)
            return needsParentheses ? "(" + inner.text(leaf) + ")" : inner.text(leaf)
        }
        return part(left, isRight: false) + (sign == .power ? "^" : sign.rawValue) + part(right, isRight: true)
    }

    /// How many operations it has.
    var operations: Int {
        switch self {
        case .number, .slot: 0
        case .operation(_, let left, let right): 1 + left.operations + right.operations
        case .call(_, let arguments): 1 + arguments.reduce(0) { $0 + $1.operations }
        }
    }

    /// The slot that the value grows with, one for one: the first of a sum.
    var leadingSlot: Int? {
        switch self {
        case .slot(let slot): slot
        case .operation(.plus, let left, _), .operation(.minus, let left, _): left.leadingSlot
        default: nil
        }
    }

    var slots: Set<Int> {
        switch self {
        case .number: []
        case .slot(let index): [index]
        case .operation(_, let left, let right): left.slots.union(right.slots)
        case .call(_, let arguments): arguments.reduce(into: []) { $0.formUnion($1.slots) }
        }
    }
}

extension LessonExpression.Operator {
    func apply(_ a: LessonNumber, _ b: LessonNumber) -> LessonNumber? {
        func truth(_ value: Bool) -> LessonNumber { LessonNumber(value ? 1 : 0) }
        switch self {
        case .plus: return a + b
        case .minus: return a - b
        case .times: return a * b
        case .divided: return a / b
        case .divides: return (a / b).map { LessonNumber($0.floor) }
        case .modulo: return a.modulo(b)
        case .power: return a.power(b)
        case .less: return truth(a < b)
        case .lessOrEqual: return truth(!(b < a))
        case .greater: return truth(b < a)
        case .greaterOrEqual: return truth(!(a < b))
        case .equal: return truth(a == b)
        case .unequal: return truth(a != b)
        }
    }
}
