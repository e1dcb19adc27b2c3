/// Texts as they are compared: words of lower-case letters and digits.
enum RecordText {
    /// The words, each as a hash: lower case, `1,000` as `1000` and `2.0` as `2`.
    static func words(_ text: String) -> [UInt64] {
        var text = text
        return text.withUTF8 { bytes in
            var words: [UInt64] = []
            var word = seed
            func isDigit(_ index: Int) -> Bool { bytes.indices.contains(index) && 0x30...0x39 ~= bytes[index] }
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                switch byte {
                case 0x30...0x39, 0x61...0x7A, 0x80...: word = (word ^ UInt64(byte)) &* prime
                case 0x41...0x5A: word = (word ^ UInt64(byte | 0x20)) &* prime
                case UInt8(ascii: ",") where isDigit(index - 1) && isDigit(index + 1): break
                case UInt8(ascii: ".") where isDigit(index - 1) && isDigit(index + 1):
                    var end = index + 1
                    while end < bytes.count, bytes[end] == UInt8(ascii: "0") { end += 1 }
                    if isDigit(end) {
                        word = (word ^ UInt64(byte)) &* prime
                    } else {
                        index = end - 1
                    }
                default:
                    if word != seed { words.append(mix(word)) }
                    word = seed
                }
                index += 1
            }
            if word != seed { words.append(mix(word)) }
            return words
        }
    }

    /// Those of FNV-1a.
    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x100_0000_01B3

    /// A hash of bytes that is the same in every run.
    static func hash(_ bytes: some Collection<UInt8>) -> UInt64 {
        let whole = bytes.withContiguousStorageIfAvailable { bytes in
            var hash = seed
            var index = 0
            while index + 8 <= bytes.count {
                let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: index, as: UInt64.self)
                hash = mix(hash ^ UInt64(littleEndian: word))
                index += 8
            }
            var rest = UInt64(bytes.count - index)
            while index < bytes.count {
                rest = rest << 8 | UInt64(bytes[index])
                index += 1
            }
            return mix(hash ^ rest)
        }
        return whole ?? hash(Array(bytes))
    }

    /// The finish of SplitMix64.
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A hash of words that does not depend on what stood between them.
    static func hash(words: some Collection<UInt64>) -> UInt64 {
        words.reduce(0x6A09_E667_F3BC_C908) { mix($0 ^ $1) }
    }
}
