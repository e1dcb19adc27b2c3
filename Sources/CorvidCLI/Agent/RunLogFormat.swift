public import Corvid

/// A kind of file that holds run logs, chosen by the end of its name: `--log run.sqlite`. JSON lines need none.
public struct RunLogFormat: Sendable {
    /// Without dots: "sqlite".
    public var fileExtensions: [String]
    /// Makes a new log in a file that must not exist.
    public var create: @Sendable (_ path: String) throws -> any RunLogStore
    /// Opens a log to go on with it.
    public var open: @Sendable (_ path: String) throws -> any RunLogStore
    /// Reads a log.
    public var records: @Sendable (_ path: String) throws -> [RunRecord]

    public init(
        fileExtensions: [String], create: @escaping @Sendable (_ path: String) throws -> any RunLogStore,
        open: @escaping @Sendable (_ path: String) throws -> any RunLogStore,
        records: @escaping @Sendable (_ path: String) throws -> [RunRecord]
    ) {
        self.fileExtensions = fileExtensions
        self.create = create
        self.open = open
        self.records = records
    }

    static let jsonLines = RunLogFormat(
        fileExtensions: ["jsonl"], create: { try JSONLinesRunLog(creating: $0) },
        open: { try JSONLinesRunLog(continuing: $0) }, records: { try JSONLinesRunLog.records(at: $0) })

    /// The format of a file by its name; JSON lines for all others.
    static func of(_ path: String) -> RunLogFormat {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return jsonLines }
        let ending = name[name.index(after: dot)...].lowercased()
        return CommandPlugins.runLogs.first { $0.fileExtensions.contains(ending) } ?? jsonLines
    }
}
