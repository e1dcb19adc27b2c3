extension Duration {
    /// Whole milliseconds, rounded down; what does not fit becomes the largest.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let product = seconds.multipliedReportingOverflow(by: 1000)
        guard !product.overflow else { return seconds < 0 ? .min : .max }
        return Int(product.partialValue) + Int(attoseconds / 1_000_000_000_000_000)
    }

    var inSeconds: Double { Double(milliseconds) / 1000 }
}
