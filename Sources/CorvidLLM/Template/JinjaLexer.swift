/// A word of the template language.
struct JinjaToken: Sendable {
    enum Kind: Sendable, Equatable {
        case data
        case variableBegin
        case variableEnd
        case blockBegin
        case blockEnd
        case name
        case string
        case integer(Int)
        case float(Double)
        case symbol(String)
        case end
    }

    var kind: Kind
    var units: [UInt32]
    /// Where it starts, in scalars of the source.
    var position: Int

    var text: String { JinjaText.string(units[...]) }
    func isName(_ name: String) -> Bool { kind == .name && JinjaText(units: units).equals(name) }
    func isSymbol(_ symbol: String) -> Bool { kind == .symbol(symbol) }
}

/// Splits a template into tokens as jinja2 does with `trim_blocks` and `lstrip_blocks` set.
struct JinjaLexer {
    let source: [UInt32]
    private var position = 0
    private var lineStarts = true
    private var tokens: [JinjaToken] = []

    private static let openBrace: UInt32 = 0x7B
    private static let closeBrace: UInt32 = 0x7D
    private static let percent: UInt32 = 0x25
    private static let hash: UInt32 = 0x23
    private static let minus: UInt32 = 0x2D
    private static let plus: UInt32 = 0x2B
    private static let newline: UInt32 = 0x0A

    /// Line ends become `\n`, and a last one is dropped.
    init(_ text: String) {
        var units: [UInt32] = []
        for scalar in text.unicodeScalars {
            if scalar == "\n", units.last == 13 {
                units[units.count - 1] = Self.newline
            } else {
                if units.last == 13 { units[units.count - 1] = Self.newline }
                units.append(scalar.value)
            }
        }
        if units.last == 13 { units[units.count - 1] = Self.newline }
        if units.last == Self.newline { units.removeLast() }
        source = units
    }

    mutating func tokenize() throws -> [JinjaToken] {
        while position < source.count { try scanData() }
        tokens.append(JinjaToken(kind: .end, units: [], position: source.count))
        return tokens
    }

    // MARK: Text between tags

    private mutating func scanData() throws {
        let start = position
        var open = start
        while open < source.count, !isTagStart(at: open) { open += 1 }
        guard open < source.count else {
            append(.data, start..<source.count)
            position = source.count
            return
        }
        let kind = source[open + 1]
        var after = open + 2
        let sign =
            after < source.count && (source[after] == Self.minus || source[after] == Self.plus) ? source[after] : 0
        if sign != 0 { after += 1 }
        appendData(start..<open, sign: sign, isVariable: kind == Self.openBrace)
        position = after
        lineStarts = false
        switch kind {
        case Self.hash: try skipComment(from: open)
        case Self.percent:
            if let bodyStart = rawBodyStart(at: after) {
                lineStarts = source[bodyStart - 1] == Self.newline
                try scanRaw(from: open, bodyStart: bodyStart)
            } else {
                append(.blockBegin, open..<after)
                try scanTag(from: open, isVariable: false)
            }
        default:
            append(.variableBegin, open..<after)
            try scanTag(from: open, isVariable: true)
        }
    }

    private func isTagStart(at index: Int) -> Bool {
        guard source[index] == Self.openBrace, index + 1 < source.count else { return false }
        return source[index + 1] == Self.openBrace || source[index + 1] == Self.percent
            || source[index + 1] == Self.hash
    }

    /// Text before a tag, less the white space that the tag eats.
    private mutating func appendData(_ range: Range<Int>, sign: UInt32, isVariable: Bool) {
        var end = range.upperBound
        if sign == Self.minus {
            while end > range.lowerBound, JinjaText.isSpace(source[end - 1]) { end -= 1 }
        } else if sign != Self.plus, !isVariable {
            var lineStart = end
            while lineStart > range.lowerBound, source[lineStart - 1] != Self.newline { lineStart -= 1 }
            if lineStart > range.lowerBound || lineStarts, source[lineStart..<end].allSatisfy(JinjaText.isSpace) {
                end = lineStart
            }
        }
        append(.data, range.lowerBound..<end)
    }

    private mutating func append(_ kind: JinjaToken.Kind, _ range: Range<Int>) {
        if kind == .data, range.isEmpty { return }
        tokens.append(JinjaToken(kind: kind, units: Array(source[range]), position: range.lowerBound))
    }

    // MARK: Comments and raw text

