package import Corvid

/// What many outcomes come to.
package struct EvaluationSummary: Sendable {
    /// Cases that are counted together.
    package struct Tally: Sendable, Hashable {
        /// Cases that can be right or wrong, and those that are right.
        package var count = 0
        package var right = 0
        /// Cases that could not be run or judged; they count as wrong.
        package var errors = 0
        /// Sums of the measures, and of how many cases.
        private var sums: [String: Double] = [:]
        private var counts: [String: Int] = [:]
        /// What texts came to.
        package var text = TextScore(loss: 0, tokens: 0)

        package var accuracy: Double? { count > 0 ? Double(right) / Double(count) : nil }

        /// The mean of each measure over the cases that have it, by name.
        package var means: [(name: String, value: Double)] {
            sums.keys.sorted().map { ($0, sums[$0, default: 0] / Double(max(1, counts[$0, default: 0]))) }
        }

        package mutating func add(_ outcome: CaseOutcome) {
            if let isRight = outcome.isRight {
                count += 1
                if isRight { right += 1 }
            }
            if outcome.error != nil { errors += 1 }
            for (name, value) in outcome.measures {
                sums[name, default: 0] += value
                counts[name, default: 0] += 1
            }
            if let score = outcome.text {
                text.loss += score.loss
                text.tokens += score.tokens
            }
        }
    }

    /// The cases of one kind.
    package struct Section: Sendable {
        package var name: String
        package var total = Tally()
        /// In the order of their names.
        package var groups: [(name: String, tally: Tally)] = []

        fileprivate mutating func add(_ outcome: CaseOutcome) {
            total.add(outcome)
            for group in Set(outcome.record.groups) {
                if let place = groups.firstIndex(where: { $0.name == group }) {
                    groups[place].tally.add(outcome)
                } else {
                    var tally = Tally()
                    tally.add(outcome)
                    groups.append((group, tally))
                    groups.sort { $0.name < $1.name }
                }
            }
        }
    }

    /// How many cases there were.
    package private(set) var cases = 0
    package private(set) var total = Tally()
    /// In the order of their names.
    package private(set) var sections: [Section] = []
    package private(set) var usage = Usage()
    package private(set) var calls = 0
    package private(set) var failedCalls = 0
    package private(set) var loops = 0
    /// Runs that a limit ended.
    package private(set) var cut = 0
    package private(set) var seconds = 0.0
    /// The first case that could not be run or judged.
    package private(set) var firstError: CaseOutcome?

    package init(_ outcomes: some Sequence<CaseOutcome> = []) {
        for outcome in outcomes { add(outcome) }
    }

    package mutating func add(_ outcome: CaseOutcome) {
        cases += 1
        total.add(outcome)
        let place =
            sections.firstIndex { $0.name == outcome.section }
            ?? {
                sections.append(Section(name: outcome.section))
                return sections.count - 1
            }()
        sections[place].add(outcome)
        sections.sort { $0.name < $1.name }
        usage += outcome.usage
        calls += outcome.calls.count
        failedCalls += outcome.calls.count(where: \.isFailed)
        if outcome.isLoop { loops += 1 }
        switch outcome.stopReason {
        case .length, .budget: cut += 1
        default: break
        }
        seconds += outcome.seconds
        if outcome.error != nil, firstError == nil { firstError = outcome }
    }
}
