import Corvid
import CorvidGrammar

/// A word problem whose numbers, names and wording are drawn anew each time.
struct WordProblemLesson: Sendable {
    let text: LessonText
    let expression: LessonExpression
    let constraints: [LessonExpression]
    let slots: LessonSlots
    /// Slots of numbers, and whether each may be written in words.
    private let numbers: [(slot: Int, kind: LessonNumberKind, allowsWords: Bool)]
    /// Slots of which words and what follows would be one number: "five dozen".
    private let digitsOnly: Set<Int>
    private let units: LessonUnits
    /// What belongs to the same portion.
    let group: String

    init(_ record: JSONValue) throws {
        guard let text = record["t"]?.text, let expression = record["e"]?.text else {
            throw LessonProblem("a word problem has the fields t and e")
        }
        var slots = LessonSlots(.wordProblem)
        self.text = try LessonText(text, slots: &slots)
        let parsed = try LessonExpressionParser.parse(expression) { slots.known($0) }
        self.expression = parsed
        constraints = try (record["c"]?.array ?? []).compactMap(\.text).map { constraint in
            try LessonExpressionParser.parse(constraint) { slots.known($0) }
        }
        self.slots = slots
        let (spelled, counting) = Self.slotsInWords(self.text)
        digitsOnly = counting
        numbers = slots.kinds.enumerated().compactMap { slot, kind in
            if case .number(let kind) = kind { (slot, kind, spelled.contains(slot)) } else { nil }
        }
        units = LessonUnits(self.text)
        let missing = parsed.slots.subtracting(self.text.slots)
        if let slot = missing.first {
            throw LessonProblem("{\(slots.names[slot])} of the expression stands in no text")
        }
        group = Self.group(record["s"]?.text ?? "", text)
    }

    /// Numbers by a name for what matters that no expression uses.
    var unusedNumbers: [String] {
        slots.names.enumerated().compactMap { slot, name in
            name.hasPrefix("N") && !expression.slots.contains(slot) ? name : nil
        }
    }

    /// Text and expression, for telling templates apart.
    var wording: String {
        let names = ["+": "plus", "-": "minus", "*": "times", "/": "over"]
        let formula = expression.text { leaf in
            if case .slot(let slot) = leaf { String(repeating: "n", count: 1 + slot) } else { "c" }
        }
        return text.words + formula.map { names[String($0)] ?? String($0) }.joined()
    }

    /// Problems about one story stay together: their tags begin with letters and the story's number.
    private static func group(_ tag: String, _ text: String) -> String {
        let letters = tag.prefix { $0.isLetter }
        let digits = tag.dropFirst(letters.count).prefix { $0.isNumber }
        guard digits.count >= 3 else { return text }
        let number = digits.unicodeScalars.map { String(UnicodeScalar(UInt8($0.value - 0x30 + 0x61))) }.joined()
        return "story \(letters) \(number)"
    }

    /// Slots that words can fill: nothing is glued to them anywhere.
    private static func slotsInWords(_ text: LessonText) -> (Set<Int>, digitsOnly: Set<Int>) {
        var glued: Set<Int> = []
        var counting: Set<Int> = []
        func scan(_ parts: [LessonText.Part]) {
            for (index, part) in parts.enumerated() {
                switch part {
                case .words: break
                case .choice(let variants): variants.forEach(scan)
                case .slot(let slot):
                    if index > 0, case .words(let before) = parts[index - 1], let last = before.last,
                        last != UInt8(ascii: " "), last != UInt8(ascii: "("), last != UInt8(ascii: "\"")
                    {
                        glued.insert(slot)
                    }
                    if index + 1 < parts.count, case .words(let after) = parts[index + 1], let first = after.first,
                        !" .,;?!)".utf8.contains(first) || after.starts(with: " %".utf8)
                    {
                        glued.insert(slot)
                    }
                    if index + 1 < parts.count, case .words(let after) = parts[index + 1],
                        [" dozen", " hundred", " thousand", " million", "-dozen"].contains(where: {
                            after.starts(with: $0.utf8)
                        })
                    {
                        counting.insert(slot)
                    }
                }
            }
        }
        scan(text.parts)
        return (text.slots.subtracting(glued).subtracting(counting), counting)
    }

