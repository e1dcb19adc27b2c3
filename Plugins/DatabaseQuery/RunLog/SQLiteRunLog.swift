public import Corvid
import Foundation
import GRDB

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A run log in a SQLite file: one row a record, never changed again.
///
/// Each record is a transaction in write-ahead mode, so that a killed process leaves whole records only. Records around a
/// tool's call and at the end are also synced to the disk, so that they survive a loss of power.
public final class SQLiteRunLog: RunLogStore {
    public let path: String
    private let queue: DatabaseQueue
    /// Keeps other processes from going on with the same run; freed with the process.
    private let lock: CInt

    /// Creates the file, which must not exist.
    ///
    /// - Throws: `AgentError` with the path and the reason.
    public convenience init(creating path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw AgentError(.runLog, "Cannot create the run log \(path): the file exists.")
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try self.init(path: path)
    }

    /// Opens an existing log to go on with it. Only one process can have a log open for writing.
    ///
    /// - Throws: `AgentError` with the path and the reason.
    public convenience init(continuing path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw AgentError(.runLog, "Cannot open the run log \(path): there is no such file.")
        }
        try self.init(path: path)
        _ = try records()
    }

    private init(path: String) throws {
        self.path = path
        // Locks on the file itself are SQLite's.
        let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw AgentError(.runLog, "Cannot open the run log \(path): \(String(cString: strerror(errno))).")
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            Self.close(lock)
            throw AgentError(.runLog, "Another process is working on the run log \(path). Wait for it, or stop it.")
        }
        do {
            var configuration = Configuration()
            configuration.label = "corvid.runlog"
            configuration.journalMode = .wal
            configuration.busyMode = .timeout(5)
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { try $0.execute(sql: Self.schema) }
        } catch {
            Self.close(lock)
            throw Self.failure("open", path, error)
        }
        self.lock = lock
    }

    deinit {
        try? queue.close()
        Self.close(lock)
    }

    private static func close(_ descriptor: CInt) {
        #if canImport(Glibc)
            _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
            _ = Musl.close(descriptor)
        #else
            _ = Darwin.close(descriptor)
        #endif
    }

    public func append(_ record: RunRecord) throws {
        let line = String(decoding: try record.line, as: UTF8.self)
        do {
            try queue.writeWithoutTransaction { database in
                let isVital =
                    switch record.event {
                    case .toolStarted, .toolFinished, .finished: true
                    default: false
                    }
                try database.execute(sql: "PRAGMA synchronous = \(isVital ? "FULL" : "NORMAL")")
                try database.execute(
                    sql: "INSERT INTO record (number, line) VALUES (?, ?)", arguments: [record.number, line])
            }
        } catch {
            throw Self.failure("write to", path, error)
        }
    }

    public func records() throws -> [RunRecord] { try Self.records(in: queue, path) }

    /// Reads a log.
    ///
    /// - Throws: `AgentError` with the file and the record that cannot be read.
    public static func records(at path: String) throws -> [RunRecord] {
        guard FileManager.default.fileExists(atPath: path) else {
            throw AgentError(.runLog, "Cannot read the run log \(path): there is no such file.")
        }
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try records(in: queue, path)
        } catch {
            throw failure("read", path, error)
        }
    }

    private static func records(in queue: DatabaseQueue, _ path: String) throws -> [RunRecord] {
        let lines: [String]
        do {
            lines = try queue.read { try String.fetchAll($0, sql: "SELECT line FROM record ORDER BY number") }
        } catch {
            throw failure("read", path, error)
        }
        return try lines.enumerated().map { index, line in
            do {
                let record = try RunRecord(line: line.utf8)
                guard record.number == index else {
                    throw AgentError(.runLog, "record \(record.number) stands where \(index) was expected")
                }
                return record
            } catch {
                throw AgentError(.runLog, "\(path), record \(index): \(error)")
            }
        }
    }

    private static func failure(_ what: String, _ path: String, _ error: any Error) -> AgentError {
        if let known = error as? AgentError { return known }
        let reason = (error as? GRDB.DatabaseError)?.message ?? "\(error)"
        return AgentError(.runLog, "Cannot \(what) the run log \(path): \(reason).")
    }

    /// Rows can only be added.
    private static let schema = """
        CREATE TABLE IF NOT EXISTS record (number INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
        CREATE TRIGGER IF NOT EXISTS record_unchanged BEFORE UPDATE ON record
            BEGIN SELECT RAISE(ABORT, 'records of a run are never changed'); END;
        CREATE TRIGGER IF NOT EXISTS record_kept BEFORE DELETE ON record
            BEGIN SELECT RAISE(ABORT, 'records of a run are never deleted'); END;
        """
}
