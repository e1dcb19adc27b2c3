import Corvid
import CorvidGrammar
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Which cases of a batch are done, in a file with one JSON object a line that is on the disk before the next case
/// begins. What a case had done when the process was killed stands in its run logs.
final class BatchState: Sendable {
    /// What must be the same when a batch goes on.
    struct Header: Codable, Hashable {
        var version = 1
        /// The recipe's text and those of its sub-recipes.
        var recipes: [String]
        var parameters: JSONValue
        var model: String
    }

    let finished: [FinishedCase]
    private let path: String
    private let descriptor: Mutex<CInt>

    /// - Parameter resumes: goes on with a file that is there; otherwise there must be none.
    /// - Throws: ``CommandFailure`` with what is in the way.
    init(folder: String, header: Header, resumes: Bool) throws {
        let path = folder + "/state.jsonl"
        self.path = path
        let exists = access(path, F_OK) == 0
        guard resumes || !exists else {
            throw CommandFailure(
                ExitStatus.cannotCreate,
                "\(folder) holds a report already; go on with it (--resume), or choose another folder")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(ExitStatus.cannotCreate, "\(folder): cannot be made a folder")
        }
        let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw CommandFailure(
                ExitStatus.cannotCreate, "\(path): cannot be written (\(String(cString: strerror(errno))))")
        }
        descriptor = Mutex(file)
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw CommandFailure(ExitStatus.cannotCreate, "\(folder): another process is working on this report")
        }
        let lines = try Self.wholeLines(of: path, file)
        finished = try lines.first.map { try Self.read(lines, $0, header, path) } ?? []
        if lines.isEmpty { try append(try JSONValueEncoder().encode(header)) }
    }

    deinit { descriptor.withLock { _ = close($0) } }

    /// Keeps a case for good.
    func add(_ done: FinishedCase) throws { try append(try JSONValueEncoder().encode(done)) }

    private func append(_ value: JSONValue) throws {
        let line = value.serialized + [UInt8(ascii: "\n")]
        let isWritten = descriptor.withLock { descriptor in
            var offset = 0
            while offset < line.count {
                let count = line[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                offset += count
            }
            return fsync(descriptor) == 0
        }
        guard isWritten else {
            throw CommandFailure(
                ExitStatus.cannotCreate, "\(path): cannot be written (\(String(cString: strerror(errno))))")
        }
    }

    /// Cuts off a last line that was not written to its end.
    private static func wholeLines(of path: String, _ file: CInt) throws -> [[UInt8]] {
        let bytes = try Console.readBytes(path)
        let end = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        if end < bytes.count { ftruncate(file, off_t(end)) }
        return bytes[..<end].split(separator: UInt8(ascii: "\n")).map(Array.init)
    }

    private static func read(
        _ lines: [[UInt8]], _ first: [UInt8], _ header: Header, _ path: String
    ) throws -> [FinishedCase] {
        var number = 1
        do {
            let old = try JSONValueDecoder().decode(Header.self, from: try JSONValue(parsing: first))
            if let change = header.change(from: old) {
                throw CommandFailure(
                    ExitStatus.usage,
                    "\(path): the batch was begun with \(change); use the same again, or begin anew in another folder")
            }
            return try lines.dropFirst().map { line in
                number += 1
                return try JSONValueDecoder().decode(FinishedCase.self, from: try JSONValue(parsing: line))
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            let reason = (error as? DecodingError)?.summary ?? "\(error)"
            throw CommandFailure(ExitStatus.badData, "\(path):\(number): damaged: \(reason)")
        }
    }
}

extension BatchState.Header {
    fileprivate func change(from old: BatchState.Header) -> String? {
        if old.version != version { return "another version of Corvid" }
        if old.recipes != recipes { return "another text of the recipe" }
        if old.parameters != parameters { return "other parameters" }
        if old.model != model { return "the model \(old.model)" }
        return nil
    }
}
