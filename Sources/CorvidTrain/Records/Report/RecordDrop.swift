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
    /// - question: what held-out files are compared with, and what the portion goes by.
    /// - identity: what makes two records the same.
    /// - group: what the portion goes by instead, where records stand and fall together.
    case keep(Value, question: String, identity: String, group: String? = nil)
    case drop(RecordDrop)
    /// A line that is no task of its own, but material for others.
    case material
}
