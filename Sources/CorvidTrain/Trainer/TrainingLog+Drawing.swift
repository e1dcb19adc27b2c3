import Foundation

extension TrainingLog {
    /// The loss over the tokens as an SVG picture: of training, its running mean, and of the development portion.
    package func drawing(title: String) -> String {
        let (width, height) = (900.0, 420.0)
        let (left, right, top, bottom) = (60.0, 190.0, 40.0, 46.0)
        let last = Double(max(stretches.last?.tokens ?? 1, evaluations.last?.tokens ?? 1))
        let losses = stretches.map(\.loss) + evaluations.flatMap { $0.parts.map(\.loss) }
        let highest = max(losses.max() ?? 1, 0.1)
        let lowest = max(losses.min() ?? 0.01, 0.001)
        // The loss falls by orders of magnitude.
        func y(_ loss: Double) -> Double {
            let span = max(log(highest) - log(lowest), 1e-9)
            return top + (height - top - bottom) * (log(highest) - log(max(loss, lowest))) / span
        }
        func x(_ tokens: UInt64) -> Double { left + (width - left - right) * Double(tokens) / last }
        func number(_ value: Double) -> String { String(format: "%.1f", value) }
        func line(_ points: [(UInt64, Double)], _ colour: String, _ stroke: Double) -> String {
            let path = points.map { "\(number(x($0.0))),\(number(y($0.1)))" }.joined(separator: " ")
            return "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(stroke)\" points=\"\(path)\"/>\n"
        }
        func text(_ string: String, _ x: Double, _ y: Double, _ attributes: String = "") -> String {
            let escaped = string.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(
                of: "<", with: "&lt;")
            return "<text x=\"\(number(x))\" y=\"\(number(y))\" \(attributes)>\(escaped)</text>\n"
        }
        var svg = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" font-family="sans-serif" \
            font-size="12">
            <rect width="100%" height="100%" fill="white"/>

            """
        svg += text("\(title): loss in nats a token, by tokens seen", left, 22, "font-size=\"15\"")
        for loss in [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] where loss <= highest && loss >= lowest {
            let place = number(y(loss))
            svg +=
                "<line x1=\"\(number(left))\" x2=\"\(number(width - right))\" y1=\"\(place)\" y2=\"\(place)\" stroke=\"#ddd\"/>\n"
            svg += text("\(loss)", left - 8, y(loss) + 4, "text-anchor=\"end\"")
        }
        for part in 0...5 {
            let tokens = UInt64(last * Double(part) / 5)
            svg += text(
                String(format: "%.1f M", Double(tokens) / 1e6), x(tokens), height - 20, "text-anchor=\"middle\"")
        }
        svg += line(stretches.map { ($0.tokens, $0.loss) }, "#bbb", 1)
        var mean = stretches.first?.loss ?? 0
        let smooth = stretches.map { stretch in
            mean += 0.1 * (stretch.loss - mean)
            return (stretch.tokens, mean)
        }
        svg += line(smooth, "black", 2)
        svg += text("training", width - right + 10, y(mean) + 4)
        let colours = ["#c33", "#36c", "#393", "#c6c", "#c80", "#088", "#886", "#333", "#f69", "#6af"]
        var taken: [Double] = [y(mean)]
        for (index, name) in (evaluations.last?.parts.map(\.name) ?? []).enumerated() {
            let points = evaluations.compactMap { evaluation in
                evaluation.parts.first { $0.name == name }.map { (evaluation.tokens, $0.loss) }
            }
            let colour = colours[index % colours.count]
            svg += line(points, colour, 1.2)
            guard let end = points.last else { continue }
            var place = y(end.1)
            while taken.contains(where: { abs($0 - place) < 12 }) { place += 4 }
            taken.append(place)
            svg += text(name, width - right + 10, place + 4, "fill=\"\(colour)\"")
        }
        return svg + "</svg>\n"
    }
}
