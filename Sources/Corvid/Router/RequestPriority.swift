/// How urgent a request is to a model that several callers share.
public enum RequestPriority: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Work that nobody is waiting for, such as an evaluation or an overnight job.
    case batch
    /// Work that somebody is waiting for. It goes before batch work, whenever that came.
    case interactive

    public static func < (left: RequestPriority, right: RequestPriority) -> Bool {
        left == .batch && right == .interactive
    }
}
