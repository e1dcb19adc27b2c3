import Foundation
import Testing

@testable import CorvidCLI

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct DrawingSVGTests {
    /// What a parser of XML finds in a picture.
    final class Content: NSObject, XMLParserDelegate {
        var elements: [String: Int] = [:]
        var texts: [String] = []

        init(_ svg: String) throws {
            super.init()
            let parser = XMLParser(data: Data(svg.utf8))
            parser.delegate = self
            try #require(parser.parse(), "\(String(describing: parser.parserError))")
        }

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements[name, default: 0] += 1
            if name == "text" { texts.append("") }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            if !texts.isEmpty { texts[texts.count - 1] += string }
        }
    }

    @Test func `every kind of mark is written`() throws {
        let stroke = Drawing.Stroke(color: .blue, width: 2, dash: .init(on: 3, off: 4.25))
        let drawing = Drawing(
            width: 100, height: 50,
            primitives: [
                .clipped(
                    .init(left: 1, top: 2, right: 30, bottom: 40),
                    [.line([.init(0, 0), .init(1.005, -2.5)], stroke), .area([.init(1, 1)], .green, opacity: 0.16)]),
                .dot(.init(3, 4), radius: 5, .orange),
                .text(
                    .init(
                        string: "up", position: .init(7, 8), size: 12.5, color: .ink, anchor: .middle, isBold: true,
                        isTurned: true, hasRim: true)),
            ])
        let content = try Content(drawing.svg)
        #expect(content.elements == ["svg": 2, "rect": 1, "polyline": 1, "polygon": 1, "circle": 1, "text": 1])
        #expect(drawing.svg.contains("stroke=\"#0072b2\" stroke-width=\"2\" stroke-dasharray=\"3 4.25\""))
        #expect(drawing.svg.contains("transform=\"rotate(-90 7 8)\""))
        #expect(drawing.svg.contains("text-anchor=\"middle\" font-weight=\"bold\""))
    }

    @Test func `text is escaped`() throws {
        let hostile = "</text><script>&amp;\"it's\" ]]> é\u{0}\u{8}\u{FFFE}🙂"
        let drawing = Drawing(
            width: 10, height: 10,
            primitives: [.text(.init(string: hostile, position: .init(0, 0), size: 10, color: .ink))])
        let content = try Content(drawing.svg)
        #expect(content.elements["script"] == nil)
        let text = try #require(content.texts.first)
        #expect(text.hasPrefix("</text><script>&amp;\"it's\" ]]> é\u{FFFD}\u{FFFD}\u{FFFD}🙂"))
    }

    @Test(arguments: [
        (0.0, "0"), (-0.001, "0"), (1, "1"), (1.5, "1.5"), (-2.25, "-2.25"), (0.07, "0.07"), (-0.04, "-0.04"),
        (99.999, "100"), (.nan, "0"), (.infinity, "1000000000"), (12.345, "12.35"),
    ])
    func `numbers are short`(value: Double, text: String) { #expect(Drawing.number(value) == text) }
}
