/// A picture as a list of simple marks, the first at the back. Lengths are in points: pixels of an SVG at its own size.
/// The origin is the upper left corner, and y grows downwards.
struct Drawing: Equatable {
    struct Point: Equatable {
        var x: Double
        var y: Double

        init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    struct Rectangle: Equatable {
        var left: Double
        var top: Double
        var right: Double
        var bottom: Double

        var width: Double { right - left }
        var height: Double { bottom - top }

        func contains(_ point: Point) -> Bool {
            point.x >= left && point.x <= right && point.y >= top && point.y <= bottom
        }

        func contains(_ other: Rectangle) -> Bool {
            other.left >= left && other.right <= right && other.top >= top && other.bottom <= bottom
        }

        func overlaps(_ other: Rectangle) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }
    }

    /// How a line is drawn; its ends and corners are round.
    struct Stroke: Equatable {
        var color: Color
        var width: Double
        /// Lengths of a dash and of the gap behind it, both without the round ends; nil for a solid line.
        var dash: Dash?

        struct Dash: Equatable {
            var on: Double
            var off: Double
        }
    }

    struct Text: Equatable {
        /// Where the text is fixed to its place.
        enum Anchor: String { case start, middle, end }

        var string: String
        /// On the base line.
        var position: Point
        /// Of the em.
        var size: Double
        var color: Color
        var anchor = Anchor.start
        var isBold = false
        /// Runs upwards rather than to the right.
        var isTurned = false
        /// Has a rim of white, to be read over lines.
        var hasRim = false
    }

    enum Primitive: Equatable {
        case line([Point], Stroke)
        case area([Point], Color, opacity: Double)
        /// A disc with a rim of white.
        case dot(Point, radius: Double, Color)
        case text(Text)
        /// What shows inside of a rectangle alone.
        case clipped(Rectangle, [Primitive])
    }

    var width: Int
    var height: Int
    var primitives: [Primitive] = []

    /// Width of the rim around text and dots.
    static let rim = 1.5
}
