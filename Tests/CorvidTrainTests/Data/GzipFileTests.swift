import CZlib
import CorvidTrain
import Foundation
import Testing

@Suite struct GzipFileTests {
    /// One member of a gzip file, by zlib.
    private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        var out = [UInt8](repeating: 0, count: bytes.count + 1024)
        var input = bytes
        let version = zlibVersion()
        return input.withUnsafeMutableBufferPointer { input in
            out.withUnsafeMutableBufferPointer { out in
                withUnsafeMutablePointer(to: &stream) { stream in
                    deflateInit2_(
                        stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, version,
                        Int32(MemoryLayout<z_stream>.size))
                    stream.pointee.next_in = input.baseAddress
                    stream.pointee.avail_in = UInt32(input.count)
                    stream.pointee.next_out = out.baseAddress
                    stream.pointee.avail_out = UInt32(out.count)
                    deflate(stream, Z_FINISH)
                    let count = Int(stream.pointee.total_out)
                    deflateEnd(stream)
                    return Array(out[..<count])
                }
            }
        }
    }

    private static func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("corvid-gzip-\(UUID().uuidString)")
        try Data(bytes).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try body(url.path)
    }

    private static func lines(_ bytes: [UInt8], longestLine: Int = 1 << 26) throws -> [String] {
        try withFile(bytes) { path in
            let file = try GzipFile(path: path, longestLine: longestLine)
            var lines: [String] = []
            while let line = try file.nextLine() { lines.append(String(decoding: line, as: UTF8.self)) }
            #expect(file.line == lines.count)
            #expect(try file.nextLine() == nil)
            return lines
        }
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]), ("\n", [""]), ("a\r\nb\r\n", ["a", "b"]),
        ("\u{1F}", ["\u{1F}"]),
    ])
    func `lines are the same plain and compressed`(text: String, expected: [String]) throws {
        #expect(try Self.lines(Array(text.utf8)) == expected)
        #expect(try Self.lines(Self.compressed(Array(text.utf8))) == expected)
    }

    @Test func `long files cross every buffer`() throws {
        var random = Randomness(seed: 5)
        let expected = (0..<40_000).map { "line \($0) \(random.next())" } + [String(repeating: "long ", count: 200_000)]
        let bytes = Array(expected.joined(separator: "\n").utf8)
        #expect(try Self.lines(bytes) == expected)
        #expect(try Self.lines(Self.compressed(bytes)) == expected)
    }

    @Test func `members follow one another, and zeros may fill the end`() throws {
        let bytes = Self.compressed(Array("a\nb".utf8)) + Self.compressed([]) + Self.compressed(Array("c\nd\n".utf8))
        #expect(try Self.lines(bytes) == ["a", "bc", "d"])
        #expect(try Self.lines(bytes + [UInt8](repeating: 0, count: 100_000)) == ["a", "bc", "d"])
    }

    @Test func `a file that ends too early is refused`() throws {
        let bytes = Self.compressed(Array("some text that is compressed\n".utf8))
        for count in 2..<bytes.count {
            let error = #expect(throws: GzipFileError.self) { try Self.lines(Array(bytes[..<count])) }
            #expect(error?.byte == UInt64(count))
            #expect(error?.reason.contains("ends inside") == true)
        }
    }

    @Test func `a changed byte is found`() throws {
        let bytes = Self.compressed(Array("some text that is compressed\n".utf8))
        // Not the header's time stamp and flags, which say nothing about the data.
        for index in 10..<bytes.count {
            var changed = bytes
            changed[index] ^= 0x55
            let error = #expect(throws: GzipFileError.self) { try Self.lines(changed) }
            #expect(error?.byte ?? 0 > 0)
        }
        #expect(throws: GzipFileError.self) { try Self.lines(bytes + Array("garbage".utf8)) }
    }

    @Test func `a line that is too long is refused with its number`() throws {
        let error = #expect(throws: GzipFileError.self) {
            try Self.lines(Self.compressed(Array("short\nmuch longer\n".utf8)), longestLine: 8)
        }
        #expect(error?.description.contains("line 2 is longer than 8 bytes") == true)
    }

    @Test func `a missing file and a folder are named`() throws {
        #expect(throws: GzipFileError.self) { try GzipFile(path: "/nowhere/records.gz") }
        let error = #expect(throws: GzipFileError.self) { try GzipFile(path: "/tmp") }
        #expect(error?.description == "/tmp: is not a regular file")
    }
}
