/// The language of the patterns that ``RegularExpression`` reads, for the format `regex`.
///
/// Groups nest up to the parser's bound, so a state's number stands for the stack, too.
final class PatternMachine: ExpressionMachine {
    static let start: Int32 = 0

    private struct State: Hashable {
        var pattern = PatternState()
        /// The bits and the number of missing bytes of a character that is not complete.
        var partial: UInt32 = 0
        var missing: UInt8 = 0
        var length: UInt8 = 0
    }

    private var states = [State()]
    private var index = [State(): start]
    // States of a class that differ in their last character only have these in common.
    private var firsts: [State: ByteSet] = [:]
    private var completions: [State: [UInt8]] = [:]

    func next(_ state: Int32, _ byte: UInt8) -> Int32 {
        guard let next = Self.next(states[Int(state)], byte) else { return -1 }
        if let known = index[next] { return known }
        let number = Int32(states.count)
        states.append(next)
        index[next] = number
        return number
    }

    private static func next(_ state: State, _ byte: UInt8) -> State? {
        var state = state
        if state.missing == 0 {
            switch byte {
            case 0..<0x80:
                guard state.pattern.take(UInt32(byte)) else { return nil }
                return state
            case 0xC2...0xDF: (state.partial, state.missing) = (UInt32(byte & 0x1F), 1)
            case 0xE0...0xEF: (state.partial, state.missing) = (UInt32(byte & 0x0F), 2)
            case 0xF0...0xF4: (state.partial, state.missing) = (UInt32(byte & 0x07), 3)
            default: return nil
            }
            state.length = state.missing + 1
        } else {
            guard 0x80...0xBF ~= byte else { return nil }
            state.partial = state.partial << 6 | UInt32(byte & 0x3F)
            state.missing -= 1
        }
        // All characters that begin so; a character may stand where a smaller one may, so the largest decides.
        let rest = UInt32(state.missing) * 6
        var largest = min(state.partial << rest | (1 << rest - 1), ScalarSet.lastCodePoint)
        let smallest: UInt32 = state.length == 2 ? 0x80 : state.length == 3 ? 0x800 : 0x10000
        guard largest >= smallest, state.partial << rest <= ScalarSet.lastCodePoint else { return nil }
        if 0xD800...0xDFFF ~= largest {
            guard state.partial << rest < 0xD800 else { return nil }
            largest = 0xD7FF
        }
        guard let after = state.pattern.after(largest) else { return nil }
        if state.missing == 0 { state = State(pattern: after) }
        return state
    }

    func isAccepting(_ state: Int32) -> Bool { Self.isAccepting(states[Int(state)]) }

    private static func isAccepting(_ state: State) -> Bool { state.missing == 0 && state.pattern.isAccepting }

    func firstBytes(_ state: Int32) -> ByteSet {
        let state = Self.alike(states[Int(state)])
        if let known = firsts[state] { return known }
        let set = ByteSet((0...0xF4).filter { Self.next(state, $0) != nil })
        firsts[state] = set
        return set
    }

    func completion(_ state: Int32) -> [UInt8] {
        let state = Self.alike(states[Int(state)])
        if let known = completions[state] { return known }
        let text = Self.completion(state)
        completions[state] = text
        return text
    }

    /// `state` without the last character of a class, which matters only behind a hyphen.
    private static func alike(_ state: State) -> State {
        var state = state
        if state.pattern.range == .afterCharacter { state.pattern.lower = 0 }
        return state
    }

    private static func completion(_ start: State) -> [UInt8] {
        var text: [UInt8] = []
        var state = start
        while !Self.isAccepting(state) {
            var found: (byte: UInt8, next: State)?
            for byte in Self.closingBytes(state) {
                guard let next = Self.next(state, byte) else { continue }
                found = (byte, next)
                break
            }
            guard let found else { break }
            text.append(found.byte)
            state = found.next
        }
        return text
    }

    /// What may lead out of a state, best first.
    private static func closingBytes(_ state: State) -> [UInt8] {
        if state.missing > 0 { return (0x80...0xBF).reversed() }
        let digits = "fedcba9876543210"
        let bytes: String
        switch state.pattern.mode {
        case .term, .backreference, .groupStart: bytes = ")"
        case .bounds, .boundsMinimum, .boundsComma, .boundsMaximum: bytes = ")"
        case .escape: bytes = "d"
        case .control: bytes = "z"
        case .property: bytes = "{"
        case .propertyName:
            let (first, last) = (Int(state.pattern.smallest), Int(state.pattern.largest))
            let shortest = UnicodeProperty.names[first..<last].min { $0.count < $1.count } ?? []
            let rest = shortest.dropFirst(Int(state.pattern.digits))
            return [rest.first ?? UInt8(ascii: "}")]
        case .unicode: bytes = state.pattern.bound <= 0xF ? "{" : digits
        case .codePoint: bytes = "}" + digits
        case .number, .highUnicode: bytes = digits
        case .high: bytes = "]\\"
        case .highEscape: bytes = "du"
        case .groupKind: bytes = ":"
        case .groupAngle: bytes = "="
        case .groupName: bytes = ">"
        case .classStart, .classElement: bytes = "]"
        }
        return Array(bytes.utf8)
    }
}
