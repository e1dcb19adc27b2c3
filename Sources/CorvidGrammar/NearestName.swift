/// Finds what somebody who mistyped a name may have meant.
package enum NearestName {
    /// The known name with the fewest edits (insertion, deletion, substitution, swap of neighbours), if these are few
    /// for its length.
    package static func of(_ name: String, in known: some Sequence<String>) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        let written = Array(name.lowercased().utf8)
        var best: (name: String, distance: Int)?
        for candidate in known where candidate.utf8.count <= 64 {
            let distance = distance(written, Array(candidate.lowercased().utf8))
            let limit = max(1, min(written.count, candidate.utf8.count) / 3)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// `; did you mean X?` or nothing: the end of a message.
    package static func hint(_ name: String, in known: some Sequence<String>) -> String {
        of(name, in: known).map { "; did you mean \($0)?" } ?? ""
    }

    /// Optimal string alignment: edits of which none touches a place twice.
    package static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...other.count)
        for (row, byte) in one.enumerated() {
            var current = [row + 1]
            for (column, otherByte) in other.enumerated() {
                var least = min(last[column + 1], current[column]) + 1
                least = min(least, last[column] + (byte == otherByte ? 0 : 1))
                if row > 0, column > 0, byte == other[column - 1], one[row - 1] == otherByte {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[other.count]
    }
}
