import CZlib

/// Writes pixels as a file of Portable Network Graphics (W3C, "PNG Specification", third edition, 2025): eight bits of
/// red, green and blue. The bytes depend on the pixels and on the release of zlib alone.
enum PNGFile {
    static func bytes(of canvas: Canvas) -> [UInt8] {
        var header = bigEndian(canvas.width) + bigEndian(canvas.height)
        // Bits of a channel; colours without transparency; the only compression and the only filters there are; rows
        // from the top.
        header += [8, 2, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
            + chunk("IDAT", compressed(filtered(canvas))) + chunk("IEND", [])
    }

    /// Each row as its difference to the one above, filter 2, which leaves little but zeros of a drawing.
    private static func filtered(_ canvas: Canvas) -> [UInt8] {
        let width = 3 * canvas.width
        var result: [UInt8] = []
        result.reserveCapacity((width + 1) * canvas.height)
        for row in 0..<canvas.height {
            result.append(2)
            for place in row * width..<(row + 1) * width {
                result.append(canvas.bytes[place] &- (row > 0 ? canvas.bytes[place - width] : 0))
            }
        }
        return result
    }

    private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var count = compressBound(UInt(bytes.count))
        return [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, used in
            let code = compress2(buffer.baseAddress, &count, bytes, UInt(bytes.count), Z_BEST_COMPRESSION)
            // The buffer holds the worst case, so that only memory can be missing, and Swift ends the process as well
            // when an array finds none.
            precondition(code == Z_OK, "zlib found no memory to compress a picture")
            used = Int(count)
        }
    }

    private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        let checked = Array(kind.utf8) + content
        return bigEndian(content.count) + checked + bigEndian(Int(crc32(0, checked, UInt32(checked.count))))
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
