/// Spoils bytes in many ways, always the same ones for the same seed.
struct Mutator: RandomNumberGenerator {
    private var state: UInt64

    /// - Parameters:
    ///   - seed: of the whole run.
    ///   - iteration: number of the mutation, so that each can be made alone.
    init(seed: UInt64, iteration: Int) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(iteration) &* 0xBF58_476D_1CE4_E5B9
        _ = next()
    }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int.random(in: 0..<bound, using: &self) }
    mutating func chance(_ one: Int, in count: Int) -> Bool { below(count) < one }

    /// Integers at which programs go wrong.
    private static let interesting: [UInt64] = {
        var numbers: [UInt64] = [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 31, 32, 33, 63, 64, 255, 256, 257, 4095, 65_535]
        for bit in [16, 20, 30, 31, 32, 33, 40, 56, 60, 61, 62, 63] {
            let power = UInt64(1) << UInt64(bit)
            numbers += [power - 32, power - 1, power, power + 1]
        }
        for distance in [1, 2, 8, 32] { numbers.append(.max - UInt64(distance - 1)) }
        return numbers
    }()

    mutating func interestingInteger(near size: Int) -> UInt64 {
        if chance(1, in: 4) { return UInt64(bitPattern: Int64(size + below(67) - 33)) }
        return Self.interesting[below(Self.interesting.count)]
    }

    /// Spoils `bytes` once to four times; half the time only in `fields`, if there are any.
    ///
    /// - Parameters:
    ///   - header: bytes at the start that matter most: nine of ten mutations fall there.
    ///   - fields: offsets at which integers stand, as far as known.
    ///   - other: a file to take pieces from.
    mutating func mutate(_ bytes: inout [UInt8], header: Int, fields: [Int] = [], other: [UInt8]) {
        let onlyFields = !fields.isEmpty && chance(1, in: 2)
        for _ in 0...below(4) {
            guard !bytes.isEmpty else { return }
            if onlyFields {
                spoil(field: fields[below(fields.count)], &bytes)
                continue
            }
            let reach = chance(9, in: 10) ? min(max(header, 1), bytes.count) : bytes.count
            let position = below(reach)
            switch below(12) {
            case 0, 1: bytes[position] ^= 1 << UInt8(below(8))
            case 2: bytes[position] = UInt8(below(256))
            case 3, 4: write(interestingInteger(near: bytes.count), width: 1 << below(4), at: position, &bytes)
            case 5, 6:
                spoil(field: fields.isEmpty ? position : fields[below(fields.count)], &bytes)
            case 7: bytes.removeLast(bytes.count - position)
            case 8: bytes.removeSubrange(position..<min(position + 1 + below(64), bytes.count))
            case 9: bytes.insert(contentsOf: piece(of: bytes, near: reach), at: position)
            case 10:
                let taken = piece(of: other, near: other.count)
                bytes.replaceSubrange(position..<min(position + taken.count, bytes.count), with: taken)
            default:
                let taken = piece(of: bytes, near: reach)
                for (index, byte) in taken.enumerated() where position + index < bytes.count {
                    bytes[position + index] = byte
                }
            }
        }
    }

    /// Spoils a text: numbers become others, words change places, pieces go, or bytes change as in any file.
    mutating func mutate(text: inout [UInt8]) {
        for _ in 0...below(3) {
            let digits = text.indices.filter { 0x30...0x39 ~= text[$0] }
            let quotes = text.indices.filter { text[$0] == UInt8(ascii: "\"") }
            switch below(5) {
            case 0, 1:
                guard !digits.isEmpty else { continue }
                let start = digits[below(digits.count)]
                let end = text[start...].firstIndex { !(0x30...0x39 ~= $0) } ?? text.endIndex
                let numbers = ["-1", "0", "1e400", "0.5", "null", "true", "\"x\"", "[]", "{}"]
                let replacement =
                    chance(1, in: 2)
                    ? "\(interestingInteger(near: text.count))" : numbers[below(numbers.count)]
                text.replaceSubrange(start..<end, with: replacement.utf8)
            case 2:
                guard quotes.count >= 4 else { continue }
                let (from, to) = (below(quotes.count / 2) * 2, below(quotes.count / 2) * 2)
                let word = Array(text[quotes[from]...quotes[from + 1]])
                text.replaceSubrange(quotes[to]...quotes[to + 1], with: word)
            case 3:
                guard !text.isEmpty else { continue }
                let start = below(text.count)
                text.removeSubrange(start..<min(start + 1 + below(40), text.count))
            default: mutate(&text, header: text.count, other: text)
            }
        }
    }

    /// Makes the integer at `field` another one, near it or far off.
    private mutating func spoil(field: Int, _ bytes: inout [UInt8]) {
        guard field < bytes.count else { return }
        switch below(4) {
        case 0: bytes[field] = bytes[field] &+ UInt8(truncatingIfNeeded: below(9) - 4)
        case 1: bytes[field] = UInt8(below(256))
        default: write(interestingInteger(near: bytes.count), width: 1 << below(4), at: field, &bytes)
        }
    }

    private mutating func piece(of bytes: [UInt8], near reach: Int) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        let start = below(min(reach, bytes.count))
        return Array(bytes[start..<min(start + 1 + below(128), bytes.count)])
    }

    private func write(_ value: UInt64, width: Int, at position: Int, _ bytes: inout [UInt8]) {
        for index in 0..<width where position + index < bytes.count {
            bytes[position + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
        }
    }
}
