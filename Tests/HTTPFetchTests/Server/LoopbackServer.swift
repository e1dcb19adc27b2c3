import Foundation
import Synchronization

/// A server on a free port of this machine that says byte for byte what a test tells it to: a thread for each connection.
final class LoopbackServer: Sendable {
    typealias Behaviour = @Sendable (LoopbackRequest, LoopbackConnection) -> Void

    let port: Int
    private let listener: Int32
    private let record = Record()

    private final class Record: Sendable {
        let requests = Mutex<[LoopbackRequest]>([])
        let connections = Atomic(0)
    }

    /// - Parameters:
    ///   - isIPv6: Whether to listen at ::1 instead of 127.0.0.1.
    ///   - behaviour: Answers one request; called again for the next one on the same connection unless it was closed.
    init(isIPv6: Bool = false, _ behaviour: @escaping Behaviour) throws {
        listener = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw POSIXError(.EIO) }
        if isIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_addr = in6addr_loopback
            port = try Self.bind(listener, &address) { $0.sin6_port }
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            port = try Self.bind(listener, &address) { $0.sin_port }
        }
        guard listen(listener, 64) == 0 else { throw POSIXError(.EIO) }
        // The optimizer may let go of a server while a fetch from it goes on, so that its end is a silence, not a deinit.
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let (descriptor, record) = (listener, record)
        Thread {
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { break }
                record.connections.add(1, ordering: .relaxed)
                Thread {
                    let connection = LoopbackConnection(client)
                    while !connection.isClosed, let request = connection.readRequest() {
                        record.requests.withLock { $0.append(request) }
                        behaviour(request, connection)
                    }
                    connection.close()
                }.start()
            }
            close(descriptor)
        }.start()
    }

    /// A server that answers every request with the same bytes and then closes the connection.
    convenience init(answer: String) throws {
        try self.init { _, connection in
            connection.send(answer)
            connection.close()
        }
    }

    /// Refuses connections from now on.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    var base: String { "http://127.0.0.1:\(port)" }

    /// What was asked so far.
    var requests: [LoopbackRequest] { record.requests.withLock { $0 } }

    var connections: Int { record.connections.load(ordering: .relaxed) }

    private static func bind<Address>(
        _ descriptor: Int32, _ address: inout Address, _ port: (Address) -> in_port_t
    ) throws -> Int {
        var length = socklen_t(MemoryLayout<Address>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                let code = Foundation.bind(descriptor, pointer, length)
                return code == 0 ? getsockname(descriptor, pointer, &length) : code
            }
        }
        guard code == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        return Int(UInt16(bigEndian: port(address)))
    }
}
