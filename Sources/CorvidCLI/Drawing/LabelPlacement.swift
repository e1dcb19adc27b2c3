/// Puts labels beside their dots, where they cover as little of lines, dots and earlier labels as may be.
struct LabelPlacement {
    private let frame: Drawing.Rectangle
    private let radius: Double
    private let dots: [Drawing.Point]
    /// Places along the lines that are in the frame, a few points apart.
    private let samples: [Drawing.Point]
    private var labels: [Drawing.Rectangle] = []

    init(frame: Drawing.Rectangle, lines: [[Drawing.Point]], dots: [Drawing.Point], radius: Double) {
        self.frame = frame
        self.radius = radius
        self.dots = dots
        samples = lines.flatMap { line in
            zip(line, line.dropFirst()).flatMap { start, end in
                let length = abs(end.x - start.x) + abs(end.y - start.y)
                let count = Int((length / 3).rounded(.up))
                return (0...count).map { step in
                    let part = Double(step) / Double(max(1, count))
                    return Drawing.Point(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part)
                }
            }
        }.filter(frame.contains)
    }

    /// The box of the label: of all places around the dot the one that covers least, and of equals the first.
    mutating func place(width: Double, height: Double, at dot: Drawing.Point) -> Drawing.Rectangle {
        var best: (box: Drawing.Rectangle, harm: Double)?
        for distance in [radius + 5, radius + 14, radius + 26, radius + 38] {
            for (right, down) in [(1, 0), (1, 1), (1, -1), (-1, 0), (-1, -1), (-1, 1), (0, -1), (0, 1)] {
                // The corners of a square are farther than its sides.
                let reach = right != 0 && down != 0 ? distance * 0.75 : distance
                var left = dot.x - width / 2 + Double(right) * (width / 2 + reach)
                // Above and below there is room to move aside.
                if right == 0 { left = min(max(left, frame.left + 4), frame.right - width - 4) }
                let top = dot.y - height / 2 + Double(down) * (height / 2 + reach)
                let box = Drawing.Rectangle(left: left, top: top, right: left + width, bottom: top + height)
                let harm = harm(of: box) + distance * 0.1
                if harm < best?.harm ?? .infinity { best = (box, harm) }
            }
        }
        let box = best?.box ?? Drawing.Rectangle(left: dot.x, top: dot.y, right: dot.x + width, bottom: dot.y + height)
        labels.append(box)
        return box
    }

    private func harm(of box: Drawing.Rectangle) -> Double {
        // With room for descenders and the rim.
        let wide = Drawing.Rectangle(
            left: box.left - 3, top: box.top - 4, right: box.right + 3, bottom: box.bottom + 5)
        var harm = frame.contains(wide) ? 0.0 : 1000
        harm += 200 * Double(labels.filter(wide.overlaps).count)
        harm += 50 * Double(dots.filter(wide.contains).count)
        return harm + Double(samples.filter(wide.contains).count)
    }
}
