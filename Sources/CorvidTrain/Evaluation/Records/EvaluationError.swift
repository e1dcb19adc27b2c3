/// What is wrong with a record: where it stands, which member it is, and what was expected.
package struct EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
    package var place: EvaluationRecord.Place
    /// The path of the member, such as `calls[0].name`; empty for the record as a whole.
    package var field: String
    package var reason: String

    package init(_ place: EvaluationRecord.Place, field: String = "", _ reason: String) {
        self.place = place
        self.field = field
        self.reason = reason
    }

    package var description: String {
        field.isEmpty ? "\(place): \(reason)" : "\(place): \"\(field)\": \(reason)"
    }
}
