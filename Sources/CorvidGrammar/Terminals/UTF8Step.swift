/// Steps over valid UTF-8.
enum UTF8Step {
    /// Bytes of the sequence that a byte begins.
    static func length(_ first: UInt8) -> Int { first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4 }

    /// Bytes that a scalar takes.
    static func length(_ scalar: Unicode.Scalar) -> Int { UTF8.width(scalar) }

    /// The scalar that begins at `index`; nil where none does.
    static func scalar(_ bytes: ArraySlice<UInt8>, at index: Int) -> Unicode.Scalar? {
        let first = bytes[index]
        if first < 0x80 { return Unicode.Scalar(first) }
        let count = length(first)
        guard first >= 0xC0, index + count <= bytes.endIndex else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(count))
        for offset in 1..<count { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
        return Unicode.Scalar(value)
    }

    /// The scalar that ends before `index`.
    static func scalar(_ bytes: ArraySlice<UInt8>, before index: Int) -> Unicode.Scalar? {
        guard index > bytes.startIndex else { return nil }
        var start = index - 1
        while start > bytes.startIndex, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return scalar(bytes, at: start)
    }
}
