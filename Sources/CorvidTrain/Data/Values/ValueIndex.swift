/// Texts of tables, found by what a question says of them, without regard to case.
struct ValueIndex: Sendable {
    /// A column.
    struct Place: Sendable, Hashable {
        var table: Int
        var column: Int
    }

    struct Found: Sendable, Hashable {
        var place: Place
        /// As the table has it.
        var value: String
        /// Pieces of the question, by number.
        var pieces: Range<Int>
    }

    private var entries: [[UInt8]: [(place: Place, value: String)]] = [:]

    var isEmpty: Bool { entries.isEmpty }

    mutating func insert(_ value: String, at place: Place) {
        let key = Array(value.lowercased().utf8)
        guard !key.isEmpty, key.count <= 200 else { return }
        let known = entries[key] ?? []
        if !known.contains(where: { $0.place == place && $0.value.utf8.elementsEqual(value.utf8) }) {
            entries[key] = known + [(place, value)]
        }
    }

    /// All values that stand in a question, those inside a longer one too.
    func all(in question: QuestionStretches) -> [Found] {
        guard !entries.isEmpty else { return [] }
        var found: [Found] = []
        question.forEach { pieces, forms in
            for form in forms {
                for (place, value) in entries[Array(form)] ?? [] {
                    found.append(Found(place: place, value: value, pieces: pieces))
                }
            }
        }
        return found
    }

    private static let maximumOfColumn = 3
    private static let maximum = 16

    /// Values in the order of the columns, then of the question, without those that stand only inside a longer one of
    /// their column, and without repetitions.
    static func settled(_ found: [Found]) -> [Found] {
        let outer = found.filter { one in
            !found.contains { other in
                other.place == one.place && other.pieces.count > one.pieces.count
                    && other.pieces.lowerBound <= one.pieces.lowerBound
                    && other.pieces.upperBound >= one.pieces.upperBound
            }
        }
        let sorted = outer.enumerated().sorted { one, other in
            let (a, b) = (one.element, other.element)
            return (a.place.table, a.place.column, a.pieces.lowerBound, one.offset)
                < (b.place.table, b.place.column, b.pieces.lowerBound, other.offset)
        }
        var seen: Set<Found> = []
        var counts: [Place: Int] = [:]
        return Array(
            sorted.map(\.element).filter { found in
                let isNew = seen.insert(Found(place: found.place, value: found.value, pieces: 0..<0)).inserted
                guard isNew, counts[found.place, default: 0] < maximumOfColumn else { return false }
                counts[found.place, default: 0] += 1
                return true
            }.prefix(maximum))
    }
}