    /// Numbers that satisfy the constraints; nil where none are found.
    private func draw(_ random: inout Randomness) -> LessonFilling? {
        let variety = random.chance(0.3) ? 0.35 : 0.0
        for attempt in 0..<3_000 {
            var values: [LessonNumber?] = Array(repeating: nil, count: slots.kinds.count)
            var filling = LessonFilling(slots)
            var seen: Set<LessonNumber> = []
            for (slot, kind, allowsWords) in numbers {
                var value = kind.draw(&random, variety: variety)
                // What is spelled out where only digits fit is written in digits after all.
                let isPlain = kind == .small || kind == .int
                if digitsOnly.contains(slot) || !allowsWords && isPlain, value.isSpelled, let number = value.number {
                    value = LessonValue(number)
                }
                values[slot] = value.number
                if let number = value.number { seen.insert(number) }
                filling.set(slot, value)
            }
            for (slot, number) in fitted(&values) { filling.set(slot, number) }
            // Equal numbers would leave open which one is meant.
            if attempt < 40, seen.count < numbers.count { continue }
            guard constraints.allSatisfy({ $0.holds { values[$0] } }) else { continue }
            guard let result = expression.value({ values[$0] }), LessonNumber(0) < result else { continue }
            let isClean =
                result.isInteger || result.decimal.map { $0.utf8.count <= 8 } == true && 100 % result.denominator == 0
            if attempt < 200, !isClean { continue }
            guard result.calculatorText != nil else { continue }
            return filling
        }
        return nil
    }

    /// Makes numbers divisible where constraints of the form `N1%N2==0` or `(N1-N2)%N3==0` want it: mere chance would
    /// take long.
    private func fitted(_ values: inout [LessonNumber?]) -> [(Int, LessonValue)] {
        var changed: [(Int, LessonValue)] = []
        for constraint in constraints {
            guard
                case .operation(.equal, .operation(.modulo, let dividend, let divisor), .number(let zero)) = constraint,
                zero == LessonNumber(0), let slot = dividend.leadingSlot,
                let kind = numbers.first(where: { $0.slot == slot })?.kind, kind != .money, kind != .decimal,
                kind != .ordinal,
                let value = values[slot], let whole = dividend.value({ values[$0] }),
                let unit = divisor.value({ values[$0] }),
                let rest = whole.modulo(unit), rest != zero, var number = value - rest
            else { continue }
            if number < LessonNumber(2), let more = number + unit { number = more }
            guard LessonNumber(1) < number, number.isInteger else { continue }
            let isWord = (kind == .word || kind == .mixed) && number < LessonNumber(100) && !digitsOnly.contains(slot)
            values[slot] = number
            changed.append((slot, isWord ? .spelled(number) : LessonValue(number)))
        }
        return changed
    }

    /// The task: problem, call or calls, sentence.
    ///
    /// - Parameter allowsSteps: whether several operations may become several calls.
    func task(_ random: inout Randomness, allowsSteps: Bool = true) -> Example.Task? {
        guard var filling = draw(&random) else { return nil }
        var problem = LessonFilling.Text()
        LessonSurroundings.open(&problem, &random)
        guard filling.append(text, to: &problem, &random) else { return nil }
        LessonSurroundings.close(&problem, &random)
        var references = LessonReferences()
        references.add(problem)
        var messages: [Message] = [.user(problem.string)]
        guard let value = calculate(filling, allowsSteps, &references, &messages, &random) else { return nil }
        messages.append(.assistant(sentence(value, problem.string, filling)))
        return Example.Task(messages)
    }

    // MARK: Calls

    private typealias Operand = (written: String, resolved: String, value: LessonNumber)

