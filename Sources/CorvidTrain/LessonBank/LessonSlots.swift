import CorvidGrammar

/// The slots of a lesson: what may stand in each.
struct LessonSlots: Sendable {
    enum Kind: Sendable {
        case number(LessonNumberKind)
        case values([LessonValue])
        case computed(LessonExpression)
        case person(Int)
        case pronoun(person: Int, LessonPronoun)
        case things(Int)
        case thing(Int)
    }

    /// Which slots a lesson can have beside its own values.
    enum Dialect { case wordProblem, other }

    private(set) var kinds: [Kind] = []
    private(set) var names: [String] = []
    private var places: [String: Int] = [:]
    private var values: [String: [LessonValue]]
    private let dialect: Dialect

    /// - Parameter values: what the lesson says may stand in slots, by their names.
    init(_ dialect: Dialect, values: [String: [LessonValue]] = [:]) {
        self.dialect = dialect
        self.values = values
    }

    /// The slot of a name that has occurred.
    func known(_ name: String) -> Int? { places[name] }

    /// The slot that the text between braces means; nil where the braces are no slot.
    mutating func slot(_ text: String) throws -> Int? {
        if let place = places[text] { return place }
        if text.hasPrefix("=") {
            let known = places
            let expression = try LessonExpressionParser.parse(text.dropFirst()) { known[$0] }
            return add(text, .computed(expression))
        }
        if let found = values[text] { return add(text, .values(found)) }
        return dialect == .wordProblem ? try wordProblemSlot(text) : try otherSlot(text)
    }

    /// The lists of texts that a record gives for its slots.
    static func values(_ record: JSONValue) -> [String: [LessonValue]] {
        var values: [String: [LessonValue]] = [:]
        for member in record["values"]?.members ?? [] {
            values[String(decoding: member.key, as: UTF8.self)] = (member.value.array ?? []).compactMap(
                LessonValue.init(json:))
        }
        return values
    }

    /// Makes the numbers that a text defines known to texts that are read before it.
    mutating func declare(in text: String) throws { _ = try LessonText(text, slots: &self) }

    private mutating func add(_ name: String, _ kind: Kind) -> Int {
        places[name] = kinds.count
        names.append(name)
        kinds.append(kind)
        return kinds.count - 1
    }

    /// `n=int:2-9`, `x=num:1-20:2`.
    private mutating func otherSlot(_ text: String) throws -> Int? {
        guard let equals = text.firstIndex(of: "=") else {
            if text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }), !text.isEmpty {
                throw LessonProblem("{\(text)} has no values")
            }
            return nil
        }
        let name = String(text[..<equals])
        let parts = text[text.index(after: equals)...].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "int" || parts[0] == "num" else { return nil }
        if let place = places[name] {
            places[text] = place
            return place
        }
        // The hyphen that divides the bounds is not the sign of the first.
        guard let hyphen = parts[1].dropFirst().firstIndex(of: "-"), let low = LessonNumber(parts[1][..<hyphen]),
            let high = LessonNumber(parts[1][parts[1].index(after: hyphen)...]), !(high < low)
        else { throw LessonProblem("{\(text)} has no bounds such as 2-40") }
        return define(name, text, low, high, parts)
    }

    private mutating func define(
        _ name: String, _ text: String, _ low: LessonNumber, _ high: LessonNumber, _ parts: [Substring]
    ) -> Int {
        let places = parts[0] == "num" && parts.count > 2 ? Int(parts[2]) ?? 2 : parts[0] == "num" ? 2 : 0
        let place = add(name, .number(.range(low, high, places: places)))
        self.places[text] = place
        return place
    }

    /// `N1:small`, `D2`, `p1`, `he1`, `x1`, `xs1`.
    private mutating func wordProblemSlot(_ text: String) throws -> Int? {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let name = parts.first, let digit = name.last?.wholeNumberValue, name.last?.isASCII == true else {
            throw LessonProblem("{\(text)} is no slot of word problems")
        }
        switch name.dropLast() {
        case "N", "D":
            if let place = places[name] { return place }
            let word = parts.count > 1 ? parts[1] : "int"
            guard let kind = LessonNumberKind(word: word) else { throw LessonProblem("\(word) is no kind of number") }
            let place = add(name, .number(kind))
            places[text] = place
            return place
        case "p": return add(text, .person(digit))
        case "x": return add(text, .things(digit))
        case "xs": return add(text, .thing(digit))
        case let word:
            guard let form = LessonPronoun(rawValue: String(word)) else {
                throw LessonProblem("{\(text)} is no slot of word problems")
            }
            return add(text, .pronoun(person: digit, form))
        }
    }
}

/// A pronoun in the place of a person's name.
enum LessonPronoun: String, Sendable {
    case he, his, him
    case He, His, Him

    func text(isFemale: Bool) -> String {
        guard isFemale else { return rawValue }
        switch self {
        case .he: return "she"
        case .his, .him: return "her"
        case .He: return "She"
        case .His, .Him: return "Her"
        }
    }
}

/// How the numbers of a slot are drawn.
enum LessonNumberKind: Sendable, Hashable {
    case small, int, big, money, decimal, percent, word, ordinal, mixed
    case range(LessonNumber, LessonNumber, places: Int)

    init?(word: String) {
        switch word {
        case "small": self = .small
        case "int": self = .int
        case "big": self = .big
        case "money": self = .money
        case "dec": self = .decimal
        case "pct": self = .percent
        case "word": self = .word
        case "ord": self = .ordinal
        case "mix": self = .mixed
        default: return nil
        }
    }
}

/// One of the texts of a slot, and the number that it is, if it is one.
struct LessonValue: Sendable, Hashable {
    let bytes: [UInt8]
    let number: LessonNumber?

    init(_ text: String) {
        bytes = Array(text.utf8)
        number = LessonNumber(text)
    }

    init(_ number: LessonNumber) {
        bytes = Array((number.decimal ?? "\(number.double)").utf8)
        self.number = number
    }

    init(_ bytes: [UInt8], _ number: LessonNumber) {
        self.bytes = bytes
        self.number = number
    }

    init?(json: JSONValue) {
        switch json {
        case .string(let bytes): self.init(String(decoding: bytes, as: UTF8.self))
        case .number(let text): self.init(text)
        default: return nil
        }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the number stands there as a word.
    var isSpelled: Bool { number != nil && bytes.first.map { 0x61...0x7A ~= $0 | 0x20 } == true }

    /// A whole number below 100 as words.
    static func spelled(_ number: LessonNumber) -> LessonValue {
        LessonValue(Array(LessonNumberKind.words(number.numerator).utf8), number)
    }
}
