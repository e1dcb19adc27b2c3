/// A colour of the screen (sRGB).
struct Color: Equatable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    /// - Parameter hex: 0xRRGGBB.
    init(_ hex: UInt32) {
        red = UInt8(truncatingIfNeeded: hex >> 16)
        green = UInt8(truncatingIfNeeded: hex >> 8)
        blue = UInt8(truncatingIfNeeded: hex)
    }

    /// As SVG writes it: `#rrggbb`.
    var hex: String {
        let digits = Array("0123456789abcdef")
        return [red, green, blue].reduce("#") { $0 + String([digits[Int($1 >> 4)], digits[Int($1 & 15)]]) }
    }

    static let white = Color(0xFFFFFF)
    static let ink = Color(0x222222)
    static let axis = Color(0x777777)
    static let grid = Color(0xE4E4E4)

    // Told apart by people with any kind of colour vision: Okabe and Ito, "Color Universal Design", 2008; the yellow is
    // left out, being too pale for a line on white.
    static let blue = Color(0x0072B2)
    static let vermilion = Color(0xD55E00)
    static let green = Color(0x009E73)
    static let purple = Color(0xCC79A7)
    static let orange = Color(0xE69F00)
    static let sky = Color(0x56B4E9)
    static let gray = Color(0x7A7A7A)
}
