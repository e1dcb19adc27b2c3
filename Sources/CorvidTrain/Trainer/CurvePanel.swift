import Foundation

/// One diagram of a picture in SVG: lines over the tokens seen, with their names at the right.
struct CurvePanel {
    /// A name of a line, which wants to stand at the line's end.
    struct Label {
        var name: String
        var colour: String
        var y: Double
    }

    static let colours = ["#c33", "#36c", "#393", "#c6c", "#c80", "#088", "#886", "#333", "#f69", "#6af"]
    /// Each name at the right has a line of its own.
    static let labelStep = 14.0
    static let left = 60.0
    static let right = 230.0
    static let width = 940.0

    /// Of the frame.
    let top: Double
    let bottom: Double
    /// Tokens at the right end.
    let tokens: Double
    /// The place of a value between 0, at the top, and 1.
    let depth: (Double) -> Double
    private(set) var svg = ""
    private var labels: [Label] = []

    init(
        _ title: String, top: Double, bottom: Double, tokens: Double, depth: @escaping (Double) -> Double
    ) {
        self.top = top
        self.bottom = bottom
        self.tokens = tokens
        self.depth = depth
        text(title, Self.left, top - 18, "font-size=\"15\"")
        for part in 0...5 {
            let seen = tokens * Double(part) / 5
            text(String(format: "%.1f M", seen / 1e6), x(UInt64(seen)), bottom + 26, "text-anchor=\"middle\"")
        }
    }

    func y(_ value: Double) -> Double { top + (bottom - top) * depth(value) }

    private func x(_ seen: UInt64) -> Double {
        Self.left + (Self.width - Self.left - Self.right) * Double(seen) / tokens
    }

    private static func number(_ value: Double) -> String { String(format: "%.1f", value) }

    /// A horizontal line across the frame.
    mutating func grid(_ value: Double, _ name: String) {
        let place = Self.number(y(value))
        svg += "<line x1=\"\(Self.number(Self.left))\" x2=\"\(Self.number(Self.width - Self.right))\" y1=\"\(place)\" "
        svg += "y2=\"\(place)\" stroke=\"#ddd\"/>\n"
        text(name, Self.left - 8, y(value) + 4, "text-anchor=\"end\"")
    }

    mutating func line(_ points: [(UInt64, Double)], _ colour: String, _ stroke: Double, isDashed: Bool = false) {
        let path = points.map { "\(Self.number(x($0.0))),\(Self.number(y($0.1)))" }.joined(separator: " ")
        svg += "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(stroke)\" "
        svg += "\(isDashed ? "stroke-dasharray=\"5 3\" " : "")points=\"\(path)\"/>\n"
    }

    mutating func label(_ name: String, _ colour: String, at value: Double) {
        labels.append(Label(name: name, colour: colour, y: y(value)))
    }

    private mutating func text(_ string: String, _ x: Double, _ y: Double, _ attributes: String = "") {
        let escaped = string.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
        svg += "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" \(attributes)>\(escaped)</text>\n"
    }

    /// Writes the names at the ends of their lines, moved apart downwards, and back up where the bottom is reached.
    mutating func finish() {
        labels.sort { $0.y < $1.y }
        var places = labels.map(\.y)
        for index in places.indices.dropFirst() {
            places[index] = max(places[index], places[index - 1] + Self.labelStep)
        }
        var floor = bottom
        for index in places.indices.reversed() {
            places[index] = min(places[index], floor)
            floor = places[index] - Self.labelStep
        }
        let end = Self.width - Self.right
        for (label, place) in zip(labels, places) {
            svg +=
                "<line x1=\"\(Self.number(end + 2))\" x2=\"\(Self.number(end + 16))\" y1=\"\(Self.number(label.y))\" "
            svg += "y2=\"\(Self.number(place))\" stroke=\"\(label.colour)\" stroke-width=\"0.6\"/>\n"
            text(label.name, end + 20, place + 4, "fill=\"\(label.colour)\"")
        }
    }
}
