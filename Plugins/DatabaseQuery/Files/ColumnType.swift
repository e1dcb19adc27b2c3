/// What all values of an imported column have in common.
struct ColumnType {
    private var couldBeInteger = true
    private var couldBeNumber = true
    private var couldBeBoolean = true
    private var couldBeDate = true
    private var couldBeTimestamp = true
    private var isEmpty = true

    mutating func take(text: String) {
        isEmpty = false
        let bytes = Array(text.utf8)
        couldBeNumber = couldBeNumber && Self.isNumber(bytes)
        couldBeInteger = couldBeInteger && couldBeNumber && Int64(text) != nil
        couldBeBoolean = couldBeBoolean && ["true", "false"].contains(text.lowercased())
        couldBeDate = couldBeDate && bytes.count == 10 && Self.isDate(bytes)
        couldBeTimestamp = couldBeTimestamp && bytes.count >= 16 && Self.isDate(bytes) && Self.isTime(bytes[10...])
    }

    /// A type by which its values are stored as they are; texts in them compare as texts.
    var declared: String {
        if isEmpty { return "TEXT" }
        if couldBeBoolean { return "BOOLEAN" }
        if couldBeInteger { return "INTEGER" }
        if couldBeNumber { return "REAL" }
        if couldBeDate { return "DATE" }
        return couldBeTimestamp ? "TIMESTAMP" : "TEXT"
    }

    /// A decimal number without superfluous zeros in front, which would be lost: `007` is a text.
    static func isNumber(_ bytes: [UInt8]) -> Bool {
        func isDigit(_ index: Int) -> Bool {
            index < bytes.count && UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[index]
        }
        var index = 0
        if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { index = 1 }
        guard isDigit(index) else { return false }
        if bytes[index] == UInt8(ascii: "0"), isDigit(index + 1) { return false }
        while isDigit(index) { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard isDigit(index) else { return false }
            while isDigit(index) { index += 1 }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[index]) { index += 1 }
            guard isDigit(index) else { return false }
            while isDigit(index) { index += 1 }
        }
        return index == bytes.count && bytes.count <= 40
    }

    /// Whether the first ten bytes are `YYYY-MM-DD`.
    private static func isDate(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 10 else { return false }
        for (index, byte) in bytes.prefix(10).enumerated() {
            let isSeparator = index == 4 || index == 7
            guard isSeparator ? byte == UInt8(ascii: "-") : UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else {
                return false
            }
        }
        return true
    }

    /// Whether bytes are `THH:MM…` or ` HH:MM…`.
    private static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        let text = Array(bytes)
        guard text.count >= 6, text[0] == UInt8(ascii: "T") || text[0] == UInt8(ascii: " ") else { return false }
        guard text[3] == UInt8(ascii: ":") else { return false }
        let signs = Array("0123456789:.+-Z".utf8)
        return text.dropFirst().allSatisfy { signs.contains($0) }
    }
}
