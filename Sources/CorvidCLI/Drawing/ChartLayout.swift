/// Finds a place for everything of a chart, from the outside in.
struct ChartLayout {
    private static let titleSize = 17.0
    private static let textSize = 12.5
    private static let margin = 18.0
    private static let tick = 5.0
    /// Of a capital, in ems.
    private static let capital = 0.7

    private let chart: LineChart
    private let x: ChartAxis.Scale
    private let y: ChartAxis.Scale
    private let width: Int
    private let height: Int
    private let plot: Drawing.Rectangle
    /// Marks that stand outside of the plot.
    private var frame: [Drawing.Primitive] = []

    init(_ chart: LineChart) {
        self.chart = chart
        width = min(max(240, chart.width), 4000)
        height = min(max(240, chart.height), 4000)
        let points = chart.series.flatMap { series in
            series.points + series.marks.map(\.point) + (series.band.map { $0.lower + $0.upper } ?? [])
        }
        x = chart.x.scale(for: points.map(\.x))
        y = chart.y.scale(for: points.map(\.y))

        let size = Self.textSize
        let widest = y.ticks.map { StrokeFont.width($0.label, size: size) }.max() ?? 0
        let left = Self.margin + (chart.y.name.isEmpty ? 0 : size * 1.9) + widest + Self.tick + 5
        // The last label of the axis stands half beyond it.
        let half = (x.ticks.last.map { StrokeFont.width($0.label, size: size) } ?? 0) / 2
        let right = Double(width) - max(Self.margin, half * 1.15 + 6)
        var top = Self.margin
        let bottom = Double(height) - Self.margin - (chart.x.name.isEmpty ? 0 : size * 1.7) - size - Self.tick - 4

        if !chart.title.isEmpty {
            let widthOfTitle = StrokeFont.width(chart.title, size: Self.titleSize, isBold: true)
            // A long title is set smaller, and a very long one is cut.
            let titleSize = Self.titleSize * min(1, max(0.7, (right - left) / widthOfTitle))
            let title = Self.fitted(chart.title, size: titleSize, isBold: true, into: right - left)
            top += Self.capital * titleSize
            frame.append(
                .text(
                    .init(
                        string: title, position: .init(left, top), size: titleSize, color: .ink, isBold: true)))
            top += 14
        }
        let legend = Self.legend(chart.series, left: left, top: top, right: right)
        frame += legend.primitives
        top = legend.bottom
        plot = Drawing.Rectangle(left: left, top: top, right: right, bottom: max(top + 40, bottom))
    }

    var drawing: Drawing {
        let frameOfPlot = axes
        return Drawing(
            width: width, height: height,
            primitives: frame + frameOfPlot.grid + [.clipped(plot, bands + lines)] + frameOfPlot.axes + marks)
    }

    // MARK: Around the plot

    /// The text, or its start with three points behind it.
    private static func fitted(_ text: String, size: Double, isBold: Bool = false, into width: Double) -> String {
        if StrokeFont.width(text, size: size, isBold: isBold) <= width { return text }
        var start = text
        while !start.isEmpty, StrokeFont.width(start + "...", size: size, isBold: isBold) > width { start.removeLast() }
        return start + "..."
    }

    /// Rows of samples of the lines with their names.
    private static func legend(
        _ series: [LineChart.Series], left: Double, top: Double, right: Double
    ) -> (primitives: [Drawing.Primitive], bottom: Double) {
        let (sample, gap, space, rowHeight) = (26.0, 7.0, 20.0, textSize * 1.55)
        var primitives: [Drawing.Primitive] = []
        var (along, row) = (left, top + 6)
        let named = series.filter { !$0.name.isEmpty }
        for series in named {
            let name = fitted(series.name, size: textSize, into: right - left - sample - gap)
            // Room to spare, as the font of an SVG may run wider.
            let width = sample + gap + StrokeFont.width(name, size: textSize) * 1.1
            if along > left, along + width > right { (along, row) = (left, row + rowHeight) }
            if series.band != nil {
                let (from, to) = (row - 5, row + 5)
                primitives.append(
                    .area(
                        [.init(along, from), .init(along + sample, from), .init(along + sample, to), .init(along, to)],
                        series.color, opacity: bandOpacity))
            }
            primitives.append(.line([.init(along + 1, row), .init(along + sample - 1, row)], stroke(series)))
            primitives.append(
                .text(
                    .init(
                        string: name, position: .init(along + sample + gap, row + capital * textSize / 2),
                        size: textSize, color: .ink)))
            along += width + space
        }
        return (primitives, named.isEmpty ? top + 4 : row + rowHeight)
    }

