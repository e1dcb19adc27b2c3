import CorvidGrammar

extension ByteSet {
    /// The bytes as a person would name them: "a digit, '-' or white space".
    var words: String {
        if isEmpty { return "the end" }
        var rest = self
        var names: [String] = []
        func take(_ bytes: ByteSet, _ name: String) {
            guard bytes.isSubset(of: rest) else { return }
            names.append(name)
            rest = rest.subtracting(bytes)
        }
        let upper = ByteSet(UInt8(ascii: "A")...UInt8(ascii: "Z"))
        let lower = ByteSet(UInt8(ascii: "a")...UInt8(ascii: "z"))
        let visible = ByteSet(0x21...0x7E)
        if visible.subtracting(rest).count <= 4, contains(0x20) {
            let missing = visible.subtracting(rest).list.map(Self.name)
            names.append("any character" + (missing.isEmpty ? "" : " but \(Self.joined(missing, "and"))"))
            return names[0]
        }
        take(upper.union(lower), "a letter")
        take(upper, "a capital letter")
        take(lower, "a small letter")
        take(ByteSet(UInt8(ascii: "0")...UInt8(ascii: "9")), "a digit")
        take(ByteSet(UInt8(ascii: "1")...UInt8(ascii: "9")), "a digit from 1 to 9")
        take(ByteSet(Array("abcdef".utf8)), "a letter from a to f")
        take(ByteSet(Array("ABCDEF".utf8)), "a letter from A to F")
        take(ByteSet(Array(" \n\t\r".utf8)), "white space")
        if rest.contains(0xFF) {
            names.append("a special token")
            rest = rest.subtracting(ByteSet(0xFF...0xFF))
        }
        let beyond = rest.list.filter { $0 >= 0x80 }
        if beyond.contains(where: { $0 >= 0xC0 }) {
            names.append("a character beyond ASCII")
            rest = rest.subtracting(ByteSet(beyond))
        } else if !beyond.isEmpty {
            names.append("the rest of a character")
            rest = rest.subtracting(ByteSet(beyond))
        }
        names += rest.list.map(Self.name)
        if names.count > 24 { names = Array(names.prefix(24)) + ["\(names.count - 24) others"] }
        return Self.joined(names, "or")
    }

    /// The bytes, ascending.
    var list: [UInt8] { (0...255).map { UInt8($0) }.filter { contains($0) } }

    private func isSubset(of other: ByteSet) -> Bool { subtracting(other).isEmpty }

    private func subtracting(_ other: ByteSet) -> ByteSet { ByteSet(list.filter { !other.contains($0) }) }

    /// One byte as a person would name it.
    static func name(_ byte: UInt8) -> String {
        switch byte {
        case 0x09: "a tab"
        case 0x0A: "a line end"
        case 0x0D: "a carriage return"
        case 0x20: "a space"
        case UInt8(ascii: "'"): "\"'\""
        case 0x21...0x7E: "'\(Character(Unicode.Scalar(byte)))'"
        default: "byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }

    private static func joined(_ names: [String], _ word: String) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " \(word) " + last
    }
}
