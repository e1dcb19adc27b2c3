/// A query in the form that the database tool writes, its names still open.
struct SQLTemplate: Sendable {
    enum Piece: Sendable {
        case text(String)
        case table(Int)
        case column(table: Int, column: Int, isQualified: Bool)
    }

    var pieces: [Piece] = []
    /// Tables that it names.
    var tables: Set<Int> = []

    mutating func append(_ text: String) {
        if case .text(let last)? = pieces.last {
            pieces[pieces.count - 1] = .text(last + text)
        } else {
            pieces.append(.text(text))
        }
    }

    mutating func append(table: Int) {
        tables.insert(table)
        pieces.append(.table(table))
    }

    mutating func append(column: (table: Int, column: Int), isQualified: Bool) {
        tables.insert(column.table)
        pieces.append(.column(table: column.table, column: column.column, isQualified: isQualified))
    }

    /// The query with names as they have to be written.
    func text(table: (Int) -> String, column: (Int, Int) -> String) -> String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .text(let part): text += part
            case .table(let number): text += table(number)
            case .column(let owner, let number, let isQualified):
                text += (isQualified ? table(owner) + "." : "") + column(owner, number)
            }
        }
    }
}
