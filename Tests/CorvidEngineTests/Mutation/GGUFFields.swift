/// Finds where integers and floats stand in the header of a valid GGUF file.
struct GGUFFields {
    private let bytes: [UInt8]
    private var position = 8
    private(set) var offsets: [Int] = []

    /// - Parameter bytes: a valid file; of anything else the answer is useless.
    init(of bytes: [UInt8]) {
        self.bytes = bytes
        offsets = [8, 16]
        let (tensors, keys) = (integer(8), integer(8))
        for _ in 0..<keys {
            skipString()
            offsets.append(position)
            skipValue(type: integer(4))
        }
        for _ in 0..<tensors {
            skipString()
            offsets.append(position)
            for _ in 0..<integer(4) {
                offsets.append(position)
                position += 8
            }
            offsets += [position, position + 4]
            position += 12
        }
    }

    private mutating func integer(_ width: Int) -> Int {
        defer { position += width }
        return bytes[position..<position + width].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func skipString() { position += integer(8) }

    private mutating func skipValue(type: Int) {
        let widths = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8]
        switch type {
        case 8:
            offsets.append(position)
            skipString()
        case 9:
            let element = integer(4)
            offsets += [position - 4, position]
            let count = integer(8)
            // Numbers in arrays and a few of the strings.
            for index in 0..<count {
                if widths[element] > 0 || index < 8 { offsets.append(position) }
                if element == 8 { skipString() } else { position += widths[element] }
            }
        default:
            // Single values thrice: they tell the shape of the model.
            offsets += [position, position, position]
            position += widths[type]
        }
    }
}
