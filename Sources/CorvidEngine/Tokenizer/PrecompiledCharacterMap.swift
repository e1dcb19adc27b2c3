/// SentencePiece's compiled normalisation rules: a double-array trie of source texts, and what replaces them.
///
/// The bytes are a little-endian count, that many bytes of 32-bit units, and zero-terminated replacements. A unit packs
/// the label of its edge (bits 0 to 7), whether a value hangs below (8), and the offset of its children (10 to 30, eight
/// bits further when bit 9 is set); a value's unit has bit 31 set and the replacement's position below it.
struct PrecompiledCharacterMap: Sendable {
    private let units: PermanentArray<UInt32>
    private let replacements: PermanentArray<UInt8>

    /// Checks all that the trie can reach, once, so that use needs no more care.
    init(_ bytes: [UInt8]) throws(VocabularyDefect) {
        guard bytes.count >= 4 else {
            throw VocabularyDefect("precompiled character map of \(bytes.count) bytes has no header")
        }
        let size = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16 | Int(bytes[3]) << 24
        guard size % 4 == 0, size > 0, size <= bytes.count - 4 else {
            throw VocabularyDefect(
                "precompiled character map announces a trie of \(size) bytes; \(bytes.count - 4) follow")
        }
        units = PermanentArray(
            (0..<size / 4).map { index in
                let at = 4 + 4 * index
                return UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
                    | UInt32(bytes[at + 3]) << 24
            })
        let texts = bytes[(4 + size)...]
        replacements = PermanentArray(texts)
        guard String(validating: texts, as: UTF8.self) != nil else {
            throw VocabularyDefect("precompiled character map has replacements that are not UTF-8")
        }
        try check()
    }

    /// Walks the whole trie, each node once.
    private func check() throws(VocabularyDefect) {
        var seen = [Bool](repeating: false, count: units.count)
        var open = [children(of: 0)]
        while let node = open.popLast() {
            for label in 1...255 {
                let child = node ^ label
                guard child < units.count, units[child] & 0x8000_00FF == UInt32(label), !seen[child] else { continue }
                seen[child] = true
                let below = child ^ offset(units[child])
                if units[child] >> 8 & 1 != 0 {
                    guard below < units.count else {
                        throw VocabularyDefect("precompiled character map: unit \(child) points past the trie")
                    }
                    let position = Int(units[below] & 0x7FFF_FFFF)
                    guard position < replacements.count, replacements[position] & 0xC0 != 0x80,
                        replacements[replacements.count - 1] == 0
                    else {
                        throw VocabularyDefect(
                            "precompiled character map: unit \(child) points to replacement \(position), which is none")
                    }
                }
                open.append(below)
            }
        }
    }

    private func children(of node: Int) -> Int { node ^ offset(units[node]) }

    @inline(__always)
    private func offset(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & 1 << 9) >> 6)) }

    /// The replacement for the shortest or longest source text that begins `text`, and that text's length.
    func match(_ text: UnsafeBufferPointer<UInt8>, longest: Bool) -> (
        replacement: UnsafeBufferPointer<UInt8>, length: Int
    )? {
        var node = offset(units.base[0])
        var found: (position: Int, length: Int)?
        for index in 0..<text.count {
            let byte = Int(text[index])
            if byte == 0 { break }
            node ^= byte
            if node >= units.count { break }
            let unit = units.base[node]
            if unit & 0x8000_00FF != UInt32(byte) { break }
            node ^= offset(unit)
            if unit >> 8 & 1 != 0 {
                found = (Int(units.base[node] & 0x7FFF_FFFF), index + 1)
                if !longest { break }
            }
        }
        guard let found else { return nil }
        var end = found.position
        while replacements.base[end] != 0 { end += 1 }
        return (
            UnsafeBufferPointer(start: replacements.base + found.position, count: end - found.position), found.length
        )
    }

    /// As Hugging Face's `Precompiled` normalizer does it: a grapheme of less than six bytes that begins with a source
    /// text is replaced whole by the replacement of the shortest such text; otherwise each of its characters is.
    func normalizedByGrapheme(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            // An ASCII byte before another is a grapheme of its own, but for CR LF.
            if text[index] < 0x80, index + 1 == text.count || text[index + 1] < 0x80,
                !(text[index] == 0x0D && index + 1 < text.count && text[index + 1] == 0x0A)
            {
                append(UnsafeBufferPointer(rebasing: text[index..<index + 1]), to: &out)
                index += 1
                continue
            }
            // Up to the next pair of ASCII bytes, let Swift find the graphemes.
            var end = index + 1
            while end < text.count, !(text[end] < 0x80 && text[end - 1] < 0x80 && end - 1 > index) { end += 1 }
            if end < text.count { end -= 1 }
            if end == index { end = min(index + 2, text.count) }
            for grapheme in String(decoding: text[index..<end], as: UTF8.self) {
                var grapheme = String(grapheme)
                grapheme.withUTF8 { append($0, to: &out) }
            }
            index = end
        }
        return out
    }

    private func append(_ grapheme: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        if grapheme.count < 6, let (replacement, _) = match(grapheme, longest: false) {
            out.append(contentsOf: replacement)
            return
        }
        var index = 0
        while index < grapheme.count {
            let length = UTF8Text.length(grapheme[index])
            let character = UnsafeBufferPointer(rebasing: grapheme[index..<index + length])
            if let (replacement, _) = match(character, longest: false) {
                out.append(contentsOf: replacement)
            } else {
                out.append(contentsOf: character)
            }
            index += length
        }
    }
}
