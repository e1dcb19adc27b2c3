import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A run log in a file with one JSON object a line.
///
/// Each record is one `write`, so that a killed process leaves whole lines but for the last. Records around a tool's
/// call and at the end are also synced to the disk, so that they survive a loss of power.
public final class JSONLinesRunLog: RunLogStore {
    public let path: String
    private let descriptor: Mutex<CInt>

    /// Creates the file, which must not exist.
    ///
    /// - Throws: `AgentError` with the path and the reason.
    public convenience init(creating path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try self.init(path: path, flags: O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC)
    }

    /// Opens an existing log to go on with it, and cuts off a last line that was not written to its end.
    ///
    /// Only one process can have a log open for writing.
    ///
    /// - Throws: `AgentError` with the path and the reason.
    public convenience init(continuing path: String) throws {
        try self.init(path: path, flags: O_RDWR | O_APPEND | O_CLOEXEC)
        let bytes = try Self.contents(of: path)
        let whole = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        guard whole < bytes.count else { return }
        let failed = descriptor.withLock { ftruncate($0, off_t(whole)) != 0 }
        if failed { throw Self.failure("cut the unfinished last line of", path) }
    }

    private init(path: String, flags: CInt) throws {
        self.path = path
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw Self.failure(flags & O_CREAT != 0 ? "create" : "open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw AgentError(.runLog, "Another process is working on the run log \(path). Wait for it, or stop it.")
        }
        self.descriptor = Mutex(descriptor)
    }

    deinit { descriptor.withLock { _ = close($0) } }

    public func append(_ record: RunRecord) throws {
        let line = try record.line + [UInt8(ascii: "\n")]
        let isWritten = descriptor.withLock { descriptor in
            var offset = 0
            while offset < line.count {
                let count = line[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if count < 0 {
                    if errno == EINTR { continue }
                    return false
                }
                offset += count
            }
            switch record.event {
            case .toolStarted, .toolFinished, .finished: return fsync(descriptor) == 0
            default: return true
            }
        }
        if !isWritten { throw Self.failure("write to", path) }
    }

    public func records() throws -> [RunRecord] { try Self.records(at: path) }

    /// Reads a log.
    ///
    /// - Throws: `AgentError` with the file and the line of what is not a record.
    public static func records(at path: String) throws -> [RunRecord] {
        let bytes = try contents(of: path)
        var records: [RunRecord] = []
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            do {
                let record = try RunRecord(line: bytes[start..<end])
                guard record.number == records.count else {
                    throw AgentError(.runLog, "record \(record.number) stands where \(records.count) was expected")
                }
                records.append(record)
            } catch {
                throw AgentError(.runLog, "\(path):\(records.count + 1): \(error)")
            }
            start = end + 1
        }
        return records
    }

    private static func contents(of path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw AgentError(.runLog, "Cannot read the run log \(path): no such file, or no permission.")
        }
    }

    private static func failure(_ what: String, _ path: String) -> AgentError {
        AgentError(.runLog, "Cannot \(what) the run log \(path): \(String(cString: strerror(errno))).")
    }
}
