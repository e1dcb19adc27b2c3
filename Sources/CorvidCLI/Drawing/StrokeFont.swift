/// A plain font of single strokes, for pictures of pixels: a line drawn along the path of a letter looks right at any
/// size and weight.
struct StrokeFont {
    struct Glyph {
        /// Without the space to the next.
        var width: Double
        /// In units of the font, y upwards from the base line.
        var strokes: [[Drawing.Point]] = []
    }

    /// Units to the em.
    private static let em = 20.0
    /// Between the strokes of two letters.
    private static let spacing = 3.4
    private static let boldSpacing = 4.2
    /// Width of the pen.
    private static let pen = 1.7
    private static let boldPen = 2.5

    private static let glyphs = paths.map { Glyph(path: $0) }
    /// Stands for what the font does not have.
    private static let missing = Glyph(path: "8 M0,0 L0,14 L8,14 L8,0 L0,0")

    static func glyph(_ scalar: Unicode.Scalar) -> Glyph {
        switch scalar.value {
        case 0x20..<0x7F: return glyphs[Int(scalar.value) - 0x20]
        // Hyphens, dashes and the minus.
        case 0x2010...0x2015, 0x2212: return glyphs[0x2D - 0x20]
        default: return missing
        }
    }

    /// Of the text in points, as this font has it; others differ by a tenth or so.
    static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
        let spacing = isBold ? boldSpacing : spacing
        let units = text.unicodeScalars.reduce(0) { $0 + glyph($1).width + spacing } - spacing
        return max(0, units + (isBold ? boldPen : pen)) * size / em
    }

    /// The lines of a text, in points, and the width of the pen that draws them.
    static func strokes(_ text: Drawing.Text) -> (lines: [[Drawing.Point]], pen: Double) {
        let scale = text.size / em
        let (pen, spacing) = text.isBold ? (boldPen, boldSpacing) : (pen, spacing)
        let width = width(text.string, size: text.size, isBold: text.isBold)
        var along = pen / 2 * scale
        switch text.anchor {
        case .start: break
        case .middle: along -= width / 2
        case .end: along -= width
        }
        var lines: [[Drawing.Point]] = []
        for scalar in text.string.unicodeScalars {
            let glyph = glyph(scalar)
            for stroke in glyph.strokes {
                lines.append(
                    stroke.map {
                        let (right, up) = (along + $0.x * scale, $0.y * scale)
                        return text.isTurned
                            ? Drawing.Point(text.position.x - up, text.position.y - right)
                            : Drawing.Point(text.position.x + right, text.position.y - up)
                    })
            }
            along += (glyph.width + spacing) * scale
        }
        return (lines, pen * scale)
    }
}

extension StrokeFont.Glyph {
    /// Reads a path of `StrokeFont.paths`; stops at what is none.
    init(path: String) {
        var parts = path.split(separator: " ")[...]
        width = parts.popFirst().flatMap { Double($0) } ?? 0
        for part in parts {
            let numbers = part.dropFirst().split(separator: ",").compactMap { Double($0) }
            guard let command = part.first, numbers.count == (command == "Q" ? 4 : 2) else { return }
            let end = Drawing.Point(numbers[numbers.count - 2], numbers[numbers.count - 1])
            if command == "M" {
                strokes.append([end])
            } else if let start = strokes.last?.last {
                strokes[strokes.count - 1] += Self.curve(
                    command, from: start, control: Drawing.Point(numbers[0], numbers[1]), to: end)
            }
        }
    }

    /// The points behind `start`.
    private static func curve(
        _ command: Character, from start: Drawing.Point, control: Drawing.Point, to end: Drawing.Point
    ) -> [Drawing.Point] {
        guard command != "L" else { return [end] }
        let steps = 8
        return (1...steps).map { step in
            if step == steps { return end }
            let part = Double(step) / Double(steps)
            if command == "Q" {
                let (a, b, c) = ((1 - part) * (1 - part), 2 * part * (1 - part), part * part)
                return Drawing.Point(
                    a * start.x + b * control.x + c * end.x, a * start.y + b * control.y + c * end.y)
            }
            // The quarter of a circle by the tangent of half the angle, which needs no sine, so that the bytes of a
            // picture do not depend on the C library.
            let sine = 2 * part / (1 + part * part)
            let cosine = (1 - part * part) / (1 + part * part)
            let (fast, slow) = (sine, 1 - cosine)
            let (alongX, alongY) = command == "X" ? (fast, slow) : (slow, fast)
            return Drawing.Point(start.x + (end.x - start.x) * alongX, start.y + (end.y - start.y) * alongY)
        }
    }
}
