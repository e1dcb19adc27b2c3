import Corvid
import Foundation

/// Where run logs are kept: `$XDG_STATE_HOME/corvid/runs`, one file a run, readable by its owner alone.
enum RunLogFolder {
    static var path: String { FilePlace.state + "/runs" }

    static func path(of runID: String) -> String { "\(path)/\(runID).jsonl" }

    /// Creates the log of a new run.
    ///
    /// - Parameter file: nil: the run's own file in the folder.
    /// - Throws: ``CommandFailure`` when it cannot be created.
    static func create(_ file: String?, runID: String) throws -> (path: String, store: any RunLogStore) {
        if file == nil {
            try? FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        do {
            let path = file.map(FilePlace.absolute) ?? path(of: runID)
            return (path, try RunLogFormat.of(path).create(path))
        } catch {
            throw CommandFailure(ExitStatus.cannotCreate, "\(error)")
        }
    }

    /// The file that a person means by a path, a run's identifier, or `last`.
    ///
    /// - Throws: ``CommandFailure`` when there is none.
    static func find(_ name: String) throws(CommandFailure) -> String {
        if name == "last" {
            guard let newest = newest() else {
                throw CommandFailure(ExitStatus.noInput, "no run has been logged yet in \(path)")
            }
            return newest
        }
        if FilePlace.isReadable(name) { return FilePlace.absolute(name) }
        if !name.contains("/"), FilePlace.isReadable(path(of: name)) { return path(of: name) }
        throw CommandFailure(
            ExitStatus.noInput, "\(name): no such run log, neither a file nor the identifier of a run in \(path)")
    }

    /// Reads a log.
    ///
    /// - Throws: ``CommandFailure`` with the line that is damaged.
    static func records(at path: String) throws(CommandFailure) -> [RunRecord] {
        do {
            return try RunLogFormat.of(path).records(path)
        } catch {
            throw CommandFailure(ExitStatus.badData, "\(error)")
        }
    }

    private static func newest() -> String? {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        func date(_ file: String) -> Date {
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")
            return attributes?[.modificationDate] as? Date ?? .distantPast
        }
        // Identifiers begin with the time: they decide between files of one moment.
        return files.filter { $0.hasSuffix(".jsonl") }.max { (date($0), $0) < (date($1), $1) }.map { "\(path)/\($0)" }
    }
}
