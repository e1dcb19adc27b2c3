import CZlib

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The lines of a file, compressed with gzip or plain; the first two bytes tell which.
///
/// ```swift
/// let file = try GzipFile(path: "records.jsonl.gz")
/// while let line = try file.nextLine() { … }
/// ```
///
/// Memory is bounded by the longest line. Members that follow one another are read as one text, as `gzip` does
/// (RFC 1952, 2.2). What was returned before a defect is found is sound; the checksum is compared at each member's end.
package final class GzipFile {
    package let path: String
    /// Number of the line that was returned last, from 1; 0 before the first.
    package private(set) var line = 0
    /// Bytes of the file as it is stored.
    package let fileBytes: UInt64
    /// Offset in the file as it is stored up to which it has been used, for progress.
    package var offset: UInt64 { bytesRead - UInt64(unread.count) }

    private let descriptor: Int32
    private let longestLine: Int
    private let input: UnsafeMutableRawBufferPointer
    private let output: UnsafeMutableRawBufferPointer
    /// Bytes of `input` not yet used, and of `output` not yet returned.
    private var unread = 0..<0
    private var unused = 0..<0
    /// Bytes read from the file.
    private var bytesRead: UInt64 = 0
    private var isAtEnd = false
    /// Allocated because zlib keeps its address; nil for plain text.
    private var stream: UnsafeMutablePointer<z_stream>?
    private var isInsideMember = false
    private var members = 0

    /// - Parameter longestLine: bytes; longer lines are refused, so that no file exhausts the memory.
    package init(path: String, longestLine: Int = 1 << 26) throws(GzipFileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(path, nil, "cannot be opened") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw GzipFileError(file: path, reason: "is not a regular file")
        }
        self.path = path
        self.descriptor = descriptor
        self.longestLine = longestLine
        fileBytes = UInt64(status.st_size)
        input = .allocate(byteCount: 1 << 16, alignment: 16)
        output = .allocate(byteCount: 1 << 18, alignment: 16)
        // Two reads may be needed before the two bytes of the signature are there.
        while unread.count < 2, !isAtEnd { try fill() }
        if unread.count >= 2, input[0] == 0x1F, input[1] == 0x8B { try startInflating() }
    }

    deinit {
        if let stream {
            inflateEnd(stream)
            stream.deallocate()
        }
        input.deallocate()
        output.deallocate()
        close(descriptor)
    }

    /// The next line without its end (`\n` or `\r\n`), or nil after the last.
    package func nextLine() throws(GzipFileError) -> [UInt8]? {
        var bytes: [UInt8] = []
        while true {
            if unused.isEmpty {
                try refill()
                if unused.isEmpty {
                    if bytes.isEmpty { return nil }
                    return finished(bytes)
                }
            }
            let rest = UnsafeRawBufferPointer(rebasing: output[unused])
            let end = rest.firstIndex(of: UInt8(ascii: "\n"))
            let count = end ?? rest.count
            guard bytes.count + count <= longestLine else {
                throw GzipFileError(
                    file: path, byte: offset,
                    reason: "line \(line + 1) is longer than \(longestLine) bytes; expected lines of text")
            }
            bytes.append(contentsOf: rest[..<count])
            unused = unused.lowerBound + count + (end == nil ? 0 : 1)..<unused.upperBound
            if end != nil { return finished(bytes) }
        }
    }

    private func finished(_ bytes: [UInt8]) -> [UInt8] {
        line += 1
        return bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    }

    private static func failure(_ path: String, _ byte: UInt64?, _ what: String) -> GzipFileError {
        GzipFileError(file: path, byte: byte, reason: "\(what): \(String(cString: strerror(errno)))")
    }

    // MARK: Reading

    /// Appends bytes of the file to `unread`.
    private func fill() throws(GzipFileError) {
        if unread.isEmpty { unread = 0..<0 }
        var count = 0
        repeat {
            count = read(
                descriptor, input.baseAddress?.advanced(by: unread.upperBound), input.count - unread.upperBound)
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw Self.failure(path, bytesRead, "cannot be read") }
        isAtEnd = count == 0
        bytesRead += UInt64(count)
        unread = unread.lowerBound..<unread.upperBound + count
    }

    /// Puts text into `output`; none at the end of the file.
    private func refill() throws(GzipFileError) {
        unused = 0..<0
        guard let stream else {
            if unread.isEmpty, !isAtEnd { try fill() }
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[unread]))
            unused = 0..<unread.count
            unread = 0..<0
            return
        }
        while unused.isEmpty {
            if unread.isEmpty, !isAtEnd { try fill() }
            if unread.isEmpty {
                if !isInsideMember { return }
                throw GzipFileError(
                    file: path, byte: bytesRead, reason: "ends inside of the compressed data; fetch the file again")
            }
            if !isInsideMember {
                if isPadding() { continue }
                inflateReset(stream)
                isInsideMember = true
                members += 1
            }
            try inflateSome(stream)
        }
    }

    /// Steps over zeros, with which tapes fill the rest of a block.
    private func isPadding() -> Bool {
        guard members > 0, input[unread.lowerBound] == 0 else { return false }
        let end = unread.first { input[$0] != 0 } ?? unread.upperBound
        unread = end..<unread.upperBound
        return true
    }

    // MARK: Inflating

    private func startInflating() throws(GzipFileError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 16 asks for the wrapping of gzip instead of zlib's own.
        let code = inflateInit2_(stream, MAX_WBITS + 16, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            stream.deallocate()
            throw GzipFileError(file: path, reason: "cannot be decompressed: zlib does not start (\(code))")
        }
        self.stream = stream
    }

    private func inflateSome(_ stream: UnsafeMutablePointer<z_stream>) throws(GzipFileError) {
        stream.pointee.next_in = input.baseAddress?.advanced(by: unread.lowerBound).assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(unread.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        let code = inflate(stream, Z_NO_FLUSH)
        unread = unread.upperBound - Int(stream.pointee.avail_in)..<unread.upperBound
        unused = 0..<output.count - Int(stream.pointee.avail_out)
        switch code {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: isInsideMember = false
        default:
            let what = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's code \(code)"
            throw GzipFileError(
                file: path, byte: offset, reason: "the compressed data is damaged (\(what)); fetch the file again")
        }
    }
}
