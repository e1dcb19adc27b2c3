import GRDBSQLite

/// Replacements for the built-in functions of SQLite that take time as the product of two lengths within one instruction,
/// where nothing can interrupt them: `instr`, `replace`, `trim`, `ltrim` and `rtrim`. These take linear time.
enum BoundedFunctions {
    static func install(on connection: OpaquePointer?) {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
        sqlite3_create_function_v2(
            connection, "instr", 2, flags, nil, { BoundedFunctions.instr($0, $2) }, nil, nil, nil)
        sqlite3_create_function_v2(
            connection, "replace", 3, flags, nil, { BoundedFunctions.replace($0, $2) }, nil, nil, nil)
        for (name, sides) in [("trim", 3), ("ltrim", 1), ("rtrim", 2)] {
            let sides = UnsafeMutableRawPointer(bitPattern: sides)
            sqlite3_create_function_v2(
                connection, name, 1, flags, sides, { BoundedFunctions.trim($0, $1, $2) }, nil, nil, nil)
            sqlite3_create_function_v2(
                connection, name, 2, flags, sides, { BoundedFunctions.trim($0, $1, $2) }, nil, nil, nil)
        }
    }

    private typealias Values = UnsafeMutablePointer<OpaquePointer?>?

    /// The bytes of a value as text, or of a blob; nil for NULL. Valid until the function returns.
    private static func bytes(_ value: OpaquePointer?, asBlob: Bool = false) -> UnsafeRawBufferPointer? {
        guard sqlite3_value_type(value) != SQLITE_NULL else { return nil }
        let start = asBlob ? sqlite3_value_blob(value) : UnsafeRawPointer(sqlite3_value_text(value))
        return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
    }

    /// Where a text first stands in another, by Knuth, Morris and Pratt (1977): linear in both lengths.
    private struct Search {
        let part: UnsafeRawBufferPointer
        /// For each byte of `part`, how many bytes before and with it are also the beginning of `part`.
        private var borders: [Int32]

        init(_ part: UnsafeRawBufferPointer) {
            self.part = part
            borders = [Int32](repeating: 0, count: part.count)
            var length = 0
            for index in part.indices.dropFirst() {
                while length > 0, part[index] != part[length] { length = Int(borders[length - 1]) }
                if part[index] == part[length] { length += 1 }
                borders[index] = Int32(length)
            }
        }

        func first(in whole: UnsafeRawBufferPointer, from start: Int) -> Int? {
            guard !part.isEmpty else { return start }
            var length = 0
            for index in start..<max(whole.count, start) {
                while length > 0, whole[index] != part[length] { length = Int(borders[length - 1]) }
                if whole[index] == part[length] { length += 1 }
                if length == part.count { return index + 1 - length }
            }
            return nil
        }
    }

    private static func instr(_ context: OpaquePointer?, _ values: Values) {
        guard let values else { return }
        let asBlob = sqlite3_value_type(values[0]) == SQLITE_BLOB && sqlite3_value_type(values[1]) == SQLITE_BLOB
        guard let whole = bytes(values[0], asBlob: asBlob), let part = bytes(values[1], asBlob: asBlob) else {
            return sqlite3_result_null(context)
        }
        guard let offset = Search(part).first(in: whole, from: 0) else { return sqlite3_result_int64(context, 0) }
        let before = asBlob ? offset : whole[..<offset].count { $0 & 0xC0 != 0x80 }
        sqlite3_result_int64(context, Int64(before + 1))
    }

    private static func replace(_ context: OpaquePointer?, _ values: Values) {
        guard let values else { return }
        guard let whole = bytes(values[0]), let part = bytes(values[1]) else { return sqlite3_result_null(context) }
        guard !part.isEmpty else { return sqlite3_result_value(context, values[0]) }
        guard let other = bytes(values[2]) else { return sqlite3_result_null(context) }
        let limit = Int(sqlite3_limit(sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1))
        let search = Search(part)
        var result: [UInt8] = []
        var position = 0
        while let next = search.first(in: whole, from: position) {
            result += whole[position..<next]
            result += other
            position = next + part.count
            guard result.count <= limit else { return sqlite3_result_error_toobig(context) }
        }
        result += whole[position...]
        set(context, result[...])
    }

    private static func trim(_ context: OpaquePointer?, _ count: CInt, _ values: Values) {
        guard let values else { return }
        let sides = UInt(bitPattern: sqlite3_user_data(context))
        guard let whole = bytes(values[0]) else { return sqlite3_result_null(context) }
        var characters: Set<Unicode.Scalar> = [" "]
        if count > 1 {
            guard let given = bytes(values[1]) else { return sqlite3_result_null(context) }
            characters = Set(String(decoding: given, as: UTF8.self).unicodeScalars)
        }
        var rest = String(decoding: whole, as: UTF8.self).unicodeScalars[...]
        if sides & 1 != 0 { rest = rest.drop { characters.contains($0) } }
        if sides & 2 != 0 { while let last = rest.last, characters.contains(last) { rest.removeLast() } }
        set(context, Array(String(rest).utf8)[...])
    }

    private static func set(_ context: OpaquePointer?, _ text: ArraySlice<UInt8>) {
        let copied = unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)
        guard !text.isEmpty else { return sqlite3_result_text(context, "", 0, copied) }
        text.withUnsafeBytes { bytes in
            sqlite3_result_text64(
                context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                sqlite3_uint64(bytes.count), copied, UInt8(SQLITE_UTF8))
        }
    }
}
