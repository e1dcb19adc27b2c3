import Foundation

/// Responses on disk, kept as long as their servers say (RFC 9111, as a private cache).
///
/// A response is answered from here only while it is fresh; a stale one is offered to the server for confirmation. Files are
/// replaced atomically and readable by their owner alone; damaged ones are removed. Several processes may share a folder.
public final class FetchCache: Sendable {
    /// Bytes of all files together; the least recently used go first.
    public let maximumBytes: Int
    /// Whether responses that say nothing of their lifetime are used for a tenth of the time since their last change, a day
    /// at most (RFC 9111, 4.2.2).
    public let usesHeuristics: Bool
    private let folder: String

    /// - Parameters:
    ///   - folder: The path of a folder for the cache alone; made when it is missing.
    ///   - maximumBytes: Bytes of all files together. A response larger than a quarter of it is not kept.
    ///   - usesHeuristics: Whether to guess lifetimes.
    /// - Throws: ``FetchError`` when the folder cannot be made.
    public init(folder: String, maximumBytes: Int = 64 << 20, usesHeuristics: Bool = false) throws(FetchError) {
        self.folder = folder
        self.maximumBytes = maximumBytes
        self.usesHeuristics = usesHeuristics
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw FetchError(.invalidPolicy("the folder '\(folder)' for the cache cannot be made"), url: "")
        }
    }

    /// Forgets everything.
    public func removeAll() {
        for file in files() { remove(file.path) }
    }

    func entry(for hop: FetchHop) -> CacheEntry? {
        let path = path(for: hop.address.description)
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        guard let entry = CacheEntry(decoding: Array(bytes)) else {
            remove(path)
            return nil
        }
        guard entry.answers(hop) else { return nil }
        try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
        return entry
    }

    /// Keeps a response if it may be kept; else forgets what it replaces.
    func store(_ response: WireResponse, for hop: FetchHop, requested: Date) {
        if let entry = CacheEntry(response, for: hop, requested: requested, heuristics: usesHeuristics) {
            keep(entry)
        } else if response.status < 500 {
            remove(path(for: hop.address.description))
        }
    }

    func keep(_ entry: CacheEntry) {
        let path = path(for: entry.metadata.url)
        guard let bytes = try? entry.encoded(), bytes.count <= maximumBytes / 4 else { return remove(path) }
        let draft = "\(folder)/\(UUID().uuidString).draft"
        let isWritten = FileManager.default.createFile(
            atPath: draft, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        // A full disk is no reason to fail a fetch that has succeeded.
        guard isWritten, rename(draft, path) == 0 else { return remove(draft) }
        evict()
    }

    // MARK: Files

    private struct File {
        var path: String
        var size: Int
        var used: Date
    }

    private func path(for url: String) -> String {
        let bytes = Array(url.utf8)
        let parts = [CacheEntry.checksum(bytes[...]), CacheEntry.checksum(bytes.reversed()[...])]
        let name = parts.map { String($0 | 1 << 63, radix: 16) }.joined()
        return "\(folder)/\(name).response"
    }

    private func files() -> [File] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".response") || $0.hasSuffix(".draft") }.compactMap { name in
            let path = "\(folder)/\(name)"
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
            let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
            return File(path: path, size: size, used: attributes[.modificationDate] as? Date ?? .distantPast)
        }
    }

    private func evict() {
        let now = Date()
        var files = files().sorted { $0.used < $1.used }
        // Drafts of a process that was killed.
        for file in files where file.path.hasSuffix(".draft") && now.timeIntervalSince(file.used) > 600 {
            remove(file.path)
        }
        files.removeAll { $0.path.hasSuffix(".draft") }
        var sum = files.reduce(0) { $0 + $1.size }
        for file in files where sum > maximumBytes {
            remove(file.path)
            sum -= file.size
        }
    }

    private func remove(_ path: String) { unlink(path) }
}