    private mutating func skipComment(from open: Int) throws {
        while position < source.count {
            if let end = tagEnd(at: position, close: Self.hash, eatsNewline: true, allowsPlus: true) {
                finishTag(at: end)
                return
            }
            position += 1
        }
        throw JinjaFault(code: .syntax, message: "the comment has no end '#}'").error(at: open, in: source)
    }

    /// Where a tag that ends at `index` ends, with the white space it eats.
    private func tagEnd(at index: Int, close: UInt32, eatsNewline: Bool, allowsPlus: Bool) -> Int? {
        func isClose(_ index: Int) -> Bool {
            index + 1 < source.count && source[index] == close && source[index + 1] == Self.closeBrace
        }
        if allowsPlus, source[index] == Self.plus, isClose(index + 1) { return index + 3 }
        if source[index] == Self.minus, isClose(index + 1) {
            var end = index + 3
            while end < source.count, JinjaText.isSpace(source[end]) { end += 1 }
            return end
        }
        guard isClose(index) else { return nil }
        let end = index + 2
        return eatsNewline && end < source.count && source[end] == Self.newline ? end + 1 : end
    }

    private mutating func finishTag(at end: Int) {
        position = end
        lineStarts = source[end - 1] == Self.newline
    }

    /// Where the text of a raw block starts, when the tag at hand is `raw`.
    private func rawBodyStart(at index: Int) -> Int? {
        guard let after = word("raw", at: index) else { return nil }
        return after < source.count
            ? tagEnd(at: after, close: Self.percent, eatsNewline: false, allowsPlus: false) : nil
    }

    /// Where the tag's end may stand when white space, `word` and white space stand at `index`.
    private func word(_ word: String, at index: Int) -> Int? {
        var index = index
        while index < source.count, JinjaText.isSpace(source[index]) { index += 1 }
        for scalar in word.unicodeScalars {
            guard index < source.count, source[index] == scalar.value else { return nil }
            index += 1
        }
        while index < source.count, JinjaText.isSpace(source[index]) { index += 1 }
        return index
    }

    private mutating func scanRaw(from open: Int, bodyStart: Int) throws {
        var index = bodyStart
        while index + 1 < source.count {
            if source[index] == Self.openBrace, source[index + 1] == Self.percent {
                var after = index + 2
                let sign =
                    after < source.count && (source[after] == Self.minus || source[after] == Self.plus)
                    ? source[after] : 0
                if sign != 0 { after += 1 }
                if let close = word("endraw", at: after), close < source.count,
                    let end = tagEnd(at: close, close: Self.percent, eatsNewline: true, allowsPlus: true)
                {
                    appendData(bodyStart..<index, sign: sign, isVariable: false)
                    finishTag(at: end)
                    return
                }
            }
            index += 1
        }
        throw JinjaFault(code: .syntax, message: "the raw block has no end '{% endraw %}'").error(at: open, in: source)
    }

    // MARK: Inside tags

