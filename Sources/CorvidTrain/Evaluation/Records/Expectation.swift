import Corvid
import CorvidGrammar

/// What makes the outcome of a whole run right. All that is given must hold.
package struct Expectation: Sendable, Hashable {
    /// A number that the answer must hold, in digits.
    package var number: Double?
    /// By how much it may differ; nil for ``NumberScore/tolerance``.
    package var tolerance: Double?
    /// Texts that the answer must hold, each with its alternatives; case and runs of blanks do not count.
    package var contains: [[String]]
    /// Texts that the answer must not hold.
    package var excludes: [String]
    /// Tools of which each must have been called with success.
    package var calls: [String]
    /// No tool may have been called.
    package var forbidsCalls: Bool

    package init(
        number: Double? = nil, tolerance: Double? = nil, contains: [[String]] = [], excludes: [String] = [],
        calls: [String] = [], forbidsCalls: Bool = false
    ) {
        self.number = number
        self.tolerance = tolerance
        self.contains = contains
        self.excludes = excludes
        self.calls = calls
        self.forbidsCalls = forbidsCalls
    }

    /// Reads `{"number", "tolerance", "contains", "excludes", "calls", "no_calls"}`.
    init(_ fields: RecordFields) throws(EvaluationError) {
        let known = ["number", "tolerance", "contains", "excludes", "calls", "no_calls"]
        for member in fields.value.members ?? [] {
            let name = String(decoding: member.key, as: UTF8.self)
            guard known.contains(name) else {
                throw fields.error(
                    name, "is none of \(known.joined(separator: ", "))\(NearestName.hint(name, in: known))")
            }
        }
        self.init(forbidsCalls: try fields.optionalBool("no_calls") ?? false)
        if fields["number"] != nil { number = try fields.number("number") }
        if fields["tolerance"] != nil { tolerance = try fields.number("tolerance") }
        for (index, entry) in (fields["contains"] == nil ? [] : try fields.array("contains")).enumerated() {
            let alternatives = entry.text.map { [$0] } ?? entry.array?.compactMap(\.text) ?? []
            guard !alternatives.isEmpty, alternatives.count == entry.array?.count ?? 1 else {
                throw fields.error("contains[\(index)]", "expected a string, or an array of alternatives")
            }
            contains.append(alternatives)
        }
        if fields["excludes"] != nil { excludes = try fields.texts("excludes") }
        if fields["calls"] != nil { calls = try fields.texts("calls") }
        guard number != nil || !contains.isEmpty || !excludes.isEmpty || !calls.isEmpty || forbidsCalls else {
            throw fields.error("", "expects nothing: give one of \(known.joined(separator: ", "))")
        }
        guard !forbidsCalls || calls.isEmpty else {
            throw fields.error("no_calls", "excludes \"calls\"")
        }
    }

    /// By what reports divide tasks: the tools that they need.
    var groups: [String] {
        if forbidsCalls { return ["no tool"] }
        if calls.isEmpty { return ["any way"] }
        return [Set(calls).sorted().joined(separator: " + ")]
    }

    /// - Parameters:
    ///   - answer: The last text of the run.
    ///   - called: Every tool that was called.
    ///   - succeeded: Those whose call succeeded.
    /// - Returns: nil where the outcome is right, otherwise what is wrong.
    package func fault(answer: String, called: [String], succeeded: Set<String>) -> String? {
        if forbidsCalls, let name = called.first { return "called \(name) where no call was needed" }
        for name in calls where !succeeded.contains(name) {
            return called.contains(name) ? "no call of \(name) succeeded" : "\(name) was not called"
        }
        if let number, !NumberScore.contains(number, in: answer, within: tolerance) {
            return "the answer does not hold \(number)"
        }
        let text = Self.folded(answer)
        for alternatives in contains where !alternatives.contains(where: { text.contains(Self.folded($0)) }) {
            return "the answer does not hold \"\(alternatives.joined(separator: "\" or \""))\""
        }
        for unwanted in excludes where text.contains(Self.folded(unwanted)) {
            return "the answer holds \"\(unwanted)\""
        }
        return nil
    }

    private static func folded(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
