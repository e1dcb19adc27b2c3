/// Numbers as texts write them.
extension Composer {
    /// - Parameter words: how likely a small number is written out.
    mutating func figure(_ value: Int, words: Double = 0.12) -> Figure {
        if value >= 0, value <= 20 || value <= 100 && value % 10 == 0, chance(words) {
            return figure(Rational(value), text: Self.words(value))
        }
        let text = value >= 1000 && chance(0.4) ? grouped(value) : String(value)
        return figure(Rational(value), text: text)
    }

    mutating func figure(_ value: Rational, text: String? = nil) -> Figure {
        figures += 1
        return Figure(id: figures & 0x3FF, value: value, text: text ?? value.calculatorText)
    }

    private static let small = Words.split(
        """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen \
        eighteen nineteen
        """)
    private static let tens = Words.split("zero ten twenty thirty forty fifty sixty seventy eighty ninety")

    /// "twenty-five"; up to 999,999.
    static func words(_ number: Int) -> String {
        switch number {
        case ..<0: return "minus " + words(-number)
        case ..<20: return small[number]
        case ..<100: return tens[number / 10] + (number % 10 == 0 ? "" : "-" + small[number % 10])
        case ..<1000:
            return small[number / 100] + " hundred" + (number % 100 == 0 ? "" : " and " + words(number % 100))
        default:
            return words(number / 1000) + " thousand" + (number % 1000 == 0 ? "" : " " + words(number % 1000))
        }
    }
}
