/// A recursive-descent parser for ECMA-262 patterns in Unicode mode, lenient where real patterns are.
struct PatternParser {
    static let maximumLength = 1 << 16
    static let maximumDepth = 200
    static let maximumRepetition = 100_000
    /// How many ranges all classes of a pattern may have together; only a hostile pattern comes near.
    static let maximumRanges = 500_000

    let scalars: [UInt32]
    var position = 0
    private var rangeCount = 0

    init(_ bytes: [UInt8]) throws(GrammarError) {
        guard bytes.count <= Self.maximumLength else {
            throw .pattern(
                .tooComplex, at: Self.maximumLength, "the pattern is longer than \(Self.maximumLength) bytes",
                advice: "shorten it")
        }
        var scalars: [UInt32] = []
        scalars.reserveCapacity(bytes.count)
        var decoder = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        decoding: while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let encoded):
                scalars.append(Unicode.UTF8.decode(encoded).value)
                offset += encoded.count
            case .emptyInput: break decoding
            case .error: throw .pattern(at: offset, "the pattern is not valid UTF-8", advice: "encode it as UTF-8")
            }
        }
        self.scalars = scalars
    }

    mutating func parsePattern() throws(GrammarError) -> Pattern {
        let pattern = try parseDisjunction(depth: 0)
        if peek != nil { throw failure("')' closes no group", advice: "escape it as \\) or open a group") }
        return pattern
    }

    // MARK: Structure

    private mutating func parseDisjunction(depth: Int) throws(GrammarError) -> Pattern {
        guard depth <= Self.maximumDepth else {
            throw failure(.tooComplex, "groups nest more than \(Self.maximumDepth) deep", advice: "flatten the pattern")
        }
        var alternatives: [Pattern] = []
        repeat { alternatives.append(try parseAlternative(depth: depth)) } while take("|")
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func parseAlternative(depth: Int) throws(GrammarError) -> Pattern {
        var terms: [Pattern] = []
        while let next = peek, next != "|", next != ")" {
            let (term, isQuantifiable) = try parseTerm(depth: depth)
            let quantified = try parseQuantifier(of: term, isQuantifiable: isQuantifiable)
            if quantified != .empty { terms.append(quantified) }
        }
        return terms.isEmpty ? .empty : terms.count == 1 ? terms[0] : .sequence(terms)
    }

    private mutating func parseTerm(depth: Int) throws(GrammarError) -> (Pattern, isQuantifiable: Bool) {
        switch peek {
        case "^":
            position += 1
            return (.textStart, false)
        case "$":
            position += 1
            return (.textEnd, false)
        case "(": return try parseGroup(depth: depth)
        case "[": return (try scalarSet(try parseClass()), true)
        case "\\": return try parseAtomEscape()
        case ".":
            position += 1
            return (.scalars(.dot), true)
        case "*", "+", "?":
            throw failure("a quantifier has nothing to repeat", advice: "escape it, or put an atom first")
        case "{":
            let start = position
            if try parseBounds() != nil {
                position = start
                throw failure("a quantifier has nothing to repeat", advice: "escape it as \\{, or put an atom first")
            }
            position = start + 1
            return (.scalars(ScalarSet(0x7B)), true)
        default:
            // A literal, also ']' and '}' where they close nothing.
            let scalar = scalars[position]
            position += 1
            return (.scalars(ScalarSet(scalar)), true)
        }
    }

    private mutating func parseGroup(depth: Int) throws(GrammarError) -> (Pattern, isQuantifiable: Bool) {
        let start = position
        position += 1
        let kind = try parseGroupKind(from: start)
        let body = try parseDisjunction(depth: depth + 1)
        guard take(")") else {
            position = start
            throw failure("a group is not closed", advice: "close it with ), or escape the parenthesis as \\(")
        }
        switch kind {
        case .plain: return (body, true)
        case .lookahead(let negated): return (.lookahead(body, negated: negated), true)
        case .lookbehind(let negated): return (.lookbehind(body, negated: negated), false)
        }
    }

    private enum GroupKind {
        case plain
        case lookahead(negated: Bool)
        case lookbehind(negated: Bool)
    }

    private mutating func parseGroupKind(from start: Int) throws(GrammarError) -> GroupKind {
        guard take("?") else { return .plain }
        if take(":") { return .plain }
        if take("=") { return .lookahead(negated: false) }
        if take("!") { return .lookahead(negated: true) }
        if take("<") {
            if take("=") { return .lookbehind(negated: false) }
            if take("!") { return .lookbehind(negated: true) }
            try parseGroupName()
            return .plain
        }
        let found = peek
        position = start
        switch found {
        case ">": throw failure(.unsupported, "atomic groups (?>…) are not part of ECMA-262", advice: "write (?:…)")
        case "P": throw failure("(?P…) is not part of ECMA-262", advice: "write (?<name>…)")
        case "#": throw failure("comments (?#…) are not part of ECMA-262", advice: "remove the comment")
        case "i", "m", "s", "u", "x", "-":
            throw failure(
                .unsupported, "flags inside a pattern, (?i…), are not supported",
                advice: "spell both cases out, as in [Aa]")
        default:
            throw failure("an unknown kind of group begins", advice: "write (…), (?:…), (?<name>…), (?=…) or (?!…)")
        }
    }

    private mutating func parseGroupName() throws(GrammarError) {
        let start = position
        while let scalar = peek, scalar != ">" {
            let isFirst = position == start
            let isName =
                scalar == "_" || scalar == "$"
                || (isFirst ? scalar.properties.isIDStart : scalar.properties.isIDContinue)
                || (!isFirst && (scalar.value == 0x200C || scalar.value == 0x200D))
            guard isName else { break }
            position += 1
        }
        guard position > start, take(">") else {
            position = start
            throw failure("a group's name is not an identifier followed by '>'", advice: "write (?<name>…)")
        }
    }

    // MARK: Quantifiers

    private mutating func parseQuantifier(of term: Pattern, isQuantifiable: Bool) throws(GrammarError) -> Pattern {
        let start = position
        let (minimum, maximum): (Int, Int?)
        switch peek {
        case "*": (minimum, maximum) = (0, nil)
        case "+": (minimum, maximum) = (1, nil)
        case "?": (minimum, maximum) = (0, 1)
        case "{":
            guard let bounds = try parseBounds() else {
                position = start
                return term
            }
            (minimum, maximum) = bounds
            position -= 1
        default: return term
        }
        position += 1
        // A lazy quantifier prefers shorter matches; the language is the same.
        _ = take("?")
        if !isQuantifiable {
            position = start
            throw failure("an assertion cannot be repeated", advice: "remove the quantifier")
        }
        if case .lookahead = term { return minimum == 0 ? .empty : term }
        if term == .empty || maximum == 0 { return .empty }
        if minimum == 1, maximum == 1 { return term }
        return .repetition(term, minimum: minimum, maximum: maximum)
    }

    /// `{n}`, `{n,}` or `{n,m}` at the position; nil if what stands there is not one.
    private mutating func parseBounds() throws(GrammarError) -> (Int, Int?)? {
        let start = position
        position += 1
        guard let minimum = parseCount() else { return nil }
        var maximum: Int? = minimum
        if take(",") { maximum = parseCount() }
        guard take("}") else { return nil }
        let end = position
        position = start
        guard minimum <= Self.maximumRepetition, maximum ?? 0 <= Self.maximumRepetition else {
            throw failure(
                .tooComplex, "a repetition is bounded by more than \(Self.maximumRepetition)",
                advice: "lower the bound, or leave the upper one out")
        }
        if let maximum, maximum < minimum {
            throw failure("a repetition's bounds are out of order", advice: "write the smaller one first")
        }
        position = end
        return (minimum, maximum)
    }

    /// A decimal number, saturated well above the bound on repetitions.
    private mutating func parseCount() -> Int? {
        let start = position
        var value = 0
        while let scalar = peek, "0"..."9" ~= scalar {
            value = min(value * 10 + Int(scalar.value - 0x30), 1 << 40)
            position += 1
        }
        return position > start ? value : nil
    }

    // MARK: Scalars

    /// The scalar at the position; nil at the end.
    var peek: Unicode.Scalar? { position < scalars.count ? Unicode.Scalar(scalars[position]) : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    mutating func scalarSet(_ set: ScalarSet) throws(GrammarError) -> Pattern {
        rangeCount += set.ranges.count
        guard rangeCount <= Self.maximumRanges else {
            throw failure(
                .tooComplex, "the classes of the pattern are too large", advice: "use fewer Unicode properties")
        }
        return .scalars(set)
    }

    // MARK: Errors

    /// The error at the position, given in bytes.
    func failure(_ reason: String, advice: String) -> GrammarError { failure(.syntax, reason, advice: advice) }

    func failure(_ kind: GrammarError.Kind, _ reason: String, advice: String) -> GrammarError {
        let offset = scalars[..<min(position, scalars.count)].reduce(0) { offset, scalar in
            offset + (scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4)
        }
        return .pattern(kind, at: offset, reason, advice: advice)
    }
}
