/// GPT-2's alphabet: a printable character for each of the 256 bytes.
///
/// Printable ASCII and Latin-1 stand for themselves, the 68 others for U+0100 and what follows, in order.
package enum ByteAlphabet {
    /// The character of each byte.
    package static let scalars: [UInt32] = {
        var next: UInt32 = 0x100
        return (0..<256).map { byte in
            if (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte) {
                return UInt32(byte)
            }
            defer { next += 1 }
            return next
        }
    }()

    /// The byte of each character below U+0144, or -1.
    static let bytes: PermanentArray<Int16> = {
        var bytes = [Int16](repeating: -1, count: 0x144)
        for (byte, scalar) in scalars.enumerated() { bytes[Int(scalar)] = Int16(byte) }
        return PermanentArray(bytes)
    }()

    /// Appends the bytes that `text` spells to `builder`'s open token; false, with nothing appended, when a character
    /// is outside of the alphabet.
    @inline(__always)
    static func decode(_ text: UnsafeBufferPointer<UInt8>, _ append: (UInt8) -> Void) -> Bool {
        let bytes = Self.bytes.base
        var index = 0
        while index < text.count {
            let lead = text[index]
            var scalar = Int(lead)
            index += 1
            if lead >= 0x80 {
                guard (0xC2...0xC5).contains(lead), index < text.count, text[index] & 0xC0 == 0x80 else { return false }
                scalar = Int(lead & 0x1F) << 6 | Int(text[index] & 0x3F)
                index += 1
            }
            guard scalar < 0x144, bytes[scalar] >= 0 else { return false }
            append(UInt8(truncatingIfNeeded: bytes[scalar]))
        }
        return true
    }
}
