import Foundation
import Synchronization

/// One connection of a client.
// Sendable: used by the connection's thread alone, but for what is atomic.
final class LoopbackConnection: @unchecked Sendable {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var isClosed = false

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Nil when the client has closed the connection.
    func readRequest() -> LoopbackRequest? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let index = buffer.indices.first(where: { buffer[$0...].starts(with: end) }) {
                let header = String(decoding: buffer[..<index], as: UTF8.self)
                let request = LoopbackRequest(header: header, body: [])
                let length = Int(request.fields["content-length"] ?? "") ?? 0
                while buffer.count < index + 4 + length { guard fill() else { return nil } }
                let body = Array(buffer[(index + 4)..<(index + 4 + length)])
                buffer.removeFirst(index + 4 + length)
                return LoopbackRequest(header: header, body: body)
            }
            guard fill() else { return nil }
        }
    }

    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }

    /// Whether the client still took it.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.send(
                    descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// A whole answer with its length.
    func answer(_ status: String = "200 OK", _ fields: [String] = [], _ body: [UInt8]) {
        let header = ["HTTP/1.1 \(status)"] + fields + ["Content-Length: \(body.count)"]
        send(Array((header.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
    }

    func answer(_ status: String = "200 OK", _ fields: [String] = [], _ body: String = "") {
        answer(status, fields, Array(body.utf8))
    }

    func redirect(_ status: String = "302 Found", to location: String) {
        answer(status, ["Location: \(location)"])
    }

    func pause(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }

    /// Waits until the client closes the connection.
    func waitForClose() -> Bool {
        while true {
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count == 0 { return true }
            if count < 0 { return errno == ECONNRESET }
        }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        Foundation.close(descriptor)
    }

    /// Ends the connection the hard way.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        close()
    }
}
