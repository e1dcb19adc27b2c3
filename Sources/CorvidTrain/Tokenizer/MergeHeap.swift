/// A heap that yields the most frequent pair first; of equals the one whose bytes come first.
struct MergeHeap {
    struct Entry {
        var count: Int
        var pair: UInt64
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    mutating func push(_ entry: Entry, _ tokens: [[UInt8]]) {
        entries.append(entry)
        var index = entries.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard Self.precedes(entries[index], entries[parent], tokens) else { return }
            entries.swapAt(index, parent)
            index = parent
        }
    }

    mutating func pop(_ tokens: [[UInt8]]) -> Entry? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        if entries.isEmpty { return first }
        entries[0] = last
        var index = 0
        while true {
            var best = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < entries.count && Self.precedes(entries[child], entries[best], tokens) { best = child }
            if best == index { return first }
            entries.swapAt(index, best)
            index = best
        }
    }

    private static func precedes(_ first: Entry, _ second: Entry, _ tokens: [[UInt8]]) -> Bool {
        if first.count != second.count { return first.count > second.count }
        if first.pair == second.pair { return false }
        let (left, other) = (tokens[Int(first.pair >> 32)], tokens[Int(second.pair >> 32)])
        let joined = left + tokens[Int(first.pair & 0xFFFF_FFFF)]
        let otherJoined = other + tokens[Int(second.pair & 0xFFFF_FFFF)]
        if joined != otherJoined { return joined.lexicographicallyPrecedes(otherJoined) }
        return left.count < other.count
    }
}
