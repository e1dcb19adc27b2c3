/// What becomes of a value, by the number of its type (pg_type.dat of PostgreSQL: these never change).
enum PostgresType {
    case number, boolean, blob, text

    init(_ id: UInt32) {
        switch id {
        case 16: self = .boolean
        case 17: self = .blob
        // int8, int2, int4, oid, float4, float8, numeric
        case 20, 21, 23, 26, 700, 701, 1700: self = .number
        default: self = .text
        }
    }

    /// - Parameter isSize: Whether of a blob the size came rather than its content as hexadecimal digits.
    func value(_ text: String?, isSize: Bool = false, _ collector: inout ResultCollector) -> QueryValue {
        guard let text else { return .null }
        switch self {
        case .boolean: return .boolean(text == "t")
        case .blob: return .blob(byteCount: isSize ? Int(text) ?? 0 : max(text.utf8.count - 2, 0) / 2)
        case .number:
            if let value = Int64(text) { return .integer(value) }
            return text.utf8.count > 400 ? .text(collector.shortened(text)) : .decimal(text)
        case .text: return .text(collector.shortened(text))
        }
    }
}

extension QueryValue {
    /// The value as a parameter in PostgreSQL's text form.
    var postgresText: String? {
        get throws(DatabaseError) {
            switch self {
            case .null: nil
            case .integer(let value): String(value)
            case .real(let value): "\(value)"
            case .boolean(let value): value ? "true" : "false"
            case .decimal(let digits): digits
            case .text(let text):
                if text.utf8.contains(0) {
                    throw DatabaseError(.failed, "a parameter contains a NUL character, which PostgreSQL cannot store")
                } else {
                    text
                }
            case .blob: throw DatabaseError(.failed, "binary values cannot be given as parameters")
            }
        }
    }
}
