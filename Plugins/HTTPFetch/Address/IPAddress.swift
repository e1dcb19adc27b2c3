import Foundation

/// An IPv4 or IPv6 address.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// 4 or 16 bytes in network order.
    package let bytes: [UInt8]

    /// - Parameter bytes: 4 or 16 bytes in network order.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads the canonical forms only: four decimal numbers, or what RFC 4291 says of IPv6, without brackets or zone.
    package init?(_ text: String) {
        guard !text.utf8.contains(0), text.utf8.count <= 45 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16)
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
        } else {
            guard inet_pton(AF_INET, text, &bytes) == 1 else { return nil }
            bytes.removeLast(12)
        }
        self.bytes = bytes
    }

    /// Reads what a socket is about to connect to; nil for any other family.
    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let word = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
            bytes = withUnsafeBytes(of: word) { Array($0) }
        case AF_INET6:
            let words = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            bytes = withUnsafeBytes(of: words) { Array($0) }
        default:
            return nil
        }
    }

    package var isIPv6: Bool { bytes.count == 16 }

    /// The IPv4 address that a packet to this one reaches in the end: for IPv4-mapped (RFC 4291), translated (RFC 7915)
    /// and NAT64 (RFC 6052, well-known prefix) addresses the embedded one, else the address itself.
    package var destination: IPAddress {
        guard isIPv6 else { return self }
        let prefixes: [[UInt8]] = [
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF],
            [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0],
            [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0],
        ]
        guard prefixes.contains(where: { bytes.starts(with: $0) }) else { return self }
        return IPAddress(bytes: Array(bytes.suffix(4))) ?? self
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: 64)
        guard inet_ntop(isIPv6 ? AF_INET6 : AF_INET, bytes, &text, socklen_t(text.count)) != nil else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
