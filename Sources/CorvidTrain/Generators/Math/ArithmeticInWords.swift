import Corvid

/// Teaches to write what is asked in words as one expression: sums, differences, products, quotients, parts, percentages,
/// powers, roots, comparisons, means, ratios, units, dates, several of them in one question, in digits and in words.
package struct ArithmeticInWords: ExampleSource {
    package let name = "arithmetic"
    let tools: TaskTools
    let portion: Portion

    package init(tools: TaskTools, portion: Portion = .training) {
        self.tools = tools
        self.portion = portion
    }

    package func example(_ random: inout Randomness) -> Example {
        var composer = Composer(random, portion)
        defer { random = composer.random }
        let offer = CalculatorOffer(tools: tools).draw(&composer)
        let tasks = (0..<composer.int(4...8)).map { _ in question(&composer).task }
        return Example(skill: .math, tools: offer, tasks: tasks)
    }

    private func question(_ composer: inout Composer) -> CalculatorTask {
        switch composer.int(0...99) {
        case ..<10: return MeasureQuestions.conversion(&composer)
        case ..<16: return MeasureQuestions.date(&composer)
        default: break
        }
        for _ in 0..<20 {
            let phrase = composer.chance(0.3) ? chain(&composer) : simple(&composer)
            let value = phrase.formula.value
            guard value.isValid, phrase.formula.value.denominator < 10_000, abs(value.numerator) < 1_000_000_000_000,
                value.decimalPlaces.map({ $0 <= 6 }) ?? composer.chance(0.15),
                value.numerator > 0 || composer.chance(0.15)
            else { continue }
            return CalculatorTask(
                text: frame(phrase, &composer), formula: phrase.formula,
                answer: answer(phrase, &composer))
        }
        let (a, b) = (composer.figure(composer.int(2...99)), composer.figure(composer.int(2...99)))
        return CalculatorTask(
            text: "What is \(a.marked) plus \(b.marked)?", formula: a + b, answer: "The answer is {r}.")
    }

    /// What is to be computed as a noun phrase ("12 plus 7", "the sum of …"), or as a whole question.
    struct Wording {
        var text: String
        var formula: Formula
        var isQuestion = false
        /// How the answer may begin: "The sum is".
        var subject: String?
    }

    private static let frames = Phrases(
        """
        What is {x}?
        What's {x}?
        What is {x}?
        What do you get [for|from] {x}?
        How much is {x}?
        How much is {x}?
        Calculate {x}.
        Compute {x}.
        Work out {x}[|, please].
        Find {x}.
        Please [calculate|compute|work out|find] {x}.
        Can you [calculate|compute|work out|tell me] {x}?
        [Tell|Give] me {x}.
        I need {x}.
        {X}?
        {X} = ?
        {X} equals what?
        {X} makes how much?
        {X} is how much?
        Evaluate {x}.
        Determine {x}.
        [Quick|Hey|Hi], what is {x}?
        My {job} wants to know: what is {x}?
        [The question is|Here is my question]: {x}?
        For my homework I need {x}.
        What does {x} come to?
        [If I type|What if I take] {x}, what comes out?
        What is the [result|value] of {x}?
        Let me know [how much|what] {x} is.
        """)
    private static let answers = Phrases(
        """
        The answer is {r}.
        The answer is {r}.
        The result is {r}.
        It is {r}.
        That is {r}.
        That makes {r}.
        {X} is {r}.
        """)

    private func frame(_ wording: Wording, _ composer: inout Composer) -> String {
        if wording.isQuestion { return wording.text.capitalizedSentence }
        let text = composer.write(Self.frames, ["x": wording.text, "X": wording.text.capitalizedSentence])
        return composer.chance(0.06) ? String(text.dropLast()) : text
    }

    private func answer(_ wording: Wording, _ composer: inout Composer) -> String {
        if let subject = wording.subject, composer.chance(0.6) { return subject.capitalizedSentence + " {r}." }
        // The question's own words are repeated only where they are short and a noun.
        let plain = String(wording.text.unicodeScalars.filter { !Figure.isMark($0) }.map(Character.init))
        let canRepeat = !wording.isQuestion && plain.count < 40 && !plain.contains(",")
        let forms = Self.answers.forms(for: composer.portion).filter { canRepeat || !$0.names("X") }
        guard !forms.isEmpty else { return "The answer is {r}." }
        return composer.write(composer.pick(forms), ["r": "{r}", "X": plain.capitalizedSentence])
    }

    // MARK: - One operation

    private static let sums = Phrases(
        """
        {a} plus {b}
        {a} + {b}
        {a} and {b} together
        the sum of {a} and {b}
        the total of {a} and {b}
        {a} added to {b}
        {a} increased by {b}
        {b} more than {a}
        """)
    private static let differences = Phrases(
        """
        {a} minus {b}
        {a} - {b}
        {a} less {b}
        {a} decreased by {b}
        {a} reduced by {b}
        {b} less than {a}
        {b} subtracted from {a}
        {b} taken away from {a}
        the difference [between|of] {a} and {b}
        """)
    private static let products = Phrases(
        """
        {a} times {b}
        {a} * {b}
        {a} x {b}
        {a} multiplied by {b}
        the product of {a} and {b}
        {a} lots of {b}
        """)
    private static let quotients = Phrases(
        """
        {a} divided by {b}
        {a} / {b}
        {a} over {b}
        the quotient of {a} and {b}
        {a} split into {b} equal parts
        {a} shared equally by {b}
        the ratio of {a} to {b}
        one part of {a} when it is cut into {b} equal parts
        """)
    private static let percentages = Phrases(
        """
        {p} percent of {a}
        {p}% of {a}
        {p} per cent of {a}
        {p} % of {a}
        """)
    private static let larger = Phrases(
        """
        How much [larger|bigger|greater|more] is {a} than {b}?
        By how much [is {a} larger than|does {a} exceed] {b}?
        How much [smaller|less] is {b} than {a}?
        How far apart are {b} and {a}?
        What must be added to {b} to [get|reach|make] {a}?
        How many more than {b} is {a}?
        What number plus {b} [equals|is|makes] {a}?
        What do I have to take from {a} to get {b}?
        """)
    private static let factors = Phrases(
        """
        How many times [as large|as big] is {a} [as|compared with] {b}?
        How many times does {b} go into {a}?
        How often does {b} fit into {a}?
        {b} times what [is|equals|makes] {a}?
        By what must {b} be multiplied to [get|give|make] {a}?
        What times {b} [equals|is] {a}?
        """)
    private static let shares = Phrases(
        """
        What percent of {a} is {b}?
        What percentage of {a} is {b}?
        {b} is what [percent|percentage] of {a}?
        How many percent of {a} are {b}?
        """)
    private static let increases = Phrases(
        """
        {a} increased by {p} percent
        {a} plus {p}%
        {a} with {p} percent added
        {a} raised by {p}%
        """)
    private static let decreases = Phrases(
        """
        {a} decreased by {p} percent
        {a} minus {p}%
        {a} [lowered|reduced|cut] by {p} percent
        {a} with {p}% off
        """)
    private static let averages = Phrases(
        """
        the average of {l}
        the mean of {l}
        the arithmetic mean of {l}
        the average value of {l}
        """)
    private static let totals = Phrases(
        """
        the sum of {l}
        the total of {l}
        {l} added together
        all of {l} together
        """)

    func number(_ composer: inout Composer) -> Figure {
        switch composer.int(0...9) {
        case ..<6: return composer.figure(composer.int(2...99), words: 0.2)
        case ..<8: return composer.figure(composer.int(100...5000))
        case 8: return composer.figure(Rational(composer.int(11...999), over: 10))
        default: return composer.figure(Rational(composer.int(101...9999), over: 100))
        }
    }

    private func simple(_ composer: inout Composer) -> Wording {
        var (a, b) = (number(&composer), number(&composer))
        func pair(_ phrases: Phrases, _ composer: inout Composer) -> String {
            composer.write(phrases, ["a": a.marked, "b": b.marked])
        }
        switch composer.int(0...15) {
        case 0: return Wording(text: pair(Self.sums, &composer), formula: a + b, subject: "the sum is")
        case 1, 2:
            if a.value < b.value { swap(&a, &b) }
            return Wording(text: pair(Self.differences, &composer), formula: a - b, subject: "the difference is")
        case 3, 4: return Wording(text: pair(Self.products, &composer), formula: a * b, subject: "the product is")
        case 5, 6:
            if composer.chance(0.6), b.value.isInteger {
                a = composer.figure(b.value * Rational(composer.int(2...40)))
            }
            return Wording(text: pair(Self.quotients, &composer), formula: a / b)
        case 7, 8:
            let p = composer.figure(composer.chance(0.8) ? composer.int(1...19) * 5 : composer.int(2...99), words: 0.15)
            return Wording(
                text: composer.write(Self.percentages, ["p": p.marked, "a": a.marked]), formula: p * a / 100)
        case 9:
            if a.value < b.value { swap(&a, &b) }
            return Wording(text: pair(Self.larger, &composer), formula: a - b, isQuestion: true)
        case 10:
            if b.value.isInteger { a = composer.figure(b.value * Rational(composer.int(2...30))) }
            return Wording(text: pair(Self.factors, &composer), formula: a / b, isQuestion: true)
        case 11:
            a = composer.figure(composer.int(1...20) * composer.pick([10, 20, 25, 50]))
            b = composer.figure(a.value * Rational(composer.int(1...19) * 5, over: 100))
            return Wording(
                text: pair(Self.shares, &composer), formula: b / a * 100, isQuestion: true, subject: "the percentage is"
            )
        case 12:
            let p = composer.figure(composer.int(1...15) * 5)
            let isMore = composer.chance(0.5)
            let text = composer.write(isMore ? Self.increases : Self.decreases, ["a": a.marked, "p": p.marked])
            let part = isMore ? Formula.constant(100) + p : Formula.constant(100) - p
            return Wording(text: text, formula: a * part / 100)
        case 13:
            let list = (0..<composer.int(3...5)).map { _ in composer.figure(composer.int(2...90)) }
            let text = Words.list(list.map(\.marked))
            let sum = list.dropFirst().reduce(Formula.figure(list[0])) { $0 + $1 }
            return composer.chance(0.6)
                ? Wording(
                    text: composer.write(Self.averages, ["l": text]), formula: sum / .constant(list.count),
                    subject: "the average is")
                : Wording(text: composer.write(Self.totals, ["l": text]), formula: sum, subject: "the total is")
        case 14: return power(&composer)
        default: return part(&composer)
        }
    }

    private func power(_ composer: inout Composer) -> Wording {
        let base = composer.figure(composer.int(2...15))
        switch composer.int(0...5) {
        case 0:
            let text = composer.pick(["\(base.marked) squared", "the square of \(base.marked)"])
            return Wording(text: text, formula: .call("^", [.figure(base), 2]))
        case 1:
            let text = composer.pick(["\(base.marked) cubed", "the cube of \(base.marked)"])
            return Wording(text: text, formula: .call("^", [.figure(base), 3]))
        case 2, 3:
            let exponent = composer.figure(composer.int(2...6))
            let form = composer.pick([
                "\(base.marked) to the power of \(exponent.marked)",
                "\(base.marked) raised to the power \(exponent.marked)",
                "\(base.marked)^\(exponent.marked)", "\(base.marked) to the power \(exponent.marked)",
            ])
            return Wording(text: form, formula: .call("^", [.figure(base), .figure(exponent)]))
        case 4:
            let square = composer.figure(composer.int(2...40).squared, words: 0.1)
            let text = composer.pick(["the square root of \(square.marked)", "the root of \(square.marked)"])
            return Wording(text: text, formula: .call("sqrt", [.figure(square)]), subject: "the square root is")
        default:
            let root = composer.int(2...12)
            let cube = composer.figure(root * root * root)
            return Wording(
                text: "the cube root of \(cube.marked)", formula: .call("cbrt", [.figure(cube)]),
                subject: "the cube root is")
        }
    }

    /// Halves, thirds, doubles. Words that are numbers themselves ("third", "twice") are named by reference like others.
    private func part(_ composer: inout Composer) -> Wording {
        let a = number(&composer)
        func word(_ text: String, _ value: Int, _ composer: inout Composer) -> Figure {
            composer.figure(Rational(value), text: text)
        }
        let x = a.marked
        switch composer.int(0...8) {
        case 0:
            return Wording(
                text: composer.pick(["half of \(x)", "one half of \(x)", "the half of \(x)"]), formula: a / 2)
        case 1:
            let third = word("third", 3, &composer)
            return Wording(text: composer.pick(["a", "one"]) + " \(third.marked) of \(x)", formula: a / third)
        case 2: return Wording(text: composer.pick(["a quarter of \(x)", "one quarter of \(x)"]), formula: a / 4)
        case 3:
            let (name, value) = composer.pick([("fourth", 4), ("fifth", 5), ("sixth", 6), ("eighth", 8), ("tenth", 10)])
            let part = word(name, value, &composer)
            return Wording(text: composer.pick(["a", "one"]) + " \(part.marked) of \(x)", formula: a / part)
        case 4, 5:
            let (name, value) = composer.pick([("twice", 2), ("double", 2), ("triple", 3), ("two times", 2)])
            let factor = word(name, value, &composer)
            return Wording(text: "\(factor.marked) \(x)", formula: factor * a)
        case 6:
            let three = word("three", 3, &composer)
            return Wording(text: "\(three.marked) quarters of \(x)", formula: a * three / 4)
        case 7:
            let (top, bottom) = (
                composer.figure(composer.int(2...5), words: 0), composer.figure(composer.int(6...9), words: 0)
            )
            return Wording(text: "\(top.marked)/\(bottom.marked) of \(x)", formula: a * top / bottom)
        default:
            let two = word("two", 2, &composer)
            return Wording(text: "\(two.marked) thirds of \(x)", formula: a * two / 3)
        }
    }

    // MARK: - Several operations

    private static let chains = Phrases(
        """
        [Take|Start with] {a}, {s} and {t}. What [do you get|is the result]?
        [Take|Start with] {a}. [Then {s}|{S}], [then|and] {t}. What [remains|comes out|is the result]?
        If you take {a}, {s} and [then |]{t}, what do you get?
        I think of {a}, {s} and {t}. What [do I have|is it] now?
        Begin with {a}; {s}; {t}. The result?
        """)

    private func chain(_ composer: inout Composer) -> Wording {
        let values = (0..<composer.int(3...4)).map { _ in
            composer.chance(0.85) ? composer.figure(composer.int(2...60), words: 0.15) : number(&composer)
        }
        if composer.chance(0.3) { return steps(values, &composer) }
        // With the usual order of operations, or grouped in words.
        var (a, b, c) = (values[0], values[1], values[2])
        switch composer.int(0...9) {
        case 0: return Wording(text: "\(a.marked) plus \(b.marked) times \(c.marked)", formula: a + b * c)
        case 1: return Wording(text: "\(a.marked) times \(b.marked) plus \(c.marked)", formula: a * b + c)
        case 2: return Wording(text: "\(a.marked) times \(b.marked) minus \(c.marked)", formula: a * b - c)
        case 3:
            let text = composer.pick([
                "the sum of \(a.marked) and \(b.marked), multiplied by \(c.marked)",
                "\(c.marked) times the sum of \(a.marked) and \(b.marked)",
                "(\(a.marked) + \(b.marked)) * \(c.marked)", "(\(a.marked)+\(b.marked))*\(c.marked)",
            ])
            return Wording(text: text, formula: (a + b) * c)
        case 4:
            if a.value < b.value { swap(&a, &b) }
            let text = composer.pick([
                "the difference between \(a.marked) and \(b.marked), times \(c.marked)",
                "\(c.marked) times the difference of \(a.marked) and \(b.marked)",
                "(\(a.marked) - \(b.marked)) * \(c.marked)",
            ])
            return Wording(text: text, formula: (a - b) * c)
        case 5:
            let text = composer.pick([
                "the sum of \(a.marked) and \(b.marked), divided by \(c.marked)",
                "(\(a.marked) + \(b.marked)) / \(c.marked)",
            ])
            return Wording(text: text, formula: (a + b) / c)
        case 6:
            let text = composer.pick([
                "\(a.marked) plus \(b.marked) minus \(c.marked)", "\(a.marked) + \(b.marked) - \(c.marked)",
            ])
            return Wording(text: text, formula: a + b - c)
        case 7:
            let p = composer.figure(composer.int(1...15) * 5)
            let text = composer.pick([
                "\(p.marked) percent of \(a.marked) plus \(b.marked)", "\(p.marked)% of \(a.marked), plus \(b.marked)",
            ])
            return Wording(text: text, formula: p * a / 100 + b)
        case 8:
            let text = composer.pick([
                "the product of \(a.marked) and \(b.marked) minus \(c.marked)",
                "\(c.marked) less than the product of \(a.marked) and \(b.marked)",
            ])
            return Wording(text: text, formula: a * b - c)
        default:
            let text = composer.pick([
                "half of the sum of \(a.marked) and \(b.marked)", "half the sum of \(a.marked) and \(b.marked)",
            ])
            return Wording(text: text, formula: (a + b) / 2)
        }
    }

    private func steps(_ values: [Figure], _ composer: inout Composer) -> Wording {
        var formula = Formula.figure(values[0])
        var texts: [String] = []
        for value in values.dropFirst().prefix(2) {
            let x = value.marked
            switch composer.int(0...4) {
            case 0:
                texts.append(composer.pick(["add \(x)", "increase it by \(x)"]))
                formula = formula + value
            case 1:
                texts.append(composer.pick(["subtract \(x)", "take away \(x)", "decrease it by \(x)"]))
                formula = formula - value
            case 2:
                texts.append(composer.pick(["multiply by \(x)", "multiply it by \(x)"]))
                formula = formula * value
            case 3:
                texts.append(composer.pick(["divide by \(x)", "divide it by \(x)"]))
                formula = formula / value
            default:
                let two = composer.figure(Rational(2), text: composer.pick(["double", "double", "triple"]))
                let factor = two.text == "double" ? two : composer.figure(Rational(3), text: "triple")
                texts.append("\(factor.marked) it")
                formula = formula * factor
            }
        }
        let text = composer.write(
            Self.chains,
            ["a": values[0].marked, "s": texts[0], "S": texts[0].capitalizedSentence, "t": texts[1]])
        return Wording(text: text, formula: formula, isQuestion: true)
    }
}

extension Int {
    fileprivate var squared: Int { self * self }
}