    private mutating func scanTag(from open: Int, isVariable: Bool) throws {
        var brackets: [UInt32] = []
        while position < source.count {
            let unit = source[position]
            if brackets.isEmpty,
                let end = tagEnd(
                    at: position, close: isVariable ? Self.closeBrace : Self.percent, eatsNewline: !isVariable,
                    allowsPlus: !isVariable)
            {
                append(isVariable ? .variableEnd : .blockEnd, position..<end)
                finishTag(at: end)
                return
            }
            if JinjaText.isSpace(unit) {
                position += 1
            } else if (0x30...0x39).contains(unit) {
                try scanNumber()
            } else if Self.isNameUnit(unit) {
                let start = position
                while position < source.count, Self.isNameUnit(source[position]) { position += 1 }
                append(.name, start..<position)
            } else if unit == 0x22 || unit == 0x27 {
                try scanString(quote: unit)
            } else {
                try scanSymbol(&brackets)
            }
        }
        throw fault("the tag has no end '\(isVariable ? "}}" : "%}")'", at: open)
    }

    private static func isNameUnit(_ unit: UInt32) -> Bool {
        switch unit {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        case 0..<0x80: false
        default: Unicode.Scalar(unit).map { $0.properties.isXIDContinue } ?? false
        }
    }

    private mutating func scanSymbol(_ brackets: inout [UInt32]) throws {
        let pairs = ["//", "**", "==", "!=", ">=", "<="]
        let rest = JinjaText.string(source[position..<min(position + 2, source.count)])
        let symbol = pairs.contains(rest) ? rest : String(rest.unicodeScalars.prefix(1))
        guard "+-/*%~[](){}><=.:|,;".contains(symbol) || symbol.unicodeScalars.count == 2 else {
            throw fault("unexpected character '\(symbol)'", at: position)
        }
        switch source[position] {
        case 0x28: brackets.append(0x29)
        case 0x5B: brackets.append(0x5D)
        case 0x7B: brackets.append(0x7D)
        case 0x29, 0x5D, 0x7D:
            guard brackets.popLast() == source[position] else {
                throw fault("unexpected '\(symbol)'", at: position)
            }
        default: break
        }
        let end = position + symbol.unicodeScalars.count
        append(.symbol(symbol), position..<end)
        position = end
    }

    private mutating func scanNumber() throws {
        let start = position
        func digits(from index: Int) -> Int {
            var index = index
            while index < source.count,
                (0x30...0x39).contains(source[index])
                    || source[index] == 0x5F && index + 1 < source.count && (0x30...0x39).contains(source[index + 1])
            {
                index += 1
            }
            return index
        }
        var end = digits(from: start)
        let followsDot = start > 0 && source[start - 1] == 0x2E
        var isFloat = false
        if !followsDot {
            if end + 1 < source.count, source[end] == 0x2E, (0x30...0x39).contains(source[end + 1]) {
                end = digits(from: end + 1)
                isFloat = true
            }
            if end < source.count, source[end] | 0x20 == 0x65 {
                var exponent = end + 1
                if exponent < source.count, source[exponent] == Self.plus || source[exponent] == Self.minus {
                    exponent += 1
                }
                if exponent < source.count, (0x30...0x39).contains(source[exponent]) {
                    end = digits(from: exponent)
                    isFloat = true
                }
            }
        }
        let text = JinjaText.string(source[start..<end]).filter { $0 != "_" }
        if isFloat {
            append(.float(Double(text) ?? .infinity), start..<end)
        } else if let value = Int(text) {
            append(.integer(value), start..<end)
        } else {
            throw fault("the number \(text) is too large", at: start)
        }
        position = end
    }

    private mutating func scanString(quote: UInt32) throws {
        let start = position
        var units: [UInt32] = []
        position += 1
        while position < source.count, source[position] != quote {
            if source[position] == 0x5C {
                guard position + 1 < source.count else { break }
                try scanEscape(into: &units)
            } else {
                units.append(source[position])
                position += 1
            }
        }
        guard position < source.count else { throw fault("the string has no end", at: start) }
        position += 1
        tokens.append(JinjaToken(kind: .string, units: units, position: start))
    }

    private mutating func scanEscape(into units: inout [UInt32]) throws {
        let start = position
        let unit = source[position + 1]
        position += 2
        switch unit {
        case 0x0A: break
        case 0x5C, 0x27, 0x22: units.append(unit)
        case UInt32(UInt8(ascii: "a")): units.append(7)
        case UInt32(UInt8(ascii: "b")): units.append(8)
        case UInt32(UInt8(ascii: "f")): units.append(12)
        case UInt32(UInt8(ascii: "n")): units.append(10)
        case UInt32(UInt8(ascii: "r")): units.append(13)
        case UInt32(UInt8(ascii: "t")): units.append(9)
        case UInt32(UInt8(ascii: "v")): units.append(11)
        case 0x30...0x37:
            var value = unit - 0x30
            var count = 1
            while count < 3, position < source.count, (0x30...0x37).contains(source[position]) {
                value = value * 8 + source[position] - 0x30
                position += 1
                count += 1
            }
            units.append(value)
        case UInt32(UInt8(ascii: "x")), UInt32(UInt8(ascii: "u")), UInt32(UInt8(ascii: "U")):
            let count = unit == 0x78 ? 2 : unit == 0x75 ? 4 : 8
            let text = JinjaText.string(source[position..<min(position + count, source.count)])
            guard text.unicodeScalars.count == count, let value = UInt32(text, radix: 16), Unicode.Scalar(value) != nil
            else { throw fault("a wrong escape in the string", at: start) }
            units.append(value)
            position += count
        default: units += [0x5C, unit]
        }
    }

    private func fault(_ message: String, at position: Int) -> JinjaError {
        JinjaFault(code: .syntax, message: message).error(at: position, in: source)
    }
}
