/// Finds where a JSON object or array ends, byte by byte.
struct JSONEnd: Sendable {
    private(set) var depth: Int
    private var isInString = false
    private var isEscaped = false

    init(depth: Int = 0) { self.depth = depth }

    var isOutsideOfStrings: Bool { !isInString }

    mutating func take(_ byte: UInt8) {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
    }

    /// The index after the object or array that `bytes` begins with.
    static func find(in bytes: ArraySlice<UInt8>) -> Int? {
        var scanner = JSONEnd()
        for index in bytes.indices {
            scanner.take(bytes[index])
            if scanner.depth == 0, scanner.isOutsideOfStrings { return index + 1 }
        }
        return nil
    }
}
