#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder that is removed, with all files in it, when the object goes.
final class TemporaryFolder {
    let path: String
    private var names: Set<String> = []

    init() {
        // In memory where the system has such a folder.
        let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(parent)/corvid-test-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap(mkdtemp).map { String(cString: $0) } ?? ""
        }
        precondition(!path.isEmpty, "no temporary folder can be made")
    }

    /// Writes a file; returns its path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) -> String {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        precondition(descriptor >= 0, "\(file) cannot be written")
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
            precondition(count > 0, "\(file) cannot be written")
            rest = rest.dropFirst(count)
        }
        names.insert(name)
        return file
    }

    /// Writes a text file; returns its path.
    @discardableResult
    func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

    /// Sets when a file was changed last, in seconds since 1970.
    func setTime(_ seconds: Int, of name: String) {
        let time = timeval(tv_sec: seconds, tv_usec: 0)
        precondition(utimes("\(path)/\(name)", [time, time]) == 0, "\(name): its time cannot be set")
    }

    /// Removes a file again.
    func remove(_ name: String) {
        unlink("\(path)/\(name)")
        names.remove(name)
    }

    /// The contents of a file anywhere.
    static func read(_ file: String) -> [UInt8] {
        let descriptor = open(file, O_RDONLY)
        precondition(descriptor >= 0, "\(file) cannot be read")
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = readBytes(descriptor, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
        return bytes
    }

    deinit {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}

// The class has methods of these names.
private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

private func readBytes(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}
