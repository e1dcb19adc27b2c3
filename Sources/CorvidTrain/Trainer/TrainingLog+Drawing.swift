import Foundation

extension TrainingLog {
    /// The loss over the tokens as an SVG picture: of training, its running mean, and of the development portion.
    package func drawing(title: String) -> String {
        let names = evaluations.last?.parts.map(\.name) ?? []
        // Each name at the right has a line of its own.
        let step = 14.0
        let (width, height) = (940.0, max(420, step * Double(names.count + 1) + 90))
        let (left, right, top, bottom) = (60.0, 230.0, 40.0, 46.0)
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
        let colours = ["#c33", "#36c", "#393", "#c6c", "#c80", "#088", "#886", "#333", "#f69", "#6af"]
        var labels = [(name: "training", colour: "black", y: y(mean))]
        for (index, name) in names.enumerated() {
            let points = evaluations.compactMap { evaluation in
                evaluation.parts.first { $0.name == name }.map { (evaluation.tokens, $0.loss) }
            }
            let colour = colours[index % colours.count]
            svg += line(points, colour, 1.2)
            labels.append((name, colour, y(points.last?.1 ?? lowest)))
        }
        // Names stand at the ends of their lines, moved apart downwards, and back up where the bottom is reached.
        labels.sort { $0.y < $1.y }
        var places = labels.map(\.y)
        for index in places.indices.dropFirst() { places[index] = max(places[index], places[index - 1] + step) }
        var floor = height - bottom
        for index in places.indices.reversed() {
            places[index] = min(places[index], floor)
            floor = places[index] - step
        }
        for (label, place) in zip(labels, places) {
            let end = width - right
            svg += "<line x1=\"\(number(end + 2))\" x2=\"\(number(end + 16))\" y1=\"\(number(label.y))\" "
            svg += "y2=\"\(number(place))\" stroke=\"\(label.colour)\" stroke-width=\"0.6\"/>\n"
            svg += text(label.name, end + 20, place + 4, "fill=\"\(label.colour)\"")
        }
        return svg + "</svg>\n"
    }
}