    private var axes: (grid: [Drawing.Primitive], axes: [Drawing.Primitive]) {
        let size = Self.textSize
        var grid: [Drawing.Primitive] = []
        var axes: [Drawing.Primitive] = [
            .line(
                [.init(plot.left, plot.top), .init(plot.left, plot.bottom), .init(plot.right, plot.bottom)],
                .init(color: .axis, width: 1))
        ]
        var end = -Double.infinity
        for tick in x.ticks {
            let place = plot.left + x.part(tick.value) * plot.width
            grid.append(
                .line([.init(place, plot.top), .init(place, plot.bottom)], .init(color: .grid, width: 1)))
            axes.append(
                .line(
                    [.init(place, plot.bottom), .init(place, plot.bottom + Self.tick)], .init(color: .axis, width: 1)))
            let half = StrokeFont.width(tick.label, size: size) / 2
            // Labels that would touch are left out.
            guard place - half > end + 6 else { continue }
            end = place + half
            axes.append(
                .text(
                    .init(
                        string: tick.label,
                        position: .init(place, plot.bottom + Self.tick + 5 + Self.capital * size), size: size,
                        color: .ink, anchor: .middle)))
        }
        var lowest = Double.infinity
        for tick in y.ticks {
            let place = plot.bottom - y.part(tick.value) * plot.height
            grid.append(
                .line([.init(plot.left, place), .init(plot.right, place)], .init(color: .grid, width: 1)))
            axes.append(
                .line([.init(plot.left - Self.tick, place), .init(plot.left, place)], .init(color: .axis, width: 1)))
            guard abs(lowest - place) > size else { continue }
            lowest = place
            axes.append(
                .text(
                    .init(
                        string: tick.label,
                        position: .init(plot.left - Self.tick - 5, place + Self.capital * size / 2), size: size,
                        color: .ink, anchor: .end)))
        }
        axes.append(
            .text(
                .init(
                    string: Self.fitted(chart.x.name, size: size, into: plot.width),
                    position: .init((plot.left + plot.right) / 2, Double(height) - Self.margin), size: size,
                    color: .ink, anchor: .middle)))
        axes.append(
            .text(
                .init(
                    string: Self.fitted(chart.y.name, size: size, into: plot.height),
                    position: .init(Self.margin + Self.capital * size, (plot.top + plot.bottom) / 2), size: size,
                    color: .ink, anchor: .middle, isTurned: true)))
        return (grid, axes)
    }

    // MARK: In the plot

    private static let bandOpacity = 0.16

    private static func stroke(_ series: LineChart.Series) -> Drawing.Stroke {
        let width = min(max(0.25, series.width), 20)
        return .init(
            color: series.color, width: width,
            dash: series.isDashed ? .init(on: 3 + width, off: 3 + 2 * width) : nil)
    }

    private func place(_ point: LineChart.Point) -> Drawing.Point? {
        guard ChartAxis.isDrawable(point.x), ChartAxis.isDrawable(point.y) else { return nil }
        // Far outside is as good as very far, and lines to there stay cheap to draw.
        let x = min(max(-3, x.part(point.x)), 4)
        let y = min(max(-3, y.part(point.y)), 4)
        return .init(plot.left + x * plot.width, plot.bottom - y * plot.height)
    }

    /// The points of a line, without those that nobody can tell from the one before.
    private func path(_ points: [LineChart.Point]) -> [Drawing.Point] {
        let places = points.compactMap(place)
        var path: [Drawing.Point] = []
        for (index, point) in places.enumerated() {
            if let last = path.last, index < places.count - 1, abs(point.x - last.x) + abs(point.y - last.y) < 0.25 {
                continue
            }
            path.append(point)
        }
        return path
    }

    private var bands: [Drawing.Primitive] {
        chart.series.reversed().compactMap { series in
            guard let band = series.band else { return nil }
            let outline = path(band.lower) + path(band.upper).reversed()
            return outline.count > 2 ? .area(outline, series.color, opacity: Self.bandOpacity) : nil
        }
    }

    private var lines: [Drawing.Primitive] {
        chart.series.reversed().compactMap { series in
            let path = path(series.points)
            return path.count > 1 ? .line(path, Self.stroke(series)) : nil
        }
    }

    /// The dots and their labels.
    private var marks: [Drawing.Primitive] {
        let marks = chart.series.flatMap { series in
            series.marks.compactMap { mark in place(mark.point).map { ($0, mark.label, series.color) } }
        }.filter { plot.contains($0.0) }
        var labels = LabelPlacement(
            frame: plot, lines: chart.series.map { path($0.points) }, dots: marks.map(\.0), radius: Self.dotRadius)
        let dots = marks.map { Drawing.Primitive.dot($0.0, radius: Self.dotRadius, $0.2) }
        return dots
            + marks.filter { !$0.1.isEmpty }.map { point, label, _ in
                let text = Self.fitted(label, size: Self.textSize, into: plot.width - 10)
                let width = StrokeFont.width(text, size: Self.textSize) * 1.06
                let box = labels.place(width: width, height: Self.capital * Self.textSize, at: point)
                // Fixed on the side of the dot, so that a font of another width does not run into it.
                let isLeft = box.right < point.x
                return .text(
                    .init(
                        string: text, position: .init(isLeft ? box.right : box.left, box.bottom), size: Self.textSize,
                        color: .ink, anchor: isLeft ? .end : .start, hasRim: true))
            }
    }

    private static let dotRadius = 4.0
}

extension LineChart {
    var drawing: Drawing { ChartLayout(self).drawing }
}
