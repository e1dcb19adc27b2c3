extension PatternParser {
    /// A class in brackets.
    mutating func parseClass() throws(GrammarError) -> ScalarSet {
        let start = position
        position += 1
        let negated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while true {
            guard let next = peek else {
                position = start
                throw failure("a class is not closed", advice: "close it with ], or escape the bracket as \\[")
            }
            if next == "]" { break }
            let elementStart = position
            let first = try parseClassElement()
            guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != 0x5D else {
                ranges.append(contentsOf: first.set.ranges)
                continue
            }
            position += 1
            let last = try parseClassElement()
            switch (first, last) {
            case (.one(let lower), .one(let upper)):
                guard lower <= upper else {
                    position = elementStart
                    throw failure("a range in a class is out of order", advice: "write the smaller end first")
                }
                ranges.append(lower...upper)
            default:
                // As in [\w-.]: no range is possible, so the hyphen means itself.
                ranges.append(contentsOf: first.set.ranges + last.set.ranges)
                ranges.append(0x2D...0x2D)
            }
            guard ranges.count <= Self.maximumRanges else {
                throw failure(
                    .tooComplex, "the classes of the pattern are too large", advice: "use fewer Unicode properties")
            }
        }
        position += 1
        let set = ScalarSet(ranges)
        return negated ? set.complement : set
    }

    private mutating func parseClassElement() throws(GrammarError) -> ClassElement {
        guard peek == "\\" else {
            let scalar = scalars[position]
            position += 1
            return .one(scalar)
        }
        let next = position + 1 < scalars.count ? Unicode.Scalar(scalars[position + 1]) : nil
        if next == "b" {
            position += 2
            return .one(0x08)
        }
        return try parseClassEscape()
    }
}
