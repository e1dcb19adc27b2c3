extension GroundedText {
    /// Whether `stretch` stands in one of the texts, beginning and ending as the options demand.
    package func contains(_ stretch: [UInt8], options: SubstringOptions = SubstringOptions()) -> Bool {
        guard !stretch.isEmpty, !stretch.contains(0xFF) else { return false }
        if let maximum = options.maximumCharacters {
            guard stretch.count(where: { $0 & 0xC0 != 0x80 }) <= maximum else { return false }
        }
        let (start, end): (TextMarks, TextMarks) = options.isWordAligned ? (.wordStart, .wordEnd) : (.start, .end)
        // The positions where it stands are neighbours in the order.
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if bytes[Int(order[middle])...].prefix(stretch.count).lexicographicallyPrecedes(stretch) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        while low < order.count, bytes[Int(order[low])...].starts(with: stretch) {
            let position = Int(order[low])
            if marks[position].contains(start), marks[position + stretch.count].contains(end) { return true }
            low += 1
        }
        return false
    }

    /// Whether a number of this value stands in the texts.
    package func contains(_ number: ExactDecimal) -> Bool { numberValues.contains(number) }
}
