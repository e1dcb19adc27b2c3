import Foundation

/// `CORVIDC1`, a checksum of what follows, the length of the metadata, both little-endian; the metadata as JSON; the body.
extension CacheEntry {
    private static let mark = Array("CORVIDC1".utf8)

    func encoded() throws -> [UInt8] {
        let json = try JSONEncoder().encode(metadata)
        var rest: [UInt8] = []
        rest.reserveCapacity(8 + json.count + body.count)
        withUnsafeBytes(of: UInt64(json.count).littleEndian) { rest += $0 }
        rest += json
        rest += body
        return Self.mark + withUnsafeBytes(of: Self.checksum(rest[...]).littleEndian) { Array($0) } + rest
    }

    /// Nil for a file that is damaged in any way.
    init?(decoding bytes: [UInt8]) {
        guard bytes.count >= 24, bytes.starts(with: Self.mark),
            Self.word(bytes, at: 8) == Self.checksum(bytes[16...])
        else { return nil }
        let length = Self.word(bytes, at: 16)
        guard length <= UInt64(bytes.count - 24) else { return nil }
        let end = 24 + Int(length)
        guard let metadata = try? JSONDecoder().decode(Metadata.self, from: Data(bytes[24..<end])) else { return nil }
        self.init(metadata: metadata, body: Array(bytes[end...]))
    }

    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        bytes[offset..<(offset + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// FNV-1a: finds damage, not malice.
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }
}
