/// Why a record that can be read is not used.
struct RecordDrop: Hashable, Sendable {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    static let badRecord = RecordDrop("unreadable record")
    static let duplicate = RecordDrop("duplicate")
    static let nearDuplicate = RecordDrop("near duplicate")
    static let heldOut = RecordDrop("held out: wording of a held-out file")
    static let empty = RecordDrop("empty")
    static let tooLong = RecordDrop("too long")
}

/// What becomes of a record.
enum RecordOutcome<Value> {
    /// - question: what portions and held-out files go by.
    /// - identity: what makes two records the same.
    case keep(Value, question: String, identity: String)
    case drop(RecordDrop)
    /// A line that is no task of its own, but material for others.
    case material
}
