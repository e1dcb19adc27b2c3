/// The unit of a computed number, where the units of its operands leave no doubt.
struct LessonUnits: Sendable, Hashable {
    /// What stands at the numbers of slots: `$` before, or a word after them.
    private var units: [Int: String] = [:]

    private static let words: Set<String> = [
        "dollars", "euros", "cents", "pounds", "crowns", "francs", "pence", "km", "m", "cm", "mm", "kg", "g", "mg",
        "ml", "l",
        "metres", "meters", "centimetres", "kilometres", "kilometers", "litres", "liters", "grams", "kilograms",
        "minutes",
        "hours", "seconds", "days", "weeks", "months", "years", "miles", "degrees", "inches", "feet",
    ]

    init(_ text: LessonText) { scan(text.parts) }

    private mutating func scan(_ parts: [LessonText.Part]) {
        for (index, part) in parts.enumerated() {
            switch part {
            case .words: break
            case .choice(let variants): variants.forEach { scan($0) }
            case .slot(let slot):
                if index > 0, case .words(let before) = parts[index - 1], before.last == UInt8(ascii: "$") {
                    units[slot] = "$"
                }
                if index + 1 < parts.count, case .words(let after) = parts[index + 1], after.first == UInt8(ascii: " ")
                {
                    let word = after.dropFirst().prefix { 0x61...0x7A ~= $0 | 0x20 }
                    let unit = String(decoding: word, as: UTF8.self)
                    if Self.words.contains(unit), units[slot] == nil { units[slot] = unit }
                }
            }
        }
    }

    func isMoney(_ slot: Int) -> Bool { units[slot] == "$" }

    /// The unit of an expression's value: `$`, `km`; nil where it has none or is in doubt.
    func unit(of expression: LessonExpression) -> String? {
        guard let dimension = dimension(expression), dimension.count == 1, let only = dimension.first, only.value == 1
        else {
            return nil
        }
        return only.key
    }

    private func dimension(_ expression: LessonExpression) -> [String: Int]? {
        switch expression {
        case .number: return [:]
        case .slot(let slot): return units[slot].map { [$0: 1] } ?? [:]
        case .call(_, let arguments): return arguments.first.flatMap(dimension)
        case .operation(let sign, let left, let right):
            guard let a = dimension(left), let b = dimension(right) else { return nil }
            if sign == .times || sign == .divided, converts(left, b) || converts(right, a) { return nil }
            switch sign {
            case .plus, .minus: return a == b ? a : nil
            case .times: return a.merging(b, uniquingKeysWith: +).filter { $0.value != 0 }
            case .divided: return a.merging(b.mapValues { -$0 }, uniquingKeysWith: +).filter { $0.value != 0 }
            default: return nil
            }
        }
    }

    /// Whether a constant factor may turn one unit into another: minutes into seconds, dollars into cents.
    private func converts(_ factor: LessonExpression, _ other: [String: Int]) -> Bool {
        guard case .number(let number) = factor, !other.isEmpty else { return false }
        if other.count == 1, other["$"] == 1 { return false }
        return LessonNumber(6) < number
    }
}
