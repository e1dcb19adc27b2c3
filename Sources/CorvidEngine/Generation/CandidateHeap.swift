/// Keeps the likeliest `capacity` of the candidates that are inserted in order of rising token ids.
struct CandidateHeap {
    typealias Candidate = LogitRow.Candidate

    /// A candidate has to have a larger logit than this to get in. An equal logit at a later id stays out.
    private(set) var threshold: Float = -.infinity
    private let capacity: Int
    private var items: [Candidate] = []  // The least likely on top once the heap is full.

    /// - Parameter capacity: At least 1.
    init(capacity: Int) {
        self.capacity = capacity
        items.reserveCapacity(capacity)
    }

    /// Adds a candidate whose logit is above ``threshold``.
    mutating func insert(_ candidate: Candidate) {
        if items.count < capacity {
            items.append(candidate)
            guard items.count == capacity else { return }
            for index in stride(from: capacity / 2 - 1, through: 0, by: -1) { siftDown(index) }
        } else {
            items[0] = candidate
            siftDown(0)
        }
        threshold = items[0].logit
    }

    /// All candidates kept, likeliest first.
    consuming func sorted() -> [Candidate] {
        items.sort { $0.precedes($1) }
        return items
    }

    private mutating func siftDown(_ start: Int) {
        let moving = items[start]
        var hole = start
        while true {
            var child = 2 * hole + 1
            guard child < items.count else { break }
            if child + 1 < items.count, items[child].precedes(items[child + 1]) { child += 1 }
            guard moving.precedes(items[child]) else { break }
            items[hole] = items[child]
            hole = child
        }
        items[hole] = moving
    }
}
