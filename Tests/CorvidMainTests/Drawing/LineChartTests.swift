import Testing

@testable import CorvidCLI

@Suite struct LineChartTests {
    private static let percent = ChartAxis(name: "share", format: .percent)

    private static var chart: LineChart {
        let rising = (0...10).map { LineChart.Point(x: Double($0) / 10, y: 0.5 + Double($0) / 25) }
        return LineChart(
            title: "Quality & cost <here>", x: percent, y: ChartAxis(name: "accuracy", format: .percent),
            series: [
                .init(
                    name: "router", points: rising,
                    band: .init(
                        lower: rising.map { .init(x: $0.x, y: $0.y - 0.02) },
                        upper: rising.map { .init(x: $0.x, y: $0.y + 0.02) }),
                    marks: [.init(point: rising[5], label: "chosen")]),
                .init(
                    name: "random", color: .gray, isDashed: true, points: [rising[0], rising[10]],
                    marks: [.init(point: rising[0], label: "small"), .init(point: rising[10], label: "large")]),
            ])
    }

    @Test func `both files come from one drawing`() throws {
        let chart = Self.chart
        let image = try PNGReader(chart.png())
        #expect(image.width == 1440 && image.height == 960)
        #expect(image[0, 0] == [255, 255, 255] && image[1439, 959] == [255, 255, 255])
        #expect(image.inked(columns: 0..<1440, rows: 0..<960) > 5000)
        // Nothing is cut at the edges of the picture.
        #expect(image.inked(columns: 0..<1440, rows: 0..<12) == 0)
        #expect(image.inked(columns: 1430..<1440, rows: 0..<960) == 0)
        let content = try DrawingSVGTests.Content(chart.svg)
        let texts = Set(content.texts.map { $0.split(separator: "\n").first.map(String.init) ?? "" })
        let expected = ["Quality & cost <here>", "router", "random", "share", "accuracy", "chosen", "small", "large"]
        #expect(texts.isSuperset(of: expected + ["0%", "20%", "100%", "50%", "90%"]))
        #expect(content.elements["polygon"] == 2)
        #expect(content.elements["circle"] == 3)
    }

    @Test func `the same chart has the same bytes`() {
        #expect(Self.chart.png(scale: 1) == Self.chart.png(scale: 1))
        #expect(Self.chart.svg == Self.chart.svg)
    }

    @Test func `the first series is drawn over the others`() throws {
        let plot = Self.chart.drawing.primitives.compactMap { primitive -> [Drawing.Primitive]? in
            if case .clipped(_, let content) = primitive { content } else { nil }
        }
        let last = try #require(plot.first?.last)
        guard case .line(_, let stroke) = last else {
            Issue.record("a line should be on top")
            return
        }
        #expect(stroke.color == .blue && stroke.dash == nil)
    }

    @Test(arguments: [
        [], [(0.5, 0.5)], [(.nan, 1), (.infinity, -.infinity), (1, .nan)], [(0, 0), (0, 0)], [(5, 5), (5, 5)],
        [(-1e300, 1e300), (1, 1)], [(1e29, -1e29), (1e30, 1e30)], [(1e-300, 1e-300), (2e-300, 2e-300)],
        [(1, 1), (1 + 1e-15, 1 + 1e-15)],
    ])
    func `odd data are drawn all the same`(values: [(Double, Double)]) throws {
        let points = values.map { LineChart.Point(x: $0.0, y: $0.1) }
        let chart = LineChart(
            title: "", x: .init(name: ""), y: .init(name: ""),
            series: [
                .init(
                    name: String(repeating: "long ", count: 50), width: .nan, points: points,
                    band: .init(lower: points, upper: points), marks: points.map { .init(point: $0, label: "label") })
            ], width: -5, height: 5)
        #expect(try PNGReader(chart.png(scale: 1)).width == 240)
        _ = try DrawingSVGTests.Content(chart.svg)
    }

    @Test func `a line of many points is thinned`() throws {
        let points = (0...20_000).map { LineChart.Point(x: Double($0), y: Double($0 % 2) * 1e-6) }
        let chart = LineChart(
            title: "t", x: .init(name: "x"), y: .init(name: "y", range: 0...1),
            series: [.init(name: "", points: points)])
        #expect(chart.svg.utf8.count < 60_000)
    }

    @Test func `labels do not overlap`() {
        let frame = Drawing.Rectangle(left: 0, top: 0, right: 300, bottom: 200)
        let dots = [(20, 100), (26, 100), (150, 20), (295, 190), (150, 30)].map { Drawing.Point($0.0, $0.1) }
        let line = [Drawing.Point(0, 100), .init(300, 100)]
        var placement = LabelPlacement(frame: frame, lines: [line], dots: dots, radius: 4)
        let boxes = dots.map { placement.place(width: 60, height: 9, at: $0) }
        for (index, box) in boxes.enumerated() {
            #expect(frame.contains(box))
            #expect(!dots.contains { box.contains($0) })
            #expect(!(box.top...box.bottom).contains(100))
            for other in boxes[..<index] { #expect(!box.overlaps(other)) }
        }
    }

    @Test func `ticks are round numbers`() {
        func labels(_ axis: ChartAxis, _ values: [Double] = []) -> [String] {
            axis.scale(for: values).ticks.map(\.label)
        }
        #expect(labels(.init(name: ""), [0.3, 5.2]) == ["0", "1", "2", "3", "4", "5", "6"])
        #expect(labels(.init(name: "", range: 0...1)) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
        #expect(labels(.init(name: "", range: 0...0.05, format: .percent)) == ["0%", "1%", "2%", "3%", "4%", "5%"])
        #expect(labels(.init(name: "", range: 0.8...0.83, format: .percent)).prefix(2) == ["80.0%", "80.5%"])
        #expect(labels(.init(name: ""), [0, 4500]) == ["0", "1,000", "2,000", "3,000", "4,000", "5,000"])
        #expect(labels(.init(name: ""), [-0.2, 0.2]).contains("0.0"))
        #expect(labels(.init(name: "", range: 0...10, ticks: [0, 2.5, 5, 20])) == ["0.0", "2.5", "5.0"])
        #expect(ChartAxis(name: "").scale(for: [0.3, 5.2]).range == 0...6)
        #expect(ChartAxis(name: "").scale(for: []).range == 0...1)
    }

    @Test(arguments: [
        (1234567.0, 0, "1,234,567"), (-1234.5, 1, "-1,234.5"), (0.05, 2, "0.05"), (-0.001, 2, "0.00"), (999, 0, "999"),
        (1e20, 0, "1e+20"),
    ])
    func `decimal numbers`(value: Double, decimals: Int, text: String) {
        #expect(ChartAxis.decimal(value, decimals: decimals) == text)
    }
}
