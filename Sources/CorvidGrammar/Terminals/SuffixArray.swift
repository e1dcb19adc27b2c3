/// Sorts the suffixes of a text in linear time, by induced sorting (Nong, Zhang and Chan 2009).
///
/// A suffix is of type S when it is smaller than the next one, else L; the last is L, for what follows it counts as smaller
/// than any symbol. The leftmost suffixes of runs of type S, once sorted, give the order of all others in two passes.
struct SuffixArray {
    /// The starts of all suffixes, in the order of the suffixes.
    let order: [Int32]

    init(_ text: [UInt8]) {
        order = Self.sort(text.map { Int32($0) }, symbols: 256)
    }

    private static func sort(_ text: [Int32], symbols: Int) -> [Int32] {
        let count = text.count
        if count < 2 { return count == 0 ? [] : [0] }
        var isSmall = [Bool](repeating: false, count: count)
        for i in (0..<count - 1).reversed() {
            isSmall[i] = text[i] < text[i + 1] || text[i] == text[i + 1] && isSmall[i + 1]
        }
        var sizes = [Int32](repeating: 0, count: symbols)
        for symbol in text { sizes[Int(symbol)] += 1 }
        var marks: [Int32] = []
        for i in 1..<count where isSmall[i] && !isSmall[i - 1] { marks.append(Int32(i)) }

        var order = induce(text, isSmall, sizes, marks)
        guard marks.count > 1 else { return order }
        // The sorted pieces between marks get names, equal pieces equal ones; a text of names sorts what is still tied.
        var names = [Int32](repeating: -1, count: count)
        var sorted: [Int32] = []
        sorted.reserveCapacity(marks.count)
        for start in order where start > 0 && isSmall[Int(start)] && !isSmall[Int(start) - 1] { sorted.append(start) }
        var name: Int32 = 0
        names[Int(sorted[0])] = 0
        for i in 1..<sorted.count {
            if !areEqual(text, isSmall, Int(sorted[i - 1]), Int(sorted[i])) { name += 1 }
            names[Int(sorted[i])] = name
        }
        if Int(name) + 1 < marks.count {
            let inner = sort(marks.map { names[Int($0)] }, symbols: Int(name) + 1)
            sorted = inner.map { marks[Int($0)] }
        }
        order = induce(text, isSmall, sizes, sorted)
        return order
    }

    /// Whether the pieces from two marks up to and with the next marks are the same.
    private static func areEqual(_ text: [Int32], _ isSmall: [Bool], _ a: Int, _ b: Int) -> Bool {
        var offset = 0
        while true {
            let (i, j) = (a + offset, b + offset)
            if i == text.count || j == text.count { return false }
            if text[i] != text[j] || isSmall[i] != isSmall[j] { return false }
            if offset > 0 {
                let (isEnd, isOtherEnd) = (isSmall[i] && !isSmall[i - 1], isSmall[j] && !isSmall[j - 1])
                if isEnd || isOtherEnd { return isEnd && isOtherEnd }
            }
            offset += 1
        }
    }

    /// The order of all suffixes as far as it follows from the order of the marks.
    private static func induce(_ text: [Int32], _ isSmall: [Bool], _ sizes: [Int32], _ marks: [Int32]) -> [Int32] {
        let count = text.count
        // Where the suffixes of each symbol begin and end.
        var starts = sizes
        var ends = sizes
        var sum: Int32 = 0
        for symbol in sizes.indices {
            starts[symbol] = sum
            sum += sizes[symbol]
            ends[symbol] = sum
        }
        let (first, beyond) = (starts, ends)
        return [Int32](unsafeUninitializedCapacity: count) { order, initialized in
            initialized = count
            order.initialize(repeating: -1)
            var heads = first
            var tails = beyond
            text.withUnsafeBufferPointer { text in
                isSmall.withUnsafeBufferPointer { isSmall in
                    for mark in marks.reversed() {
                        let symbol = Int(text[Int(mark)])
                        tails[symbol] -= 1
                        order[Int(tails[symbol])] = mark
                    }
                    let last = Int(text[count - 1])
                    order[Int(heads[last])] = Int32(count - 1)
                    heads[last] += 1
                    for i in 0..<count {
                        let start = Int(order[i]) - 1
                        guard start >= 0, !isSmall[start] else { continue }
                        let symbol = Int(text[start])
                        order[Int(heads[symbol])] = Int32(start)
                        heads[symbol] += 1
                    }
                    tails = beyond
                    for i in (0..<count).reversed() {
                        let start = Int(order[i]) - 1
                        guard start >= 0, isSmall[start] else { continue }
                        let symbol = Int(text[start])
                        tails[symbol] -= 1
                        order[Int(tails[symbol])] = Int32(start)
                    }
                }
            }
        }
    }
}
