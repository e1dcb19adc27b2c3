/// What an IP address is for, as the IANA special-purpose registries (RFC 6890) have it.
public enum AddressKind: String, Sendable, Hashable, Codable {
    /// Anybody's on the Internet: the only kind that may be connected to without a permission.
    case global
    case unspecified
    case loopback
    case `private`
    case linkLocal
    case carrierGradeNAT
    case uniqueLocal
    case siteLocal
    case multicast
    case documentation
    case benchmarking
    /// Where clouds hand their machines credentials.
    case metadata
    /// Wraps another address in a way that is no longer used: 6to4, Teredo, IPv4-compatible, ISATAP, local NAT64.
    case transition
    case reserved

    /// What an error calls it.
    package var words: String {
        switch self {
        case .global: "public"
        case .carrierGradeNAT: "carrier-grade NAT"
        case .linkLocal: "link-local"
        case .uniqueLocal: "unique-local"
        case .siteLocal: "site-local"
        case .metadata: "cloud metadata"
        default: rawValue
        }
    }

    /// Of an address, or of the IPv4 address that it embeds.
    package init(_ address: IPAddress) {
        let destination = address.destination
        if let special = Self.special.first(where: { $0.block.contains(destination) }) {
            self = special.kind
        } else if destination.isIPv6 {
            // Only 2000::/3 is given out as global unicast (RFC 4291, 2.4).
            let isISATAP = [0, 2].contains(destination.bytes[8]) && destination.bytes[9...11] == [0, 0x5E, 0xFE]
            self = destination.bytes[0] & 0xE0 != 0x20 ? .reserved : isISATAP ? .transition : .global
        } else {
            self = .global
        }
    }

    /// The first that contains an address decides.
    private static let special: [(block: AddressBlock, kind: AddressKind)] = [
        ("169.254.169.254/32", .metadata), ("169.254.170.2/32", .metadata), ("168.63.129.16/32", .metadata),
        ("100.100.100.200/32", .metadata), ("192.0.0.192/32", .metadata), ("fd00:ec2::/32", .metadata),
        ("fd20:ce::254/128", .metadata),
        ("0.0.0.0/8", .unspecified), ("10.0.0.0/8", .private), ("100.64.0.0/10", .carrierGradeNAT),
        ("127.0.0.0/8", .loopback), ("169.254.0.0/16", .linkLocal), ("172.16.0.0/12", .private),
        ("192.0.0.0/24", .reserved), ("192.0.2.0/24", .documentation), ("192.88.99.0/24", .transition),
        ("192.168.0.0/16", .private), ("198.18.0.0/15", .benchmarking), ("198.51.100.0/24", .documentation),
        ("203.0.113.0/24", .documentation), ("224.0.0.0/4", .multicast), ("240.0.0.0/4", .reserved),
        ("::/128", .unspecified), ("::1/128", .loopback), ("::/96", .transition), ("64:ff9b:1::/48", .transition),
        ("100::/64", .reserved), ("2001::/32", .transition), ("2001:2::/48", .benchmarking),
        ("2001:db8::/32", .documentation), ("2001::/23", .reserved), ("2002::/16", .transition),
        ("3fff::/20", .documentation), ("fc00::/7", .uniqueLocal), ("fe80::/10", .linkLocal),
        ("fec0::/10", .siteLocal), ("ff00::/8", .multicast),
    ].compactMap { text, kind in (try? AddressBlock(text)).map { ($0, kind) } }
}
