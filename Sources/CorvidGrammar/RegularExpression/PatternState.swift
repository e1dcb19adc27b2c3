/// How far a pattern has been read: what ``PatternParser`` would know there, one character at a time.
///
/// It takes every pattern that the parser takes, but for names with characters beyond ASCII, and some that the parser
/// refuses as not supported. Every state can be completed.
struct PatternState: Hashable {
    enum Mode: UInt8 {
        case term, escape, backreference, control, property, propertyName, unicode, codePoint, number
        case high, highEscape, highUnicode
        case bounds, boundsMinimum, boundsComma, boundsMaximum
        case groupStart, groupKind, groupAngle, groupName
        case classStart, classElement
    }

    /// What stands before, where a quantifier might follow.
    enum Quantifiable: UInt8 {
        case no, yes, lazily
    }

    /// Where in a range of a class the next element stands.
    enum Range: UInt8 {
        /// No element stands before it.
        case none
        case afterCharacter, afterSet
        /// A hyphen stands before it, which makes a range or, after a set, means itself.
        case fromCharacter, fromSet
    }

    /// Counts above this are taken as equal to it.
    static let highestCount: UInt32 = 1_000_000

    var mode = Mode.term
    var quantifiable = Quantifiable.no
    var isDigitBarred = false
    var isInClass = false
    var range = Range.none
    /// The character before a hyphen in a class: what follows must not be smaller.
    var lower: UInt32 = 0
    /// The number that is being read, and what it must lie between.
    var value: UInt32 = 0
    var digits: UInt8 = 0
    var smallest: UInt32 = 0
    var largest: UInt32 = 0
    /// The high surrogate before a number that may be a low one.
    var highSurrogate: UInt32 = 0
    var minimum: UInt32 = 0
    var captures: UInt8 = 0
    /// The open groups: whether each may be repeated.
    var groups: [Bool] = []

    var isAccepting: Bool {
        guard groups.isEmpty, !isInClass else { return false }
        switch mode {
        case .term, .backreference, .bounds, .boundsMinimum, .boundsComma, .boundsMaximum: return true
        default: return false
        }
    }

    /// The state after `scalar`; nil if it may not stand here.
    func after(_ scalar: UInt32) -> PatternState? {
        var next = self
        return next.take(scalar) ? next : nil
    }

    mutating func take(_ scalar: UInt32) -> Bool {
        let character: UInt8 = scalar < 0x80 ? UInt8(scalar) : 0xFF
        let digit: UInt32? = 0x30...0x39 ~= scalar ? scalar - 0x30 : nil
        if isDigitBarred {
            if digit != nil { return false }
            isDigitBarred = false
        }
        switch mode {
        case .term: return takeTerm(character)
        case .escape: return isInClass ? takeClassEscape(character, scalar) : takeTermEscape(character, scalar)
        case .backreference:
            guard let digit else { return again(scalar) }
            value = value * 10 + digit
            return value <= captures
        case .control:
            guard UInt8(ascii: "a")...UInt8(ascii: "z") ~= character | 0x20, character != 0xFF else { return false }
            return finish(scalar % 32)
        case .property, .propertyName: return takeProperty(character)
        case .unicode, .codePoint, .number, .high, .highEscape, .highUnicode: return takeNumber(scalar)
        case .bounds, .boundsMinimum, .boundsComma, .boundsMaximum: return takeBounds(scalar, digit)
        case .groupStart, .groupKind, .groupAngle, .groupName: return takeGroup(character, scalar)
        case .classStart, .classElement: return takeClassElement(character, scalar)
        }
    }

    // MARK: Terms

