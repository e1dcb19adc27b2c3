/// Normalisation of GGUF files of model `t5`: character map, space marker, prefix and collapsed spaces in one pass.
struct GGUFUnigramNormalizer: Sendable {
    let map: PrecompiledCharacterMap?
    /// User-defined tokens are left as they are.
    let userDefined: AddedTokenMatcher
    let addsPrefix: Bool
    let collapsesSpaces: Bool

    func normalized(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        let marker: [UInt8] = [0xE2, 0x96, 0x81]
        var out: [UInt8] = []
        out.reserveCapacity(text.count + text.count / 2)
        var (isInWord, hasPrefix) = (false, false)
        var index = 0
        while index < text.count {
            let rest = UnsafeBufferPointer(rebasing: text[index...])
            let chunk: UnsafeBufferPointer<UInt8>
            if let (_, length) = userDefined.longestMatch(rest) {
                chunk = UnsafeBufferPointer(rebasing: rest[..<length])
                index += length
            } else if let (replacement, length) = map?.match(rest, longest: true) {
                chunk = replacement
                index += length
            } else {
                let length = UTF8Text.length(rest[0])
                chunk = UnsafeBufferPointer(rebasing: rest[..<length])
                index += length
            }
            for byte in chunk {
                if byte != 0x20 {
                    if !isInWord {
                        isInWord = true
                        if addsPrefix && !hasPrefix || collapsesSpaces {
                            out.append(contentsOf: marker)
                            hasPrefix = true
                        }
                    }
                    out.append(byte)
                } else {
                    isInWord = false
                    if !collapsesSpaces { out.append(contentsOf: marker) }
                }
            }
        }
        return out
    }
}
