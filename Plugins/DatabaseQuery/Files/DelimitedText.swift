/// Reads records of separated values (RFC 4180): fields in quotation marks may hold separators, line ends and doubled
/// quotation marks; lines end with LF or CR LF; empty lines are skipped.
struct DelimitedText {
    struct Record {
        /// nil is a field of which nothing stands there, not even quotation marks.
        var fields: [String?]
        /// Counting from 1.
        var line: Int
    }

    /// Bytes that a field may have.
    private static let maximumField = 8 << 20

    private let bytes: ArraySlice<UInt8>
    private let delimiter: UInt8
    private let path: String
    private var position: Int
    private var line = 1

    /// - Parameter delimiter: What separates values; nil to find it out by the first line.
    init(_ bytes: [UInt8], delimiter: UInt8?, path: String) {
        // A byte order mark is no part of the first name.
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        self.bytes = bytes[start...]
        self.delimiter = delimiter ?? Self.delimiter(of: bytes[start...])
        self.path = path
        position = start
    }

    /// The next record, or nil at the end.
    ///
    /// - Throws: `.invalidFile` with file and line.
    mutating func next() throws(DatabaseError) -> Record? {
        while position < bytes.endIndex, bytes[position] == 0x0A || bytes[position] == 0x0D {
            if bytes[position] == 0x0A { line += 1 }
            position += 1
        }
        guard position < bytes.endIndex else { return nil }
        var record = Record(fields: [], line: line)
        while true {
            record.fields.append(try field())
            guard position < bytes.endIndex, bytes[position] == delimiter else { break }
            position += 1
        }
        if position < bytes.endIndex, bytes[position] == 0x0D { position += 1 }
        if position < bytes.endIndex, bytes[position] == 0x0A {
            position += 1
            line += 1
        }
        return record
    }

    private mutating func field() throws(DatabaseError) -> String? {
        guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") else {
            let start = position
            while position < bytes.endIndex, bytes[position] != delimiter, bytes[position] != 0x0A,
                bytes[position] != 0x0D
            {
                position += 1
            }
            return start == position ? nil : try text(bytes[start..<position])
        }
        let opened = line
        position += 1
        var content: [UInt8] = []
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") else {
                    guard position == bytes.endIndex || [delimiter, 0x0A, 0x0D].contains(bytes[position]) else {
                        throw error(
                            "after the closing quotation mark there is more; write \"\" for a quotation mark in a value",
                            at: line)
                    }
                    return try text(content[...])
                }
                position += 1
            }
            if byte == 0x0A { line += 1 }
            content.append(byte)
        }
        throw error("a value that begins with a quotation mark is not closed", at: opened)
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(DatabaseError) -> String {
        guard bytes.count <= Self.maximumField else { throw error("a value is longer than 8 MB", at: line) }
        guard !bytes.contains(0) else { throw error("there is a NUL character in a value", at: line) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw error("a value is not valid UTF-8; save the file as UTF-8", at: line)
        }
        return text
    }

    private func error(_ reason: String, at line: Int) -> DatabaseError {
        DatabaseError(.invalidFile, "\(path), line \(line): \(reason)")
    }

    /// Which of the usual separators the first line has most often outside of quotation marks.
    private static func delimiter(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|")]
        var counts = [Int](repeating: 0, count: candidates.count)
        var isQuoted = false
        for byte in bytes.prefix(1 << 16) {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0A { break }
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        var best = 0
        for index in counts.indices where counts[index] > counts[best] { best = index }
        return candidates[best]
    }
}
