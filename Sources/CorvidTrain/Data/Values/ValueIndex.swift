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
        /// Words of the question, by number.
        var words: Range<Int>
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
        question.forEach { words, texts in
            for (place, value) in texts.lazy.compactMap({ entries[Array($0)] }).first ?? [] {
                found.append(Found(place: place, value: value, words: words))
            }
        }
        return found
    }

    /// Values in the question's order, without those that stand inside a longer one, and without repetitions.
    static func settled(_ found: [Found]) -> [Found] {
        let outer = found.filter { one in
            !found.contains { other in
                other.words.count > one.words.count && other.words.lowerBound <= one.words.lowerBound
                    && other.words.upperBound >= one.words.upperBound
            }
        }
        let sorted = outer.enumerated().sorted { one, other in
            let (a, b) = (one.element, other.element)
            return (a.words.lowerBound, a.place.table, a.place.column, one.offset)
                < (b.words.lowerBound, b.place.table, b.place.column, other.offset)
        }
        var seen: Set<Found> = []
        return sorted.map(\.element).filter { found in
            seen.insert(Found(place: found.place, value: found.value, words: 0..<0)).inserted
        }
    }
}
