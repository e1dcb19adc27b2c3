import Corvid

/// Conversions of units and calculations with dates, in the calculator's notation.
enum MeasureQuestions {
    private struct Unit {
        /// As expressions name it, and how people do, plural.
        var symbol: String
        var words: [String]
    }

    private struct Family {
        var units: [Unit]
        /// How many of the first unit each is.
        var factors: [Rational]
    }

    private static func unit(_ symbol: String, _ words: String...) -> Unit { Unit(symbol: symbol, words: words) }

    private static let families: [Family] = [
        Family(
            units: [
                unit("m", "meters", "m"), unit("km", "kilometers", "km"), unit("cm", "centimeters", "cm"),
                unit("mm", "millimeters", "mm"),
            ],
            factors: [Rational(1), Rational(1000), Rational(1, over: 100), Rational(1, over: 1000)]),
        Family(
            units: [
                unit("cm", "centimeters", "cm"), unit("inches", "inches"), unit("ft", "feet"), unit("yd", "yards"),
            ],
            factors: [
                Rational(1), Rational(254, over: 100), Rational(3048, over: 100), Rational(9144, over: 100),
            ]),
        Family(
            units: [
                unit("g", "grams", "g"), unit("kg", "kilograms", "kg", "kilos"), unit("t", "tonnes"),
                unit("mg", "milligrams", "mg"),
            ],
            factors: [Rational(1), Rational(1000), Rational(1_000_000), Rational(1, over: 1000)]),
        Family(
            units: [
                unit("s", "seconds"), unit("min", "minutes"), unit("h", "hours"), unit("days", "days"),
                unit("weeks", "weeks"),
            ],
            factors: [Rational(1), Rational(60), Rational(3600), Rational(86_400), Rational(604_800)]),
        Family(
            units: [unit("ft", "feet"), unit("inches", "inches"), unit("yd", "yards")],
            factors: [
                Rational(12), Rational(1), Rational(36),
            ]),
    ]

    private static let questions = Phrases(
        """
        How many {b} are [in |there in |]{x} {a}?
        How many {b} [make|are] {x} {a}?
        Convert {x} {a} [to|into] {b}.
        What is {x} {a} in {b}?
        {x} {a} in {b}?
        Express {x} {a} in {b}.
        How much is {x} {a} in {b}?
        [Turn|Change] {x} {a} into {b}[|, please].
        I have {x} {a}. How many {b} is that?
        [Give|Tell] me {x} {a} in {b}.
        """)
    private static let answers = Phrases(
        """
        {x} {a} are {r}.
        That is {r}.
        It is {r}.
        The answer is {r}.
        """)

    static func conversion(_ composer: inout Composer) -> CalculatorTask {
        while true {
            let family = composer.pick(families)
            let places = composer.pick(2, of: Array(family.units.indices))
            let (from, to) = (family.units[places[0]], family.units[places[1]])
            let ratio = family.factors[places[0]] / family.factors[places[1]]
            let x =
                composer.chance(0.75)
                ? composer.figure(composer.int(2...500), words: 0.1)
                : composer.figure(Rational(composer.int(11...399), over: 10))
            let value = x.value * ratio
            guard value.isValid, let digits = value.decimalPlaces, digits <= 5, value.numerator < 100_000_000_000 else {
                continue
            }
            let (a, b) = (composer.pick(from.words), composer.pick(to.words))
            let text = composer.write(questions, ["x": x.marked, "a": a, "b": b])
            return CalculatorTask(
                text: text, written: { "\($0.reference(x)) \(from.symbol) in \(to.symbol)" },
                resolved: "\(x.value.calculatorText) \(from.symbol) in \(to.symbol)",
                result: "\(value.calculatorText) \(to.symbol)",
                answer: composer.write(answers, ["x": x.text, "a": a, "r": "{r}"]))
        }
    }

    // MARK: - Dates

    private static let daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    /// Days since 0000-03-01 in the Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = (y / 400, y % 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    }

    private static func date(_ number: Int) -> (text: String, weekday: String) {
        let (era, dayOfEra) = (number / 146_097, number % 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let text = "\(year)-\(Composer.padded(month))-\(Composer.padded(day))"
        // 2000-03-01 was a Wednesday.
        let weekday = (number - Self.number(2000, 3, 1)) % 7
        return (text, Words.weekdays[((weekday + 2) % 7 + 7) % 7])
    }

    private static let between = Phrases(
        """
        How many days are [there between|between|from] {a} [and|to] {b}?
        How many days [pass|lie|are there] between {a} and {b}?
        What is the number of days [between|from] {a} [and|to] {b}?
        How long is it from {a} to {b} in days?
        Count the days from {a} to {b}.
        {b} is how many days after {a}?
        """)
    private static let later = Phrases(
        """
        What [date|day] is it {n} {u} after {a}?
        Which date is {n} {u} after {a}?
        What date comes {n} {u} after {a}?
        {a} plus {n} {u}: which date is that?
        Starting on {a}, what is the date {n} {u} later?
        [What is|Give me] the date {n} {u} from {a}.
        """)
    private static let earlier = Phrases(
        """
        What [date|day] was it {n} {u} before {a}?
        Which date is {n} {u} before {a}?
        {a} minus {n} {u}: which date is that?
        What was the date {n} {u} earlier than {a}?
        """)
    private static let weekdayQuestions = Phrases(
        """
        What [weekday|day of the week] [is|was] {a}?
        Which weekday [is|was] {a}?
        On what day of the week [does|did] {a} fall?
        {a} is what day of the week?
        """)

    static func date(_ composer: inout Composer) -> CalculatorTask {
        let month = composer.int(1...12)
        let start = number(composer.int(1990...2035), month, composer.int(1...daysOfMonths[month - 1]))
        let (first, weekday) = date(start)
        let count = composer.int(2...400)
        switch composer.int(0...3) {
        case 0:
            let second = date(start + count).text
            return CalculatorTask(
                text: composer.write(between, ["a": first, "b": second]), written: { _ in "days(\(first), \(second))" },
                resolved: "days(\(first), \(second))", result: "\(count) days",
                answer: composer.pick(["It is {r}.", "There are {r} between them.", "That is {r}."]))
        case 1:
            return CalculatorTask(
                text: composer.write(weekdayQuestions, ["a": first]), written: { _ in "weekday(\(first))" },
                resolved: "weekday(\(first))", result: weekday,
                answer: composer.pick(["It is a {r}.", "\(first) is a {r}.", "That is a {r}."]))
        default:
            let isLater = composer.chance(0.7)
            let isWeeks = composer.chance(0.3)
            let amount = composer.figure(isWeeks ? composer.int(2...20) : composer.int(2...120))
            let days = amount.value.numerator * (isWeeks ? 7 : 1)
            let end = date(start + (isLater ? days : -days))
            let unit = isWeeks ? "weeks" : "days"
            let sign = isLater ? "+" : "-"
            return CalculatorTask(
                text: composer.write(isLater ? later : earlier, ["a": first, "n": amount.marked, "u": unit]),
                written: { "\(first) \(sign) \($0.reference(amount)) \(unit)" },
                resolved: "\(first) \(sign) \(amount.value.calculatorText) \(unit)",
                result: "\(end.text) (\(end.weekday))",
                answer: composer.pick(["It is {r}.", "That is {r}.", "The date is {r}."]))
        }
    }
}
