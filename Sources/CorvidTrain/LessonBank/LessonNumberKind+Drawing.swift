extension LessonNumberKind {
    /// A number of this kind.
    ///
    /// - Parameter variety: how often a number is larger than usual or written as a word, where the kind allows both.
    func draw(_ random: inout Randomness, variety: Double = 0) -> LessonValue {
        func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        func fraction(_ numerator: Int, over denominator: Int) -> LessonNumber {
            LessonNumber(numerator, over: denominator) ?? LessonNumber(numerator)
        }
        switch self {
        case .small:
            let value = integer(2...12)
            return variety > 0 && random.chance(variety) ? Self.spelled(value) : LessonValue(LessonNumber(value))
        case .int:
            let isLarge = variety > 0 && random.chance(variety / 2)
            let value = isLarge ? integer(100...999) : integer(2...99)
            let isSpelled = variety > 0 && value <= 20 && random.chance(variety)
            return isSpelled ? Self.spelled(value) : LessonValue(LessonNumber(value))
        case .big:
            let isLarge = variety > 0 && random.chance(variety / 2)
            let value = isLarge ? integer(5_000...90_000) : integer(100...5_000)
            return value >= 1_000 && random.chance(0.25) ? Self.grouped(value) : LessonValue(LessonNumber(value))
        case .money:
            guard random.chance(0.5) else { return LessonValue(LessonNumber(integer(1...60))) }
            let cents = random.chance(0.5) ? integer(1...240) * 25 : integer(20...120) * 5
            let text = "\(cents / 100)." + (cents % 100 < 10 ? "0" : "") + "\(cents % 100)"
            return cents % 100 == 0
                ? LessonValue(LessonNumber(cents / 100)) : LessonValue(Array(text.utf8), fraction(cents, over: 100))
        case .decimal:
            let tenths = integer(5...200)
            return LessonValue(fraction(tenths, over: 10))
        case .percent: return LessonValue(LessonNumber(random.chance(0.7) ? integer(1...19) * 5 : integer(2...95)))
        case .word: return Self.spelled(random.chance(0.7) ? integer(2...20) : integer(21...60))
        case .ordinal:
            let value = integer(2...20)
            return LessonValue(Array(Self.ordinals[value].utf8), LessonNumber(value))
        case .mixed:
            let value = integer(2...60)
            return random.chance(0.5) ? Self.spelled(value) : LessonValue(LessonNumber(value))
        case .range(let low, let high, let places):
            let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
            let least = Int((low.double * Double(scale)).rounded())
            let most = Int((high.double * Double(scale)).rounded())
            return LessonValue(fraction(integer(least...max(least, most)), over: scale))
        }
    }

    /// The number as English words.
    private static func spelled(_ value: Int) -> LessonValue {
        LessonValue(Array(words(value).utf8), LessonNumber(value))
    }

    static func words(_ value: Int) -> String {
        if value < 20 { return units[value] }
        if value < 100 { return tens[value / 10] + (value % 10 == 0 ? "" : "-" + units[value % 10]) }
        return "\(value)"
    }

    /// With commas between thousands.
    private static func grouped(_ value: Int) -> LessonValue {
        let rest = "\(value % 1_000)"
        let text = "\(value / 1_000)," + String(repeating: "0", count: 3 - rest.utf8.count) + rest
        return LessonValue(Array(text.utf8), LessonNumber(value))
    }

    private static let units = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = [
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ]
    private static let ordinals = [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
        "nineteenth", "twentieth",
    ]
}
