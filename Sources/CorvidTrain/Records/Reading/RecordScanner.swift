/// Finds the parts of a JSON object or array without reading them.
struct RecordScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    /// - Parameter bytes: must outlive the scanner.
    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The members of the object that the bytes are; nil where they are none.
    mutating func members() -> [(key: Range<Int>, value: Range<Int>)]? {
        skipBlanks()
        guard take(UInt8(ascii: "{")) else { return nil }
        var members: [(Range<Int>, Range<Int>)] = []
        skipBlanks()
        if take(UInt8(ascii: "}")) { return isAtEnd ? members : nil }
        while true {
            let start = place + 1
            guard skipString() else { return nil }
            let key = start..<place - 1
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { return nil }
            guard let value = value() else { return nil }
            members.append((key, value))
            if take(UInt8(ascii: ",")) {
                skipBlanks()
                continue
            }
            guard take(UInt8(ascii: "}")) else { return nil }
            return isAtEnd ? members : nil
        }
    }

    /// The elements of the array that the bytes are; nil where they are none.
    mutating func elements() -> [Range<Int>]? {
        skipBlanks()
        guard take(UInt8(ascii: "[")) else { return nil }
        var elements: [Range<Int>] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return isAtEnd ? elements : nil }
        while true {
            guard let value = value() else { return nil }
            elements.append(value)
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { return nil }
            return isAtEnd ? elements : nil
        }
    }

    private var isAtEnd: Bool {
        mutating get {
            skipBlanks()
            return place == bytes.endIndex
        }
    }

    /// One value with the blanks around it taken.
    private mutating func value() -> Range<Int>? {
        skipBlanks()
        let start = place
        var depth = 0
        let end = bytes.endIndex
        while place < end {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                guard skipString() else { return nil }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return finished(start) }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return finished(start)
            default: break
            }
            place += 1
        }
        return depth == 0 ? finished(start) : nil
    }

    private func finished(_ start: Int) -> Range<Int>? {
        var end = place
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        return end > start ? start..<end : nil
    }

    /// Steps over a string; false where none stands here.
    private mutating func skipString() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        let end = bytes.endIndex
        while place < end {
            switch bytes[place] {
            case UInt8(ascii: "\\"): place += 2
            case UInt8(ascii: "\""):
                place += 1
                return true
            default: place += 1
            }
        }
        return false
    }

    private mutating func skipBlanks() {
        while place < bytes.endIndex, bytes[place] <= 0x20 { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < bytes.endIndex, bytes[place] == byte else { return false }
        place += 1
        return true
    }
}
