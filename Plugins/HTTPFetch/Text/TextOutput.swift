/// Lines of text with the prefixes of what they stand in; white space folds as in a browser.
struct TextOutput {
    private(set) var bytes: [UInt8] = []
    /// Whether blocks follow each other without an empty line, as within lists.
    var isTight = false
    private var line: [UInt8] = []
    private var wantsSpace = false
    private var wantsBlank = false
    private var prefixes: [Prefix] = []
    private var captures: [(line: [UInt8], wantsSpace: Bool)] = []
    private var isRaw = false
    /// Everything ever appended, to see whether something came since.
    private(set) var length = 0

    private struct Prefix {
        var first: [UInt8]
        var rest: [UInt8]
        var isUsed = false
    }

    /// Prefixes shown at most: deeper ones would make lines out of nothing but them.
    private static let maximumPrefixes = 10

    mutating func push(first: String, rest: String) {
        prefixes.append(Prefix(first: Array(first.utf8), rest: Array(rest.utf8)))
    }

    mutating func pop() { _ = prefixes.popLast() }

    mutating func append(_ text: some Sequence<UInt8>) {
        for byte in text {
            if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                wantsSpace = true
                continue
            }
            if wantsSpace, !line.isEmpty { line.append(0x20) }
            wantsSpace = false
            line.append(byte)
            length += 1
            dropInvisible()
        }
    }

    /// Appends to the last word, whatever white space came after it.
    mutating func attach(_ text: some Sequence<UInt8>) {
        let space = wantsSpace
        wantsSpace = false
        append(text)
        wantsSpace = space || wantsSpace
    }

    /// What a reader cannot see must not reach the model either: soft hyphens, zero-width spaces, byte order marks, tag
    /// characters. No-break spaces become spaces.
    private mutating func dropInvisible() {
        guard let last = line.last, last & 0xC0 == 0x80 else { return }
        func ends(_ tail: UInt8...) -> Bool { line.suffix(tail.count).elementsEqual(tail) }
        if ends(0xC2, 0xA0) {
            line.removeLast(2)
            wantsSpace = true
        } else if ends(0xC2, 0xAD) {
            line.removeLast(2)
        } else if ends(0xE2, 0x80, 0x8B) || ends(0xEF, 0xBB, 0xBF) {
            line.removeLast(3)
        } else if line.count >= 4, line.suffix(4).starts(with: [0xF3, 0xA0]),
            [0x80, 0x81].contains(line[line.count - 2])
        {
            line.removeLast(4)
        }
    }

    /// White space folded, none at the ends.
    static func collapsed(_ text: [UInt8]) -> [UInt8] {
        var output = TextOutput()
        output.append(text)
        return output.line
    }

    // MARK: Lines

    mutating func breakLine() {
        if captures.isEmpty { flush() } else { wantsSpace = true }
    }

    mutating func breakBlock() {
        breakLine()
        if captures.isEmpty, !isTight { wantsBlank = true }
    }

    /// Writes the line begun, if there is one.
    mutating func flush() {
        wantsSpace = false
        guard !line.isEmpty else { return }
        writeLine(line)
        line = []
    }

    private mutating func writeLine(_ content: [UInt8]) {
        if !bytes.isEmpty { bytes.append(0x0A) }
        if wantsBlank, !bytes.isEmpty { bytes.append(0x0A) }
        wantsBlank = false
        for index in prefixes.indices {
            if index < Self.maximumPrefixes {
                bytes += prefixes[index].isUsed ? prefixes[index].rest : prefixes[index].first
            }
            prefixes[index].isUsed = true
        }
        bytes += content
    }

    // MARK: Cells

    mutating func startCapture() {
        captures.append((line, wantsSpace))
        line = []
        wantsSpace = false
    }

    mutating func endCapture() -> [UInt8] {
        guard let before = captures.popLast() else { return [] }
        defer { (line, wantsSpace) = before }
        return line
    }

    // MARK: Preformatted text

    mutating func startPreformatted() {
        guard captures.isEmpty else { return }
        isRaw = true
        writeLine(Array("```".utf8))
        line = []
    }

    mutating func appendPreformatted(_ text: some Sequence<UInt8>) {
        guard isRaw else { return append(text) }
        for byte in text where byte != 0x0D {
            length += 1
            if byte == 0x0A { writeRawLine() } else { line.append(byte) }
        }
    }

    private mutating func writeRawLine() {
        // A line end right after the tag is not part of the text.
        if !(line.isEmpty && bytes.suffix(3).elementsEqual("```".utf8)) { writeLine(line) }
        line = []
    }

    mutating func endPreformatted() {
        guard isRaw else { return }
        isRaw = false
        if !line.isEmpty { writeLine(line) }
        line = []
        writeLine(Array("```".utf8))
        breakBlock()
    }
}
