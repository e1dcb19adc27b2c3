/// Finds addresses in a text: URLs (`http`, `https`, `ftp`, `www.`) and e-mail addresses.
///
/// A URL ends at white space, a control, a quotation mark, a backtick, an angle bracket, a backslash, a brace or a bar; then
/// points, commas and the like at its end are left to the sentence, and closing brackets that were not opened in it.
struct URLScanner {
    private(set) var urls: [Range<Int>] = []
    private(set) var mailAddresses: [Range<Int>] = []

    private static let prefixes = ["https://", "http://", "ftp://", "www."].map { Array($0.utf8) }

    /// - Parameter bytes: Valid UTF-8; ranges count as its indices do.
    init(_ bytes: ArraySlice<UInt8>) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            switch byte | 0x20 {
            case UInt8(ascii: "h"), UInt8(ascii: "f"), UInt8(ascii: "w"):
                if let end = Self.urlEnd(bytes, index) {
                    urls.append(index..<end)
                    index = end
                    continue
                }
            default: break
            }
            if byte == UInt8(ascii: "@"), let range = Self.mailAddress(bytes, at: index) {
                if range.lowerBound >= mailAddresses.last?.upperBound ?? bytes.startIndex {
                    mailAddresses.append(range)
                }
            }
            index += 1
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == UInt8(ascii: "_")
    }

    private static func urlEnd(_ bytes: ArraySlice<UInt8>, _ start: Int) -> Int? {
        if let before = UTF8Step.scalar(bytes, before: start) {
            let kind = ScalarClass(before)
            if kind == .letter || kind == .digit || kind == .extender { return nil }
        }
        guard
            let prefix = prefixes.first(where: { prefix in
                bytes.count - (start - bytes.startIndex) > prefix.count
                    && zip(prefix, bytes[start...]).allSatisfy { $0 == ($1 < 0x41 ? $1 : $1 | 0x20) }
            })
        else { return nil }
        let host = start + prefix.count
        guard host < bytes.endIndex, isWord(bytes[host]) || bytes[host] >= 0x80 || bytes[host] == UInt8(ascii: "[")
        else { return nil }
        var end = host
        while end < bytes.endIndex, !endsURL(bytes, end) { end += UTF8Step.length(bytes[end]) }
        end = min(end, bytes.endIndex)
        var surplus = [
            surplus(")", over: "(", in: bytes[start..<end]), surplus("]", over: "[", in: bytes[start..<end]),
        ]
        while end > host {
            let last = bytes[end - 1]
            if let bracket = [UInt8(ascii: ")"), UInt8(ascii: "]")].firstIndex(of: last) {
                guard surplus[bracket] > 0 else { break }
                surplus[bracket] -= 1
            } else if !".,;:!?'*".utf8.contains(last) {
                break
            }
            end -= 1
        }
        // A host of two labels at least where no scheme says that it is one.
        if prefix.count == 4, !bytes[host..<end].contains(UInt8(ascii: ".")) { return nil }
        return end > host ? end : nil
    }

    /// How many more closing brackets there are than opening ones.
    private static func surplus(
        _ closing: Unicode.Scalar, over opening: Unicode.Scalar, in bytes: ArraySlice<UInt8>
    ) -> Int {
        bytes.reduce(0) { $0 + ($1 == UInt8(ascii: closing) ? 1 : $1 == UInt8(ascii: opening) ? -1 : 0) }
    }

    private static func endsURL(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Bool {
        let byte = bytes[index]
        if byte < 0x80 { return byte <= 0x20 || byte == 0x7F || "\"<>`\\^{|}".utf8.contains(byte) }
        guard let scalar = UTF8Step.scalar(bytes, at: index) else { return true }
        // Letters of any script may stand in an address; signs from beyond ASCII are the sentence's.
        switch ScalarClass(scalar) {
        case .letter, .extender, .digit: return false
        case .space, .symbol, .punctuation, .ideograph: return true
        }
    }

    private static func mailAddress(_ bytes: ArraySlice<UInt8>, at sign: Int) -> Range<Int>? {
        var start = sign
        while start > bytes.startIndex, isWord(bytes[start - 1]) || ".+-%".utf8.contains(bytes[start - 1]) {
            start -= 1
        }
        while start < sign, !isWord(bytes[start]) { start += 1 }
        var end = sign + 1
        while end < bytes.endIndex, isWord(bytes[end]) || ".-".utf8.contains(bytes[end]) { end += 1 }
        while end > sign + 1, !isWord(bytes[end - 1]) { end -= 1 }
        guard start < sign, end > sign + 1, bytes[sign + 1..<end].contains(UInt8(ascii: ".")) else { return nil }
        return start..<end
    }
}
