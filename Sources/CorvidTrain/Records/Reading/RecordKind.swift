/// What records are about; each kind has a format of its own.
package enum RecordKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// `{"id","question","expression","answer"}`, perhaps with `steps`.
    case math
    /// `{"id","question","table" or "tables","sql"}`.
    case sql
    /// `{"id","tools","question","calls"}`, `{"id","tools","messages"}`, `{"question","intent"}`, `{"tool"}`.
    case tools
    /// `{"id","context","question","answer"}`.
    case qa
}
