extension Drawing {
    /// The picture as a file of Scalable Vector Graphics 1.1. It names fonts that every viewer has a kind of, and no
    /// identifiers, so that several pictures may stand in one page.
    var svg: String {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            font-family="Helvetica, Arial, Liberation Sans, sans-serif" stroke-linecap="round" stroke-linejoin="round">
            <rect width="\(width)" height="\(height)" fill="#ffffff"/>

            """
        for primitive in primitives { Self.write(primitive, to: &text) }
        return text + "</svg>\n"
    }

    private static func write(_ primitive: Primitive, to svg: inout String) {
        switch primitive {
        case .line(let points, let stroke):
            let dash = stroke.dash.map { " stroke-dasharray=\"\(number($0.on)) \(number($0.off))\"" } ?? ""
            svg += "<polyline points=\"\(list(points))\" fill=\"none\" stroke=\"\(stroke.color.hex)\" "
            svg += "stroke-width=\"\(number(stroke.width))\"\(dash)/>\n"
        case .area(let points, let color, let opacity):
            svg += "<polygon points=\"\(list(points))\" fill=\"\(color.hex)\" fill-opacity=\"\(number(opacity))\"/>\n"
        case .dot(let center, let radius, let color):
            // The rim lies outside of the radius, and half of a stroke inside.
            svg += "<circle cx=\"\(number(center.x))\" cy=\"\(number(center.y))\" r=\"\(number(radius + rim / 2))\" "
            svg += "fill=\"\(color.hex)\" stroke=\"#ffffff\" stroke-width=\"\(number(rim))\"/>\n"
        case .text(let text):
            svg += "<text x=\"\(number(text.position.x))\" y=\"\(number(text.position.y))\" "
            svg += "font-size=\"\(number(text.size))\" fill=\"\(text.color.hex)\""
            if text.anchor != .start { svg += " text-anchor=\"\(text.anchor.rawValue)\"" }
            if text.isBold { svg += " font-weight=\"bold\"" }
            if text.isTurned {
                svg += " transform=\"rotate(-90 \(number(text.position.x)) \(number(text.position.y)))\""
            }
            if text.hasRim {
                svg += " stroke=\"#ffffff\" stroke-width=\"\(number(2 * rim))\" paint-order=\"stroke\""
            }
            svg += ">\(escaped(text.string))</text>\n"
        case .clipped(let frame, let content):
            // An inner picture clips what leaves it.
            let (left, top) = (number(frame.left), number(frame.top))
            let (width, height) = (number(frame.width), number(frame.height))
            svg += "<svg x=\"\(left)\" y=\"\(top)\" width=\"\(width)\" height=\"\(height)\" "
            svg += "viewBox=\"\(left) \(top) \(width) \(height)\">\n"
            for primitive in content { write(primitive, to: &svg) }
            svg += "</svg>\n"
        }
    }

    private static func list(_ points: [Point]) -> String {
        points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    }

    /// To a hundredth, without what a reader does not need; 0 for what is not a number.
    static func number(_ value: Double) -> String {
        let hundredths = value.isNaN ? 0 : Int((min(max(value, -1e9), 1e9) * 100).rounded())
        let (whole, part) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        if part == 0 { return "\(sign)\(whole)" }
        if part % 10 == 0 { return "\(sign)\(whole).\(part / 10)" }
        return "\(sign)\(whole).\(part < 10 ? "0" : "")\(part)"
    }

    /// Text for the content of an element or an attribute; what XML 1.0 does not allow (section 2.2) becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n", "\r": result += " "
            case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
