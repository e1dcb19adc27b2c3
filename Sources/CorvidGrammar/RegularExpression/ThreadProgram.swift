/// A small nondeterministic automaton that says at which positions a match of a pattern ends.
struct ThreadProgram {
    static let maximumInstructions = 2_000

    private enum Instruction {
        case take(ScalarSet, next: Int)
        case fork(Int, Int)
        case edge(next: Int)
        case match
        /// A place that is filled in later.
        case pending
    }

    private var instructions: [Instruction] = [.match]
    private var start = 0

    init(_ pattern: Pattern) throws(GrammarError) {
        start = try add(pattern, then: 0)
    }

    var sets: [ScalarSet] {
        instructions.compactMap { if case .take(let set, _) = $0 { set } else { nil } }
    }

    func isMatch(_ threads: [Int]) -> Bool { threads.contains(0) }

    /// The places that a character leads to.
    func step(_ threads: [Int], _ scalar: UInt32) -> [Int] {
        threads.compactMap { thread in
            if case .take(let set, let next) = instructions[thread], set.contains(scalar) { next } else { nil }
        }
    }

    /// All places that are reached from `threads`, or from a match that begins here, without a character.
    func closure(of threads: [Int], atEdge: Bool) -> [Int] {
        var stack = threads + [start]
        var seen = Set(stack)
        var result: [Int] = []
        while let thread = stack.popLast() {
            var targets: [Int] = []
            switch instructions[thread] {
            case .take, .match: result.append(thread)
            case .fork(let one, let other): targets = [one, other]
            case .edge(let next): if atEdge { targets = [next] }
            case .pending: break
            }
            for target in targets where seen.insert(target).inserted { stack.append(target) }
        }
        return result.sorted()
    }

    private mutating func append(_ instruction: Instruction) throws(GrammarError) -> Int {
        guard instructions.count < Self.maximumInstructions else {
            throw .pattern(
                .tooComplex, "a lookahead or lookbehind of the pattern is too long",
                advice: "shorten what it looks for, or lower its repetition counts")
        }
        instructions.append(instruction)
        return instructions.count - 1
    }

    private mutating func add(_ pattern: Pattern, then next: Int) throws(GrammarError) -> Int {
        switch pattern {
        case .empty: return next
        case .scalars(let set): return try append(.take(set, next: next))
        case .sequence(let parts):
            var next = next
            for part in parts.reversed() { next = try add(part, then: next) }
            return next
        case .choice(let parts):
            var entry: Int?
            for part in parts.reversed() {
                let branch = try add(part, then: next)
                entry = if let entry { try append(.fork(branch, entry)) } else { branch }
            }
            return entry ?? next
        case .repetition(let part, let minimum, let maximum):
            var next = next
            if let maximum {
                let end = next
                for _ in minimum..<maximum {
                    let branch = try add(part, then: next)
                    // Counted, so that repeating an empty pattern ends, too.
                    next = try append(.fork(branch, end))
                }
            } else {
                let loop = try append(.pending)
                instructions[loop] = .fork(try add(part, then: loop), next)
                next = loop
            }
            for _ in 0..<minimum {
                next = try add(part, then: try append(.fork(next, next)))
            }
            return next
        case .textStart: return try append(.edge(next: next))
        case .textEnd, .wordBoundary, .lookahead, .lookbehind:
            throw .pattern(
                .unsupported, "an assertion stands inside of a lookbehind, or of a lookahead that is repeated",
                advice: "move the assertion out of it")
        }
    }
}
