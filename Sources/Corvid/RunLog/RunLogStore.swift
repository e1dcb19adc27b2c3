/// Where a run's events are written before they take effect.
///
/// A record that `append` has returned for survives the end of the process at any instant.
public protocol RunLogStore: Sendable {
    /// - Throws: `AgentError` with code `runLog` when the record cannot be stored. The run then stops before the event
    ///   takes effect.
    func append(_ record: RunRecord) throws

    /// The records so far, in order. A last record that was cut off in the middle of writing is left out.
    ///
    /// - Throws: `AgentError` with the place of what cannot be read.
    func records() throws -> [RunRecord]
}
