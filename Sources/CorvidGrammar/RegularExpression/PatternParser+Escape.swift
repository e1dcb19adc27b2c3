extension PatternParser {
    /// An escape outside of a class.
    mutating func parseAtomEscape() throws(GrammarError) -> (Pattern, isQuantifiable: Bool) {
        let next = position + 1 < scalars.count ? Unicode.Scalar(scalars[position + 1]) : nil
        switch next {
        case "b":
            position += 2
            return (.wordBoundary(negated: false), false)
        case "B":
            position += 2
            return (.wordBoundary(negated: true), false)
        case .some("1"..."9"):
            throw failure(
                .unsupported, "backreferences like \\1 are not supported: they are not regular",
                advice: "spell out what the group matched, or write \\x{..} as \\u{..} if a character was meant")
        case "k":
            throw failure(
                .unsupported, "named backreferences, \\k<name>, are not supported: they are not regular",
                advice: "spell out what the group matched")
        default:
            let element = try parseClassEscape()
            return (try scalarSet(element.set), true)
        }
    }

    /// One element of a class: a set, or one code point that may begin or end a range.
    enum ClassElement {
        case one(UInt32)
        case many(ScalarSet)

        var set: ScalarSet {
            switch self {
            case .one(let scalar): ScalarSet(scalar)
            case .many(let set): set
            }
        }
    }

    /// An escape that stands for characters.
    mutating func parseClassEscape() throws(GrammarError) -> ClassElement {
        let start = position
        position += 1
        guard let scalar = peek else {
            position = start
            throw failure("the pattern ends after a backslash", advice: "escape the backslash as \\\\")
        }
        position += 1
        switch scalar {
        case "d": return .many(.digits)
        case "D": return .many(ScalarSet.digits.complement)
        case "w": return .many(.word)
        case "W": return .many(ScalarSet.word.complement)
        case "s": return .many(.space)
        case "S": return .many(ScalarSet.space.complement)
        case "p", "P": return .many(try parseProperty(negated: scalar == "P", from: start))
        case "t": return .one(0x09)
        case "n": return .one(0x0A)
        case "v": return .one(0x0B)
        case "f": return .one(0x0C)
        case "r": return .one(0x0D)
        case "0":
            if let digit = peek, "0"..."9" ~= digit {
                position = start
                throw failure("octal escapes are not part of ECMA-262's Unicode mode", advice: "write \\xHH")
            }
            return .one(0)
        case "c":
            guard let letter = peek, "a"..."z" ~= letter || "A"..."Z" ~= letter else {
                position = start
                throw failure("\\c is not followed by a letter", advice: "write \\xHH")
            }
            position += 1
            return .one(letter.value % 32)
        case "x":
            guard let value = parseHex(digits: 2) else {
                position = start
                throw failure("\\x is not followed by two hexadecimal digits", advice: "write \\xHH or \\u{H}")
            }
            return .one(value)
        case "u": return .one(try parseUnicodeEscape(from: start))
        case "a"..."z", "A"..."Z", "1"..."9":
            position = start
            let advice =
                switch scalar {
                case "A": "write ^ for the start of the text"
                case "Z", "z": "write $ for the end of the text"
                case "h": "write [ \\t]"
                default: "remove the backslash if the character itself is meant"
                }
            throw failure("\\\(scalar) is not an escape of ECMA-262", advice: advice)
        default: return .one(scalar.value)
        }
    }

    private mutating func parseUnicodeEscape(from start: Int) throws(GrammarError) -> UInt32 {
        if take("{") {
            var value: UInt32 = 0
            var digits = 0
            while let digit = peekHex {
                value = min(value << 4 | digit, 0x110000)
                digits += 1
                position += 1
            }
            guard digits > 0, value <= ScalarSet.lastCodePoint, take("}") else {
                position = start
                throw failure("\\u{…} does not hold a code point up to 10FFFF", advice: "write \\u{H…} in hexadecimal")
            }
            return value
        }
        guard let high = parseHex(digits: 4) else {
            position = start
            throw failure("\\u is not followed by four hexadecimal digits", advice: "write \\uHHHH or \\u{H…}")
        }
        let afterHigh = position
        if 0xD800...0xDBFF ~= high, take("\\"), take("u"), let low = parseHex(digits: 4), 0xDC00...0xDFFF ~= low {
            return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
        }
        position = afterHigh
        return high
    }

    private var peekHex: UInt32? {
        switch peek {
        case .some(let scalar) where "0"..."9" ~= scalar: scalar.value - 0x30
        case .some(let scalar) where "a"..."f" ~= scalar: scalar.value - 0x61 + 10
        case .some(let scalar) where "A"..."F" ~= scalar: scalar.value - 0x41 + 10
        default: nil
        }
    }

    private mutating func parseHex(digits: Int) -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = peekHex else { return nil }
            value = value << 4 | digit
            position += 1
        }
        return value
    }

    private mutating func parseProperty(negated: Bool, from start: Int) throws(GrammarError) -> ScalarSet {
        let advice = "write \\p{L}, \\p{Lu}, \\p{Script=Latin} or \\p{Alphabetic}"
        guard take("{") else {
            position = start
            throw failure("\\p is not followed by a property in braces", advice: advice)
        }
        var name = ""
        while let scalar = peek, scalar != "}", name.utf8.count < 64, scalar.isASCII {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take("}") else {
            position = start
            throw failure("\\p{…} is not closed", advice: advice)
        }
        guard let set = UnicodeProperty.set(named: name) else {
            position = start
            throw failure(.unsupported, "the Unicode property '\(name)' is unknown or not supported", advice: advice)
        }
        return negated ? set.complement : set
    }
}
