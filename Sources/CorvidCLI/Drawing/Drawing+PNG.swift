extension Drawing {
    /// The picture as a file of Portable Network Graphics.
    ///
    /// - Parameter scale: pixels to a point, 1 to 8; 2 is sharp on fine screens.
    func png(scale: Int = 2) -> [UInt8] {
        let scale = min(max(1, scale), 8)
        var canvas = Canvas(width: width * scale, height: height * scale)
        let whole = Rectangle(left: 0, top: 0, right: Double(canvas.width), bottom: Double(canvas.height))
        for primitive in primitives { Self.draw(primitive, on: &canvas, scale: Double(scale), clip: whole) }
        return PNGFile.bytes(of: canvas)
    }

    private static func draw(_ primitive: Primitive, on canvas: inout Canvas, scale: Double, clip: Rectangle) {
        func scaled(_ point: Point) -> Point { Point(point.x * scale, point.y * scale) }
        switch primitive {
        case .line(let points, let stroke):
            let lines = stroke.dash.map { dashes(of: points, $0) } ?? [points]
            canvas.stroke(
                lines.map { $0.map(scaled) }, width: stroke.width * scale, color: stroke.color, clip: clip)
        case .area(let points, let color, let opacity):
            canvas.fill(points.map(scaled), color: color, opacity: opacity, clip: clip)
        case .dot(let center, let radius, let color):
            canvas.stroke([[scaled(center)]], width: 2 * (radius + rim) * scale, color: .white, clip: clip)
            canvas.stroke([[scaled(center)]], width: 2 * radius * scale, color: color, clip: clip)
        case .text(let text):
            let (lines, pen) = StrokeFont.strokes(text)
            let scaledLines = lines.map { $0.map(scaled) }
            if text.hasRim {
                canvas.stroke(scaledLines, width: (pen + 2 * rim) * scale, color: .white, clip: clip)
            }
            canvas.stroke(scaledLines, width: pen * scale, color: text.color, clip: clip)
        case .clipped(let frame, let content):
            let inner = Rectangle(
                left: max(clip.left, frame.left * scale), top: max(clip.top, frame.top * scale),
                right: min(clip.right, frame.right * scale), bottom: min(clip.bottom, frame.bottom * scale))
            for primitive in content { draw(primitive, on: &canvas, scale: scale, clip: inner) }
        }
    }

    /// Parts a line into its dashes.
    private static func dashes(of points: [Point], _ dash: Stroke.Dash) -> [[Point]] {
        guard dash.on >= 0.1, dash.off >= 0.1, var position = points.first else { return [points] }
        var lines = [[position]]
        var isOn = true
        var rest = dash.on
        for end in points.dropFirst() {
            while true {
                let (dx, dy) = (end.x - position.x, end.y - position.y)
                let length = (dx * dx + dy * dy).squareRoot()
                // Also ends where a length is not a number.
                guard length >= rest else {
                    rest -= length.isFinite ? length : 0
                    break
                }
                position = Point(position.x + dx * rest / length, position.y + dy * rest / length)
                if isOn { lines[lines.count - 1].append(position) } else { lines.append([position]) }
                isOn.toggle()
                rest = isOn ? dash.on : dash.off
            }
            position = end
            if isOn { lines[lines.count - 1].append(end) }
        }
        return lines
    }
}
