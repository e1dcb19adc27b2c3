/// Pixels to draw on with smooth edges: a pixel takes on a colour by how much of it a shape covers.
struct Canvas {
    let width: Int
    let height: Int
    /// Red, green and blue of each pixel, row by row from the top.
    private(set) var bytes: [UInt8]

    /// White.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        bytes = [UInt8](repeating: 255, count: 3 * width * height)
    }

    /// How much of each pixel of a part of the canvas is covered.
    private struct Mask {
        let columns: Range<Int>
        let rows: Range<Int>
        /// From 0 to 1, row by row.
        var coverage: [Float]

        init(columns: Range<Int>, rows: Range<Int>) {
            self.columns = columns
            self.rows = rows
            coverage = [Float](repeating: 0, count: columns.count * rows.count)
        }

        func index(_ column: Int, _ row: Int) -> Int {
            (row - rows.lowerBound) * columns.count + column - columns.lowerBound
        }
    }

    /// Draws lines with round ends and corners. Where they meet or cross, the colour is laid on once.
    ///
    /// - Parameter clip: in pixels; nothing is drawn outside of it.
    mutating func stroke(_ lines: [[Drawing.Point]], width: Double, color: Color, clip: Drawing.Rectangle) {
        let reach = width / 2 + 1
        guard var mask = mask(around: lines, reach: reach, clip: clip) else { return }
        for line in lines {
            if line.count == 1 { Self.cover(&mask, line[0], line[0], width: width) }
            for (start, end) in zip(line, line.dropFirst()) { Self.cover(&mask, start, end, width: width) }
        }
        blend(mask, color, opacity: 1)
    }

    /// Fills what a closed line encloses, by the rule of even and odd.
    mutating func fill(_ outline: [Drawing.Point], color: Color, opacity: Double, clip: Drawing.Rectangle) {
        guard var mask = mask(around: [outline], reach: 1, clip: clip), let last = outline.last else { return }
        let edges = Array(zip([last] + outline, outline)).filter { $0.y != $1.y }
        let linesInRow = 4
        for row in mask.rows {
            for line in 0..<linesInRow {
                let y = Double(row) + (Double(line) + 0.5) / Double(linesInRow)
                let crossings = edges.compactMap { start, end in
                    (start.y <= y) == (end.y <= y)
                        ? nil : start.x + (end.x - start.x) * (y - start.y) / (end.y - start.y)
                }.sorted()
                for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                    Self.cover(&mask, row, crossings[pair], crossings[pair + 1], weight: 1 / Float(linesInRow))
                }
            }
        }
        blend(mask, color, opacity: opacity)
    }

    // MARK: Coverage

    /// The part of the canvas within reach of the points; nil if there is none.
    private func mask(around lines: [[Drawing.Point]], reach: Double, clip: Drawing.Rectangle) -> Mask? {
        var box = Drawing.Rectangle(left: .infinity, top: .infinity, right: -.infinity, bottom: -.infinity)
        for point in lines.joined() {
            box.left = min(box.left, point.x)
            box.right = max(box.right, point.x)
            box.top = min(box.top, point.y)
            box.bottom = max(box.bottom, point.y)
        }
        let columns = Self.cells(box.left - reach, box.right + reach, max(0, clip.left), min(Double(width), clip.right))
        let rows = Self.cells(box.top - reach, box.bottom + reach, max(0, clip.top), min(Double(height), clip.bottom))
        return columns.isEmpty || rows.isEmpty ? nil : Mask(columns: columns, rows: rows)
    }

    /// The pixels that two ranges have in common.
    private static func cells(_ low: Double, _ high: Double, _ lowest: Double, _ highest: Double) -> Range<Int> {
        let (from, to) = (max(low, lowest), min(high, highest))
        // Also false for not-a-number.
        guard from < to else { return 0..<0 }
        return Int(from.rounded(.down))..<Int(to.rounded(.up))
    }

    /// Covers what lies within half a width of a straight line, softened over one pixel.
    private static func cover(_ mask: inout Mask, _ start: Drawing.Point, _ end: Drawing.Point, width: Double) {
        let reach = width / 2 + 1
        let columns = cells(
            min(start.x, end.x) - reach, max(start.x, end.x) + reach,
            Double(mask.columns.lowerBound), Double(mask.columns.upperBound))
        let rows = cells(
            min(start.y, end.y) - reach, max(start.y, end.y) + reach,
            Double(mask.rows.lowerBound), Double(mask.rows.upperBound))
        let (dx, dy) = (end.x - start.x, end.y - start.y)
        let squaredLength = dx * dx + dy * dy
        for row in rows {
            let y = Double(row) + 0.5 - start.y
            for column in columns {
                let x = Double(column) + 0.5 - start.x
                let part = squaredLength > 0 ? min(max(0, (x * dx + y * dy) / squaredLength), 1) : 0
                let (awayX, awayY) = (x - part * dx, y - part * dy)
                let distance = (awayX * awayX + awayY * awayY).squareRoot()
                // A line thinner than a pixel covers no pixel wholly.
                let coverage = Float(min(max(0, width / 2 + 0.5 - distance), min(width, 1)))
                let index = mask.index(column, row)
                if coverage > mask.coverage[index] { mask.coverage[index] = coverage }
            }
        }
    }

    /// Covers a stretch of one line of sampling in a row.
    private static func cover(_ mask: inout Mask, _ row: Int, _ left: Double, _ right: Double, weight: Float) {
        for column in cells(left, right, Double(mask.columns.lowerBound), Double(mask.columns.upperBound)) {
            let part = min(right, Double(column) + 1) - max(left, Double(column))
            mask.coverage[mask.index(column, row)] += Float(part) * weight
        }
    }

    private mutating func blend(_ mask: Mask, _ color: Color, opacity: Double) {
        let channels = [Float(color.red), Float(color.green), Float(color.blue)]
        for row in mask.rows {
            for column in mask.columns {
                let alpha = min(mask.coverage[mask.index(column, row)], 1) * Float(opacity)
                guard alpha > 0 else { continue }
                let place = 3 * (row * width + column)
                for channel in 0..<3 {
                    let old = Float(bytes[place + channel])
                    bytes[place + channel] = UInt8(min(max(0, old + (channels[channel] - old) * alpha), 255).rounded())
                }
            }
        }
    }
}
