/// A lesson's tables as one example shows them: names may be written in another style, columns in another order.
struct VariedDatabase: Sendable {
    let tables: [TableDescription]
    /// New names by old ones in lower case; empty where nothing is renamed.
    private var names: [[UInt8]: String] = [:]

    init(_ tables: [TableDescription], _ random: inout Randomness) {
        var tables = tables
        if random.chance(0.3) {
            for index in tables.indices {
                let keys = tables[index].columns.prefix { $0.isKey }
                tables[index].columns = keys + tables[index].columns.dropFirst(keys.count).shuffled(using: &random)
            }
        }
        if random.chance(0.25) { tables.shuffle(using: &random) }
        if random.chance(0.4) {
            let style = random.pick([LessonNames.Style.snake, .camel, .pascal])
            let isUpper = random.chance(0.1)
            names = Self.names(tables, style, isUpper: isUpper)
        }
        let renames = names
        func renamed(_ name: String) -> String { renames[Self.lower(Array(name.utf8))] ?? name }
        if !renames.isEmpty {
            for index in tables.indices {
                tables[index].name = renamed(tables[index].name)
                for column in tables[index].columns.indices {
                    tables[index].columns[column].name = renamed(tables[index].columns[column].name)
                    tables[index].columns[column].references = tables[index].columns[column].references.map {
                        reference in
                        reference.split(separator: ".").map { renamed(String($0)) }.joined(separator: ".")
                    }
                }
            }
        }
        self.tables = tables
    }

    /// New names for all; empty where two would become one.
    private static func names(_ tables: [TableDescription], _ style: LessonNames.Style, isUpper: Bool) -> [[UInt8]:
        String]
    {
        var names: [[UInt8]: String] = [:]
        for name in tables.flatMap({ [$0.name] + $0.columns.map(\.name) }) {
            var new = LessonNames.joined(LessonNames.words(name), style)
            if isUpper { new = new.uppercased() }
            // A name with other characters must be quoted; it stays.
            let isPlain = name.utf8.allSatisfy { 0x61...0x7A ~= $0 | 0x20 || 0x30...0x39 ~= $0 || $0 == 0x5F }
            names[lower(Array(name.utf8))] = isPlain ? new : name
        }
        for table in tables {
            let columns = Set(table.columns.map { names[lower(Array($0.name.utf8))]?.lowercased() ?? "" })
            if columns.count < table.columns.count { return [:] }
        }
        let all = Set(tables.map { names[lower(Array($0.name.utf8))]?.lowercased() ?? "" })
        return all.count < tables.count ? [:] : names
    }

    private static func lower(_ bytes: [UInt8]) -> [UInt8] { bytes.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 } }

    /// The name that a table or column of the lesson has here.
    func name(of old: String) -> String { names[Self.lower(Array(old.utf8))] ?? old }

    /// A query with the names that these tables have.
    func renamed(_ sql: String) -> String {
        guard !names.isEmpty else { return sql }
        let bytes = Array(sql.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "'") {
                let start = index
                index += 1
                while index < bytes.count, bytes[index] != byte { index += 1 }
                index = min(index + 1, bytes.count)
                result += bytes[start..<index]
            } else if Self.isWord(byte), !(0x30...0x39 ~= byte) {
                let start = index
                while index < bytes.count, Self.isWord(bytes[index]) { index += 1 }
                let word = Array(bytes[start..<index])
                let next = bytes[index...].first { $0 != UInt8(ascii: " ") }
                if next != UInt8(ascii: "("), let name = names[Self.lower(word)] {
                    result += Array(name.utf8)
                } else {
                    result += word
                }
            } else {
                result.append(byte)
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        0x61...0x7A ~= byte | 0x20 && byte < 0x80 || 0x30...0x39 ~= byte || byte == UInt8(ascii: "_")
    }
}
