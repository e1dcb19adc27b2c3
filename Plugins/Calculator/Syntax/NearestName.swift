/// The known name that was perhaps meant by an unknown one.
struct NearestName {
    let name: String?

    /// "; did you mean 'sqrt'?", or nothing.
    var advice: String { name.map { "; did you mean '\($0)'?" } ?? "" }

    /// The name that the fewest insertions, deletions and replacements make of another (Levenshtein); the first in
    /// order among equals, and none if it takes too many of them. Case counts less than letters.
    static func of(_ word: String, among names: some Sequence<String>) -> NearestName {
        guard word.utf8.count <= 40 else { return NearestName(name: nil) }
        let letters = Array(word.utf8)
        var best: (distance: Int, name: String)?
        for name in names {
            let distance = distance(letters, Array(name.utf8))
            guard distance <= (letters.count == 1 ? 1 : max(2, letters.count)) else { continue }
            if best.map({ (distance, name) < ($0.distance, $0.name) }) ?? true { best = (distance, name) }
        }
        return NearestName(name: best?.name)
    }

    /// Two for each edit, one for a change of case.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = b.indices.map { 2 * $0 } + [2 * b.count]
        for (index, byte) in a.enumerated() {
            var diagonal = row[0]
            row[0] = 2 * (index + 1)
            for other in b.indices {
                let change = byte == b[other] ? 0 : byte | 0x20 == b[other] | 0x20 ? 1 : 2
                let replaced = diagonal + change
                diagonal = row[other + 1]
                row[other + 1] = min(replaced, row[other] + 2, diagonal + 2)
            }
        }
        return row[b.count]
    }
}
