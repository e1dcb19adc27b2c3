/// A block of IP addresses in CIDR notation: `10.0.0.0/8`, `fd00::/8`, or a single address.
public struct AddressBlock: Sendable, Hashable, Codable, CustomStringConvertible {
    let address: IPAddress
    /// Leading bits that an address must share.
    let prefixLength: Int

    /// Reads `ADDRESS/BITS` or `ADDRESS`.
    ///
    /// - Throws: ``FetchError`` when the text is no such block, or when bits beyond the prefix are set.
    public init(_ text: String) throws(FetchError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let error = FetchError(
            .invalidPolicy("'\(text)' is no block of addresses such as 10.0.0.0/8 or fd00::/8"), url: "")
        guard let first = parts.first, let address = IPAddress(String(first)) else { throw error }
        let width = address.bytes.count * 8
        if parts.count == 2 {
            guard let bits = Int(parts[1]), (0...width).contains(bits), parts[1].utf8.allSatisfy({ 48...57 ~= $0 })
            else { throw error }
            prefixLength = bits
        } else {
            prefixLength = width
        }
        self.address = address
        guard Self.masked(address.bytes, prefixLength) == address.bytes else { throw error }
    }

    package func contains(_ other: IPAddress) -> Bool {
        other.bytes.count == address.bytes.count && Self.masked(other.bytes, prefixLength) == address.bytes
    }

    /// Whether the block is one address and nothing else.
    var isSingleAddress: Bool { prefixLength == address.bytes.count * 8 }

    public var description: String { isSingleAddress ? "\(address)" : "\(address)/\(prefixLength)" }

    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    private static func masked(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let kept = min(max(length - index * 8, 0), 8)
            return kept == 8 ? byte : byte & ~(0xFF >> UInt8(kept))
        }
    }
}
