// Its sources may be used from any thread, and are not declared so.
@preconcurrency import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A web server on 127.0.0.1 that gives some pages.
final class PageServer: Sendable {
    struct Page: Sendable {
        var body: [UInt8]
        var mediaType: String
    }

    let port: Int
    private let source: any DispatchSourceRead
    private let pages: [String: Page]

    /// `http://127.0.0.1:` and the port.
    var origin: String { "http://127.0.0.1:\(port)" }

    /// - Parameter pages: by path and query.
    /// - Throws: ``CommandFailure`` when no port can be had.
    init(_ pages: [String: Page]) throws(CommandFailure) {
        #if canImport(Glibc)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                descriptor >= 0 && bind(descriptor, pointer, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isListening, fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            let reason = String(cString: strerror(errno))
            if descriptor >= 0 { Self.end(descriptor) }
            throw CommandFailure(ExitStatus.unavailable, "no server can be started on this machine (\(reason))")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        port = Int(UInt16(bigEndian: address.sin_port))
        self.pages = pages
        source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: DispatchQueue(label: "corvid.pages"))
        source.setEventHandler { Self.serve(pages, on: descriptor) }
        source.setCancelHandler { Self.end(descriptor) }
        source.resume()
    }

    deinit { close() }

    func close() { source.cancel() }

    private static func end(_ descriptor: Int32) {
        #if canImport(Glibc)
            _ = Glibc.close(descriptor)
        #else
            _ = Darwin.close(descriptor)
        #endif
    }

    // MARK: - Requests

    private static func serve(_ pages: [String: Page], on listener: Int32) {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        defer { end(connection) }
        // On some systems it is as the listener is.
        _ = fcntl(connection, F_SETFL, 0)
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        guard let (method, path) = request(on: connection) else { return }
        let page = pages[path]
        let found = page ?? Page(body: Array("There is no such page.".utf8), mediaType: "text/plain")
        let head =
            "HTTP/1.1 \(page == nil ? "404 Not Found" : "200 OK")\r\nContent-Type: \(found.mediaType); charset=utf-8\r\n"
            + "Content-Length: \(found.body.count)\r\nConnection: close\r\n\r\n"
        send(Array(head.utf8) + (method == "HEAD" ? [] : found.body), on: connection)
    }

    /// The method, and the path with its query.
    private static func request(on connection: Int32) -> (method: String, path: String)? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 1 << 16 {
            let count = recv(connection, &chunk, chunk.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
            guard bytes.suffix(count + 3).contains([13, 10, 13, 10]) else { continue }
            let line = bytes.prefix { $0 != 13 }.split(separator: 0x20)
            guard line.count == 3 else { return nil }
            return (String(decoding: line[0], as: UTF8.self), String(decoding: line[1], as: UTF8.self))
        }
        return nil
    }

    private static func send(_ bytes: [UInt8], on connection: Int32) {
        #if canImport(Darwin)
            let flags: Int32 = 0
        #else
            let flags = Int32(MSG_NOSIGNAL)
        #endif
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                #if canImport(Glibc)
                    Glibc.send(connection, bytes.baseAddress, bytes.count, flags)
                #else
                    Darwin.send(connection, bytes.baseAddress, bytes.count, flags)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
