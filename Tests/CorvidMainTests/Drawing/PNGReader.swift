import CZlib
import Testing

/// Reads a PNG of eight bits of red, green and blue, checking each chunk by a checksum of its own making.
struct PNGReader {
    let width: Int
    let height: Int
    private let pixels: [UInt8]

    init(_ bytes: [UInt8]) throws {
        try #require(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        var chunks: [(kind: String, content: [UInt8])] = []
        var place = 8
        while place < bytes.count {
            try #require(place + 12 <= bytes.count)
            let count = Self.number(bytes[place..<place + 4])
            let end = place + 8 + count
            try #require(end + 4 <= bytes.count)
            #expect(Self.number(bytes[end..<end + 4]) == Self.checksum(bytes[place + 4..<end]))
            let kind = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
            chunks.append((kind, Array(bytes[place + 8..<end])))
            place = end + 4
        }
        try #require(chunks.map(\.kind) == ["IHDR", "IDAT", "IEND"])
        let header = chunks[0].content
        try #require(header.count == 13)
        width = Self.number(header[0..<4])
        height = Self.number(header[4..<8])
        #expect(header[8...] == [8, 2, 0, 0, 0])
        #expect(chunks[2].content.isEmpty)

        let rowLength = 3 * width + 1
        var rows = [UInt8](repeating: 0, count: rowLength * height)
        var count = UInt(rows.count)
        try #require(uncompress(&rows, &count, chunks[1].content, UInt(chunks[1].content.count)) == Z_OK)
        try #require(Int(count) == rows.count)
        var pixels: [UInt8] = []
        for row in 0..<height {
            try #require(rows[row * rowLength] == 2)
            for column in 0..<3 * width {
                let above = row == 0 ? 0 : pixels[(row - 1) * 3 * width + column]
                pixels.append(rows[row * rowLength + 1 + column] &+ above)
            }
        }
        self.pixels = pixels
    }

    subscript(column: Int, row: Int) -> [UInt8] {
        let place = 3 * (row * width + column)
        return Array(pixels[place..<place + 3])
    }

    /// How many pixels are darker than a light grey.
    func inked(columns: Range<Int>, rows: Range<Int>) -> Int {
        rows.reduce(0) { sum, row in sum + columns.filter { (self[$0, row].min() ?? 255) < 160 }.count }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    /// CRC-32 bit by bit, as in annex D of the specification.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
        var rest: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            rest ^= UInt32(byte)
            for _ in 0..<8 { rest = rest & 1 == 1 ? 0xEDB8_8320 ^ (rest >> 1) : rest >> 1 }
        }
        return Int(~rest)
    }
}
