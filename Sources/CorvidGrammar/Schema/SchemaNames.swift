/// Byte strings, numbered in the order in which they were first seen.
struct SchemaNames: Sendable {
    private(set) var list: [[UInt8]] = []
    private var numbers: [Key: Int32] = [:]

    /// Hashes its bytes at once rather than one by one.
    struct Key: Hashable, Sendable {
        var bytes: [UInt8]

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        func hash(into hasher: inout Hasher) {
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    subscript(number: Int32) -> [UInt8] { list[Int(number)] }

    mutating func number(of name: [UInt8]) -> Int32 {
        if let number = numbers[Key(name)] { return number }
        let number = Int32(list.count)
        list.append(name)
        numbers[Key(name)] = number
        return number
    }

    func existing(_ name: [UInt8]) -> Int32? { numbers[Key(name)] }
}