    private mutating func takeTerm(_ character: UInt8) -> Bool {
        let before = quantifiable
        quantifiable = .no
        switch character {
        case UInt8(ascii: "\\"): mode = .escape
        case UInt8(ascii: "["):
            mode = .classStart
            isInClass = true
            range = .none
        case UInt8(ascii: "("):
            guard groups.count < PatternParser.maximumDepth else { return false }
            groups.append(true)
            mode = .groupStart
        case UInt8(ascii: ")"):
            guard let group = groups.popLast() else { return false }
            quantifiable = group ? .yes : .no
        case UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "$"): break
        case UInt8(ascii: "*"), UInt8(ascii: "+"):
            guard before == .yes else { return false }
            quantifiable = .lazily
        case UInt8(ascii: "?"):
            guard before != .no else { return false }
            quantifiable = before == .yes ? .lazily : .no
        case UInt8(ascii: "{"):
            mode = .bounds
            quantifiable = before == .yes ? .yes : .no
        default: quantifiable = .yes
        }
        return true
    }

    /// Takes what turned out to be ordinary characters as such, then `scalar`.
    private mutating func again(_ scalar: UInt32) -> Bool {
        forgetNumber()
        mode = .term
        quantifiable = .yes
        return take(scalar)
    }

    private mutating func forgetNumber() {
        (value, digits, smallest, largest, highSurrogate, minimum) = (0, 0, 0, 0, 0, 0)
    }

    private mutating func takeBounds(_ scalar: UInt32, _ digit: UInt32?) -> Bool {
        if let digit {
            switch mode {
            case .bounds: mode = .boundsMinimum
            case .boundsComma: mode = .boundsMaximum
            default: break
            }
            value = min(value * 10 + digit, Self.highestCount)
            return true
        }
        let closing = scalar == 0x7D && mode != .bounds
        if closing {
            guard quantifiable == .yes else { return false }
            if mode == .boundsMaximum, value < minimum || minimum == Self.highestCount { return false }
            forgetNumber()
            mode = .term
            quantifiable = .lazily
            return true
        }
        guard mode == .boundsMinimum, scalar == 0x2C else { return again(scalar) }
        (minimum, value) = (value, 0)
        mode = .boundsComma
        return true
    }

    private mutating func takeGroup(_ character: UInt8, _ scalar: UInt32) -> Bool {
        let isNameStart = character != 0xFF && (Self.isLetter(character) || character == 0x5F || character == 0x24)
        quantifiable = .no
        switch (mode, character) {
        case (.groupStart, UInt8(ascii: "?")): mode = .groupKind
        case (.groupStart, _):
            captures = min(captures + 1, 99)
            mode = .term
            return take(scalar)
        case (.groupKind, UInt8(ascii: ":")), (.groupKind, UInt8(ascii: "=")), (.groupKind, UInt8(ascii: "!")):
            mode = .term
        case (.groupKind, UInt8(ascii: "<")): mode = .groupAngle
        case (.groupAngle, UInt8(ascii: "=")), (.groupAngle, UInt8(ascii: "!")):
            groups[groups.count - 1] = false
            mode = .term
        case (.groupAngle, _):
            captures = min(captures + 1, 99)
            mode = .groupName
            return isNameStart
        case (.groupName, UInt8(ascii: ">")): mode = .term
        case (.groupName, _): return isNameStart || 0x30...0x39 ~= character
        default: return false
        }
        return true
    }

    static func isLetter(_ character: UInt8) -> Bool { 0x61...0x7A ~= character | 0x20 && character < 0x80 }

    // MARK: Ends

    /// Ends an atom, or an element of a class: one character, or a set.
    mutating func finish(_ character: UInt32?) -> Bool {
        forgetNumber()
        guard isInClass else {
            mode = .term
            quantifiable = .yes
            return true
        }
        mode = .classElement
        switch (range, character) {
        case (.fromCharacter, .some(let upper)):
            guard upper >= lower else { return false }
            (range, lower) = (.none, 0)
        case (.fromCharacter, nil), (.fromSet, _): (range, lower) = (.none, 0)
        case (_, .some(let character)): (range, lower) = (.afterCharacter, character)
        case (_, nil): (range, lower) = (.afterSet, 0)
        }
        return true
    }
}
