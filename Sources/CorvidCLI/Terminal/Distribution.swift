import CorvidGrammar

/// Many values of one kind, ordered.
struct Distribution {
    private let sorted: [Double]

    init(_ values: some Sequence<Double>) { sorted = values.sorted() }

    var count: Int { sorted.count }
    var isEmpty: Bool { sorted.isEmpty }
    var mean: Double { sorted.isEmpty ? 0 : sorted.reduce(0, +) / Double(sorted.count) }
    var maximum: Double { sorted.last ?? 0 }

    /// The smallest value that at least `percent` percent of all do not exceed; 0 where there is none.
    func percentile(_ percent: Int) -> Double {
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(max((sorted.count * percent + 99) / 100 - 1, 0), sorted.count - 1)]
    }

    /// The usual four figures, each times `scale`.
    func json(times scale: Double = 1) -> JSONValue {
        .object([
            "p50": .number(percentile(50) * scale), "p99": .number(percentile(99) * scale),
            "mean": .number(mean * scale), "max": .number(maximum * scale), "count": .integer(count),
        ])
    }
}
