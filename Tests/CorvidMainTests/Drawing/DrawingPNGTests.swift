import Testing

@testable import CorvidCLI

@Suite struct DrawingPNGTests {
    private static func image(_ primitives: [Drawing.Primitive], scale: Int = 1) throws -> PNGReader {
        try PNGReader(Drawing(width: 20, height: 10, primitives: primitives).png(scale: scale))
    }

    private static func box(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> [Drawing.Point] {
        [.init(left, top), .init(right, top), .init(right, bottom), .init(left, bottom)]
    }

    private static let white: [UInt8] = [255, 255, 255]

    @Test func `an empty drawing is white`() throws {
        let image = try Self.image([])
        #expect(image.width == 20 && image.height == 10)
        #expect(image[0, 0] == Self.white && image[19, 9] == Self.white)
        #expect(try Self.image([], scale: 3).width == 60)
        #expect(try Self.image([], scale: 0).width == 20)
    }

    @Test func `an area covers its pixels in part`() throws {
        let image = try Self.image([.area(Self.box(2, 1, 5.5, 4), Color(0xFF0000), opacity: 1)])
        #expect(image[2, 1] == [255, 0, 0] && image[4, 3] == [255, 0, 0])
        #expect(image[5, 2] == [255, 128, 128])
        #expect(image[1, 1] == Self.white && image[6, 2] == Self.white && image[2, 4] == Self.white)
        let faint = try Self.image([.area(Self.box(0, 0, 20, 10), Color(0x000000), opacity: 0.2)])
        #expect(faint[10, 5] == [204, 204, 204])
    }

    @Test func `a line is as wide as it says and soft at its edge`() throws {
        let stroke = Drawing.Stroke(color: Color(0x0000FF), width: 2)
        let image = try Self.image([.line([.init(4, 5), .init(15, 5)], stroke)])
        #expect(image[10, 4] == [0, 0, 255] && image[10, 5] == [0, 0, 255])
        #expect(image[10, 3] == Self.white && image[10, 6] == Self.white)
        let between = try Self.image([.line([.init(4, 5.5), .init(15, 5.5)], stroke)])
        #expect(between[10, 5] == [0, 0, 255])
        #expect(between[10, 4] == [128, 128, 255] && between[10, 6] == [128, 128, 255])
    }

    @Test func `dashes leave gaps`() throws {
        let stroke = Drawing.Stroke(color: Color(0), width: 1, dash: .init(on: 3, off: 5))
        let image = try Self.image([.line([.init(0, 4.5), .init(20, 4.5)], stroke)])
        for column in [1, 9, 10, 17] { #expect(image[column, 4] == [0, 0, 0]) }
        for column in [5, 6, 13, 14] { #expect(image[column, 4] == Self.white) }
    }

    @Test func `nothing leaves a clip or the canvas`() throws {
        let frame = Drawing.Rectangle(left: 5, top: 0, right: 10, bottom: 10)
        let stroke = Drawing.Stroke(color: Color(0), width: 4)
        let image = try Self.image([.clipped(frame, [.line([.init(-1e6, 5), .init(1e6, 5)], stroke)])])
        #expect(image[4, 5] == Self.white && image[10, 5] == Self.white)
        #expect(image[5, 5] == [0, 0, 0] && image[9, 5] == [0, 0, 0])
        let outside = try Self.image([
            .area(Self.box(-50, -50, -10, -10), Color(0), opacity: 1), .dot(.init(400, 5), radius: 3, Color(0)),
            .line([.init(.nan, 1), .init(3, .nan)], stroke), .line([], stroke), .area([], Color(0), opacity: 1),
        ])
        #expect(outside.inked(columns: 0..<20, rows: 0..<10) == 0)
    }

    @Test func `text is drawn where it belongs`() throws {
        func image(_ anchor: Drawing.Text.Anchor, isTurned: Bool = false) throws -> PNGReader {
            let text = Drawing.Text(
                string: "HH", position: .init(40, 40), size: 20, color: Color(0), anchor: anchor, isTurned: isTurned)
            return try PNGReader(Drawing(width: 80, height: 80, primitives: [.text(text)]).png(scale: 1))
        }
        let start = try image(.start)
        #expect(start.inked(columns: 40..<70, rows: 25..<41) > 60)
        #expect(start.inked(columns: 0..<40, rows: 0..<80) == 0)
        #expect(start.inked(columns: 0..<80, rows: 42..<80) == 0)
        let end = try image(.end)
        #expect(end.inked(columns: 40..<80, rows: 0..<80) == 0)
        #expect(end.inked(columns: 10..<40, rows: 25..<41) == start.inked(columns: 40..<70, rows: 25..<41))
        let turned = try image(.start, isTurned: true)
        #expect(turned.inked(columns: 25..<41, rows: 10..<40) > 60)
        #expect(turned.inked(columns: 0..<80, rows: 40..<80) == 0)
    }

    @Test func `each character has strokes of its own`() {
        #expect(StrokeFont.paths.count == 95)
        for (index, path) in StrokeFont.paths.enumerated() {
            let glyph = StrokeFont.Glyph(path: path)
            let commands = path.split(separator: " ").dropFirst()
            #expect(glyph.strokes.count == commands.filter { $0.hasPrefix("M") }.count, "\(path)")
            // Each command was read: a line adds a point, a curve eight.
            let points = commands.reduce(0) { $0 + ("ML".contains($1.prefix(1)) ? 1 : 8) }
            #expect(glyph.strokes.joined().count == points, "\(path)")
            #expect(glyph.strokes.joined().allSatisfy { 0...glyph.width ~= $0.x && -4...16 ~= $0.y }, "\(path)")
            #expect(index == 0 || !glyph.strokes.isEmpty)
        }
        #expect(Set(StrokeFont.paths).count == 95)
        #expect(StrokeFont.glyph("–").width == StrokeFont.glyph("-").width)
        #expect(StrokeFont.glyph("é").strokes.count == 1)
        #expect(StrokeFont.width("", size: 10) == 0)
    }
}
