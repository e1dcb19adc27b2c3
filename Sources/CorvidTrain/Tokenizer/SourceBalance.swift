/// How much each of several sources counts, so that none outweighs the others.
package enum SourceBalance {
    /// Factors, at most 1, after which no source has more than `share` of the whole; where there are too few sources for
    /// that, all have the same.
    ///
    /// - Parameter sizes: bytes of each source; those without any get 1.
    package static func factors(sizes: [Int], share: Double) -> [Double] {
        let sorted = sizes.filter { $0 > 0 }.sorted(by: >).map(Double.init)
        var rest = sorted.reduce(0, +)
        // With k sources cut to size c: c = share * (k * c + rest).
        for (cut, size) in sorted.enumerated() {
            let left = 1 - share * Double(cut)
            let limit = left > 0 ? share * rest / left : 0
            if left <= 0 { break }
            if size <= limit { return sizes.map { $0 > 0 ? min(1, limit / Double($0)) : 1 } }
            rest -= size
        }
        let smallest = sorted.last ?? 1
        return sizes.map { $0 > 0 ? smallest / Double($0) : 1 }
    }
}
