/// Names that can stand at one place, in the order of their bytes.
struct NameList {
    enum Key: Hashable {
        /// Columns of some classes in a scope.
        case columns(GrammarScope, ColumnClasses)
        /// Columns of one table, after its name.
        case table(Int, ColumnClasses)
    }

    /// What a name stands for.
    enum Target: Hashable {
        /// A column written alone, of one of some tables.
        case plain([Int])
        /// The beginning of a column: its table and a point.
        case table(Int, ColumnClasses)
        /// A column of a table that was written before it.
        case column(Int)
        /// A column of a table that stands after FROM.
        case known
    }

    struct Entry {
        let text: [UInt8]
        let target: Target
    }

    let entries: [Entry]

    /// Entries in the order of their bytes.
    static func sorted(_ entries: [Entry]) -> [Entry] {
        entries.sorted { $0.text.lexicographicallyPrecedes($1.text) }
    }

    /// Two lists that are in order as one that is.
    static func merged(_ first: [Entry], _ second: [Entry]) -> [Entry] {
        var result: [Entry] = []
        result.reserveCapacity(first.count + second.count)
        var other = second[...]
        for entry in first {
            while let next = other.first, next.text.lexicographicallyPrecedes(entry.text) {
                result.append(next)
                other.removeFirst()
            }
            result.append(entry)
        }
        return result + other
    }
}
