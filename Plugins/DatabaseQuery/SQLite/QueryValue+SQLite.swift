import GRDB

extension QueryValue {
    /// The value to bind; nil for a blob, of which only the size is known.
    var databaseValue: DatabaseValue? {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .boolean(let value): value.databaseValue
        case .decimal(let digits): digits.databaseValue
        case .text(let text): text.databaseValue
        case .blob: nil
        }
    }
}
