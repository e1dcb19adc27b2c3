import CorvidGrammar
import GRDB

/// What all JSON values of an imported column have in common.
struct JSONColumnType {
    private var texts = ColumnType()
    private var kinds: Set<String> = []

    mutating func take(_ value: JSONValue) {
        switch value {
        case .null: return
        case .bool: kinds.insert("BOOLEAN")
        case .number(let number): kinds.insert(Int64(number) == nil ? "REAL" : "INTEGER")
        case .string(let bytes):
            kinds.insert("TEXT")
            texts.take(text: String(decoding: bytes, as: UTF8.self))
        case .array, .object: kinds.insert("JSON")
        }
    }

    /// Values of several kinds stay what they are: such a column has no type.
    var declared: String {
        if kinds == ["TEXT"] {
            let type = texts.declared
            return type == "DATE" || type == "TIMESTAMP" ? type : "TEXT"
        }
        if kinds == ["INTEGER", "REAL"] { return "REAL" }
        // Lists and objects are read and compared as texts.
        if kinds == ["JSON"] || kinds.isEmpty { return "TEXT" }
        return kinds.count == 1 ? kinds.first ?? "" : ""
    }

    static func value(_ value: JSONValue) -> DatabaseValue {
        switch value {
        case .null: .null
        case .bool(let value): value.databaseValue
        case .number(let number): Int64(number)?.databaseValue ?? Double(number)?.databaseValue ?? number.databaseValue
        case .string(let bytes): String(decoding: bytes, as: UTF8.self).databaseValue
        case .array, .object: String(decoding: value.serialized, as: UTF8.self).databaseValue
        }
    }
}
