/// Where text may be cut before the space marker `▁` without any token changing: after bytes that stand before the
/// marker in no token of the vocabulary.
struct HarmlessCuts: Sendable {
    private let isReached: PermanentArray<Bool>

    /// Nil when the vocabulary has no token for the marker alone.
    init?(_ vocabulary: Vocabulary) {
        guard vocabulary.find([0xE2, 0x96, 0x81]) != nil else { return nil }
        var isReached = [Bool](repeating: false, count: 256)
        for id in 0..<vocabulary.count {
            let bytes = vocabulary.bytes(of: id)
            guard bytes.count > 3 else { continue }
            for index in 1..<bytes.count - 2
            where bytes[index] == 0xE2 && bytes[index + 1] == 0x96 && bytes[index + 2] == 0x81 {
                isReached[Int(bytes[index - 1])] = true
            }
        }
        self.isReached = PermanentArray(isReached)
    }

    func split(_ text: UnsafeBufferPointer<UInt8>, offset: Int, into out: inout [Range<Int>]) {
        var start = 0
        var index = 1
        while index + 2 < text.count {
            if text[index] == 0xE2, text[index + 1] == 0x96, text[index + 2] == 0x81,
                !isReached.base[Int(text[index - 1])]
            {
                out.append(offset + start..<offset + index)
                start = index
                index += 2
            }
            index += 1
        }
        if start < text.count { out.append(offset + start..<offset + text.count) }
    }
}