    private func calculate(
        _ filling: LessonFilling, _ allowsSteps: Bool, _ references: inout LessonReferences,
        _ messages: inout [Message],
        _ random: inout Randomness
    ) -> LessonNumber? {
        var used: Set<Int> = []
        for slot in expression.slots {
            if let number = filling.number(slot), let entry = references.entry(of: slot, value: number) {
                used.insert(entry.place)
            }
        }
        let known = references
        let originals: [Int: Operand] = Dictionary(
            uniqueKeysWithValues: expression.slots.compactMap { slot in
                filling.number(slot).map { (slot, Self.operand($0, known.entry(of: slot, value: $0))) }
            })
        func constant(_ number: LessonNumber) -> Operand { Self.operand(number, known.free(number, used: used)) }
        // Results of earlier calls follow the slots.
        var results: [Operand] = []
        let base = slots.kinds.count
        func operand(_ leaf: LessonExpression) -> Operand? {
            switch leaf {
            case .number(let number): constant(number)
            case .slot(let slot) where slot >= base: results.indices.contains(slot - base) ? results[slot - base] : nil
            case .slot(let slot): originals[slot]
            default: nil
            }
        }
        var steps = [expression]
        if allowsSteps, expression.operations > 1, random.chance(0.2), isPositive(expression, filling) {
            steps = split(base)
        }
        var value: LessonNumber?
        for (index, step) in steps.enumerated() {
            guard let calculation = LessonCalculation(step, operand: operand) else { return nil }
            let call = calculation.call(index + 1)
            messages.append(.assistant("", toolCalls: [call]))
            messages.append(.tool(calculation.result, call: call))
            var text = LessonFilling.Text()
            text.append(calculation.result)
            references.add(text)
            guard let entry = references.entries.last(where: { $0.value == calculation.value }) else {
                // Nothing exact to refer to: the splitting ends here.
                return index == steps.count - 1 ? calculation.value : nil
            }
            results.append(Self.operand(calculation.value, entry))
            value = calculation.value
        }
        return value
    }

    private static func operand(_ number: LessonNumber, _ entry: LessonReferences.Entry?) -> Operand {
        let plain = number.decimal ?? "\(number.double)"
        return (entry.map { "@\($0.place)" } ?? plain, entry?.text ?? plain, number)
    }

    /// Whether every part of an expression is a positive decimal that ends, so that it can be a step.
    private func isPositive(_ expression: LessonExpression, _ filling: LessonFilling) -> Bool {
        guard let value = expression.value({ filling.number($0) }), LessonNumber(0) < value, value.decimal != nil else {
            return false
        }
        guard case .operation(_, let left, let right) = expression else { return true }
        return isPositive(left, filling) && isPositive(right, filling)
    }

    /// The expression as steps of one operation each; the results are slots from `base` on.
    private func split(_ base: Int) -> [LessonExpression] {
        var steps: [LessonExpression] = []
        func reduce(_ expression: LessonExpression) -> LessonExpression {
            guard case .operation(let sign, let left, let right) = expression else { return expression }
            let a = reduce(left)
            let b = reduce(right)
            steps.append(.operation(sign, a, b))
            return .slot(base + steps.count - 1)
        }
        _ = reduce(expression)
        return steps
    }

    // MARK: Answer

    private func sentence(_ value: LessonNumber, _ problem: String, _ filling: LessonFilling) -> String {
        let number = value.decimal ?? value.rounded(to: 2)?.decimal ?? ""
        let isExact = value.decimal != nil
        var amount = number
        switch units.unit(of: expression) {
        case "$"?: amount = "$" + Self.money(number)
        case let unit? where value != LessonNumber(1): amount = number + " " + unit
        default: break
        }
        guard isExact else { return "The answer is about \(amount)." }
        let people = slots.kinds.enumerated().compactMap { slot, kind in
            if case .person = kind { filling.values[slot]?.text } else { nil }
        }
        let answer = AnswerSentence(amount: amount, number: number, isOne: value == LessonNumber(1), people: people)
        return answer.answer(to: problem)
    }

    /// `3.5` as `3.50`.
    private static func money(_ number: String) -> String {
        guard let point = number.firstIndex(of: ".") else { return number }
        let places = number.distance(from: point, to: number.endIndex) - 1
        return places == 1 ? number + "0" : number
    }
}
