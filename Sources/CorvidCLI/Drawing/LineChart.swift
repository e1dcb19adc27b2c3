/// Lines over two axes, with bands of confidence and marked points, to be drawn as SVG or PNG.
///
/// ```swift
/// let chart = LineChart(
///     title: "Quality and cost", x: .init(name: "large calls", format: .percent),
///     y: .init(name: "accuracy", format: .percent), series: [.init(name: "router", points: points)])
/// try chart.svg.write(toFile: "curve.svg", atomically: true, encoding: .utf8)
/// ```
///
/// Points that are not finite are left out, and what lies out of an axis's range is cut off at the frame.
struct LineChart {
    /// A place in the units of the axes.
    struct Point: Equatable {
        var x: Double
        var y: Double
    }

    struct Series {
        /// For the legend; none if empty.
        var name: String
        var color = Color.blue
        /// In points.
        var width = 2.0
        var isDashed = false
        /// Joined in their order.
        var points: [Point]
        var band: Band?
        var marks: [Mark] = []
    }

    /// The room between two lines, for example of a confidence interval.
    struct Band {
        var lower: [Point]
        var upper: [Point]
    }

    /// A point set off by a dot, with a label where it covers the least.
    struct Mark {
        var point: Point
        var label = ""
    }

    var title: String
    var x: ChartAxis
    var y: ChartAxis
    /// The first is the first of the legend, and drawn over the others.
    var series: [Series]
    /// In points, 240 to 4,000.
    var width = 720
    var height = 480

    var svg: String { drawing.svg }

    /// - Parameter scale: pixels to a point, 1 to 8.
    func png(scale: Int = 2) -> [UInt8] { drawing.png(scale: scale) }
}
