#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Sequences saved in a directory, so that a second process starts a known prompt without computing it.
///
/// Many processes may share a directory. Files that are damaged or of other models are passed over.
public struct PromptCache: Sendable {
    /// The directory; made when something is saved.
    public let directory: String
    /// Bytes of files to keep: those used longest ago go first.
    public let byteLimit: Int

    private static let suffix = ".corvidkv"

    public init(directory: String, byteLimit: Int = 4 << 30) {
        self.directory = directory
        self.byteLimit = byteLimit
    }

    /// Saves `sequence` of `cache`, unless it has been saved before.
    /// - Throws: `unknownSequence`, `invalidRun` for an empty sequence, `unreadable` when it cannot be written.
    public func save(_ sequence: KVCache.SequenceID, of cache: KVCache) throws(EngineError) {
        guard let stored = cache[sequence] else {
            throw EngineError(.unknownSequence, "the sequence to save is not in the cache")
        }
        try makeDirectory()
        let path = "\(directory)/\(name(stored.tokens[..<stored.computed], cache))"
        if utimes(path, nil) == 0, (try? SavedSequence(path: path, for: cache)) != nil { return }
        try SavedSequence.write(stored, of: cache, to: path)
        evict(keeping: path)
    }

    /// A new sequence in `cache` with the longest saved prefix of `tokens`, but never all of them, so that the last
    /// token gives logits; nil when no file has a prefix.
    public func restore(prefixOf tokens: [TokenID], into cache: KVCache) -> KVCache.SequenceID? {
        let limit = min(tokens.count - 1, cache.contextLength)
        var candidates: [(saved: SavedSequence, length: Int)] = []
        for name in names() {
            guard let saved = try? SavedSequence(path: "\(directory)/\(name)", for: cache) else { continue }
            let common = zip(saved.tokens, tokens).prefix { $0 == $1 }.count
            let length = min(common, limit)
            if length > 0 { candidates.append((saved, length)) }
        }
        candidates.sort { ($0.length, $1.saved.path) > ($1.length, $0.saved.path) }
        for candidate in candidates {
            guard let sequence = try? candidate.saved.load(prefix: candidate.length) else { continue }
            utimes(candidate.saved.path, nil)
            return cache.insert(sequence)
        }
        return nil
    }

    /// Names of the directory's files.
    private func names() -> [String] {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
                    String(cString: $0)
                }
            }
            if name.hasSuffix(Self.suffix) { names.append(name) }
        }
        return names
    }

    private func name(_ tokens: ArraySlice<TokenID>, _ cache: KVCache) -> String {
        var hash = ContentHash()
        cache.fingerprint.withUnsafeBytes { hash.append($0) }
        cache.format.rawValue.utf8.forEach { hash.append(UInt64($0)) }
        hash.append(UInt64(cache.variant))
        tokens.withUnsafeBytes { hash.append($0) }
        let digits = Array("0123456789abcdef")
        return String(hash.finish()[..<16].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + Self.suffix
    }

    /// Removes the files used longest ago until the others fit the limit.
    private func evict(keeping kept: String) {
        var files: [(path: String, bytes: Int, used: Double)] = []
        for name in names() {
            let path = "\(directory)/\(name)"
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            #if canImport(Darwin)
                let time = status.st_mtimespec
            #else
                let time = status.st_mtim
            #endif
            files.append((path, Int(status.st_size), Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9))
        }
        var total = files.reduce(0) { $0 + $1.bytes }
        for file in files.sorted(by: { $0.used < $1.used }) where total > byteLimit && file.path != kept {
            unlink(file.path)
            total -= file.bytes
        }
    }

    private func makeDirectory() throws(EngineError) {
        var path = ""
        for part in directory.split(separator: "/", omittingEmptySubsequences: false) {
            path += path.isEmpty && !directory.hasPrefix("/") ? String(part) : "/\(part)"
            if path != "/" { mkdir(path, 0o700) }
        }
        guard MappedFile.isDirectory(directory) else {
            throw EngineError(.unreadable, "\(directory): is no directory and cannot be made one")
        }
    }
}
