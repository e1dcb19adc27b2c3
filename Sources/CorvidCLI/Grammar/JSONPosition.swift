import CorvidGrammar

/// Where in a JSON text a byte is: the path of the value that it belongs to.
///
/// Reads what stands before the byte, which need not be valid.
struct JSONPosition {
    private enum Level {
        case array(index: Int)
        /// The key of the member that is being read; nil before it and after its value.
        case object(key: [UInt8]?)
    }

    private var levels: [Level] = []
    private var key: [UInt8] = []
    private(set) var isInString = false
    private var isEscaped = false
    private var isKey = false
    /// Whether a value of the innermost level has begun.
    private var hasBegun = false
    /// Whether it is complete.
    private var isDone = false

    /// The place at the end of `text`.
    init(after text: some Sequence<UInt8>) {
        for byte in text { advance(byte) }
    }

    /// The JSON pointer (RFC 6901) of the value here; "" is the whole document.
    ///
    /// After a value, and where `next` would end one, it is that of the array or object around it.
    func pointer(next: UInt8?) -> String {
        let isSeparator = next.map { ",]}".utf8.contains($0) } ?? false
        let isAround = !isInString && (isDone || hasBegun && isSeparator)
        return pointer(of: isAround ? levels.dropLast() : levels[...])
    }

    private func pointer(of levels: ArraySlice<Level>) -> String {
        levels.map { level in
            switch level {
            case .array(let index): "/\(index)"
            case .object(nil): ""
            case .object(let key?): "/" + Self.escaped(key)
            }
        }.joined()
    }

    private mutating func advance(_ byte: UInt8) {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
                isDone = !isKey
            }
            if isKey { key.append(byte) }
            return
        }
        switch byte {
        case UInt8(ascii: "\""):
            isInString = true
            if case .object(nil) = levels.last {
                isKey = true
                key = [byte]
            } else {
                isKey = false
                hasBegun = true
            }
        case UInt8(ascii: ":"):
            guard case .object(nil) = levels.last else { return }
            let value = try? JSONValue(parsing: key)
            levels[levels.count - 1] = .object(key: value?.utf8 ?? Array(key.dropFirst().dropLast()))
            (hasBegun, isDone) = (false, false)
        case UInt8(ascii: ","):
            (hasBegun, isDone) = (false, false)
            switch levels.last {
            case .array(let index): levels[levels.count - 1] = .array(index: index + 1)
            case .object: levels[levels.count - 1] = .object(key: nil)
            case nil: break
            }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            levels.append(byte == UInt8(ascii: "{") ? .object(key: nil) : .array(index: 0))
            (hasBegun, isDone) = (false, false)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            _ = levels.popLast()
            (hasBegun, isDone) = (true, true)
        case 0x20, 0x09, 0x0A, 0x0D: isDone = hasBegun
        default: hasBegun = true
        }
    }

    private static func escaped(_ key: [UInt8]) -> String {
        var result: [UInt8] = []
        for byte in key {
            switch byte {
            case UInt8(ascii: "~"): result += Array("~0".utf8)
            case UInt8(ascii: "/"): result += Array("~1".utf8)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
