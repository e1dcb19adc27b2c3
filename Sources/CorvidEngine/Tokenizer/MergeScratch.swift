/// Memory that merging reuses from piece to piece; one for each call of encode.
struct MergeScratch {
    /// Symbols of the piece: ids, -1 for text without a token.
    var ids: [Int32] = []
    /// For each symbol, what it makes with the next one: rank or priority in the upper half, or `PairTable.none`.
    var candidates: [UInt64] = []
    var next: [Int32] = []
    var previous: [Int32] = []
    /// Binary heap of priority (upper half) and position.
    var heap: [UInt64] = []

    /// Sets up the links of a list of `count` symbols.
    mutating func link(_ count: Int) {
        next.removeAll(keepingCapacity: true)
        previous.removeAll(keepingCapacity: true)
        next.reserveCapacity(count)
        previous.reserveCapacity(count)
        for index in 0..<Int32(count) {
            next.append(index + 1 == Int32(count) ? -1 : index + 1)
            previous.append(index - 1)
        }
    }
}

/// Operations of a binary heap with the least element first, on a plain array.
enum MinimumHeap {
    @inline(__always)
    static func push(_ value: UInt64, onto heap: inout [UInt64]) {
        heap.append(value)
        heap.withUnsafeMutableBufferPointer { heap in
            var child = heap.count - 1
            while child > 0 {
                let parent = (child - 1) / 2
                if heap[parent] <= value { break }
                heap[child] = heap[parent]
                child = parent
            }
            heap[child] = value
        }
    }

    @inline(__always)
    static func pop(_ heap: inout [UInt64]) -> UInt64? {
        guard let last = heap.popLast() else { return nil }
        guard let top = heap.first else { return last }
        heap.withUnsafeMutableBufferPointer { sift(last, into: 0, of: $0) }
        return top
    }

    /// Orders an array as a heap, in linear time.
    static func order(_ heap: inout [UInt64]) {
        heap.withUnsafeMutableBufferPointer { heap in
            for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) {
                sift(heap[index], into: index, of: heap)
            }
        }
    }

    @inline(__always)
    private static func sift(_ value: UInt64, into start: Int, of heap: UnsafeMutableBufferPointer<UInt64>) {
        var hole = start
        while true {
            var child = 2 * hole + 1
            if child >= heap.count { break }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            if heap[child] >= value { break }
            heap[hole] = heap[child]
            hole = child
        }
        heap[hole] = value
    }
}
