import Corvid
import CorvidGrammar

/// What makes the outcome of a whole run right. All that is given must hold.
package struct Expectation: Sendable, Hashable {
    /// A number that the answer must hold, in digits.
    package struct Number: Sendable, Hashable {
        package var value: Double
        /// By how much it may differ; nil for ``NumberScore/tolerance``.
        package var tolerance: Double?
    }

    package var numbers: [Number] = []
    /// Texts that the answer must hold, each with its alternatives; case and runs of blanks do not count.
    package var contains: [[String]] = []
    /// Texts that the answer must not hold.
    package var excludes: [String] = []
    /// Tools of which each must have been called with success.
    package var calls: [String] = []
    /// No tool may have been called.
    package var forbidsCalls = false

    /// Reads `{"number", "tolerance", "contains", "excludes", "calls", "no_calls"}`, or an array of such objects, all of
    /// which must hold. `contains` lists texts; in one of them `|` stands between alternatives, which may also be an array.
    init(_ fields: RecordFields, _ name: String) throws(EvaluationError) {
        let value = try fields.required(name)
        for part in value.array == nil ? [try fields.object(name)] : try fields.objects(name) { try add(part) }
        guard !numbers.isEmpty || !contains.isEmpty || !excludes.isEmpty || !calls.isEmpty || forbidsCalls else {
            throw fields.error(name, "expects nothing: give one of \(Self.names.joined(separator: ", "))")
        }
        guard !forbidsCalls || calls.isEmpty else {
            throw fields.error(name, "\"no_calls\" excludes \"calls\"")
        }
    }

    private static let names = ["number", "tolerance", "contains", "excludes", "calls", "no_calls"]

    private mutating func add(_ fields: RecordFields) throws(EvaluationError) {
        for member in fields.value.members ?? [] {
            let name = String(decoding: member.key, as: UTF8.self)
            guard Self.names.contains(name) else {
                throw fields.error(
                    name, "is none of \(Self.names.joined(separator: ", "))\(NearestName.hint(name, in: Self.names))")
            }
        }
        if fields["number"] != nil {
            numbers.append(
                Number(
                    value: try fields.number("number"),
                    tolerance: fields["tolerance"] == nil ? nil : try fields.number("tolerance")))
        }
        for (index, entry) in (fields["contains"] == nil ? [] : try fields.array("contains")).enumerated() {
            let listed = entry.text.map { [$0] } ?? entry.array?.compactMap(\.text) ?? []
            guard !listed.isEmpty, listed.count == entry.array?.count ?? 1 else {
                throw fields.error("contains[\(index)]", "expected a string, or an array of alternatives")
            }
            contains.append(listed.flatMap { $0.split(separator: "|").map(String.init) })
        }
        if fields["excludes"] != nil { excludes += try fields.texts("excludes") }
        if fields["calls"] != nil { calls += try fields.texts("calls") }
        if try fields.optionalBool("no_calls") == true { forbidsCalls = true }
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
        for number in numbers
        where !NumberScore.contains(number.value, in: answer, within: number.tolerance) {
            return "the answer does not hold \(number.value)"
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
