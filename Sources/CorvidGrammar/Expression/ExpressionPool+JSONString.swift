// The content of a JSON string, read through its escapes (RFC 8259, section 7).
extension ExpressionPool {
    func jsonDerivative(_ content: ExpressionID, _ escape: JSONEscape, _ byte: UInt8) -> ExpressionID {
        switch escape.stage {
        case .plain:
            switch byte {
            case UInt8(ascii: "\""): return isNullable(content) ? .empty : .nothing
            case UInt8(ascii: "\\"):
                let next = JSONEscape(style: escape.style, stage: .backslash)
                return jsonFirstBytes(content, next).isEmpty ? .nothing : jsonString(content, state: next)
            case 0..<0x20: return .nothing
            default: return jsonString(keptDerivative(content, byte), state: escape)
            }
        case .backslash:
            if byte == UInt8(ascii: "u") {
                let next = JSONEscape(style: escape.style, stage: .hexadecimal)
                return jsonFirstBytes(content, next).isEmpty ? .nothing : jsonString(content, state: next)
            }
            guard let decoded = JSONEscape.short(byte), byte != UInt8(ascii: "/") || escape.style == .any else {
                return .nothing
            }
            return afterEscape(content, [decoded], escape)
        case .hexadecimal, .lowHexadecimal:
            guard let digit = JSONEscape.hexadecimal(byte), !(escape.style == .canonical && byte < 0x61 && byte >= 0x41)
            else { return .nothing }
            return afterDigit(content, escape, digit)
        case .lowBackslash:
            guard byte == UInt8(ascii: "\\") else { return .nothing }
            return jsonString(content, state: JSONEscape(style: escape.style, stage: .lowLetter, high: escape.high))
        case .lowLetter:
            guard byte == UInt8(ascii: "u") else { return .nothing }
            return jsonString(
                content, state: JSONEscape(style: escape.style, stage: .lowHexadecimal, high: escape.high))
        }
    }

    private func afterDigit(_ content: ExpressionID, _ escape: JSONEscape, _ digit: Int32) -> ExpressionID {
        let value = escape.value << 4 | digit
        let isLow = escape.stage == .lowHexadecimal
        if escape.digits < 3 {
            let next = JSONEscape(
                style: escape.style, stage: escape.stage, digits: escape.digits + 1, value: value, high: escape.high)
            return canFinish(content, next) ? jsonString(content, state: next) : .nothing
        }
        let unit = UInt32(value)
        if isLow {
            guard unit & 0xFC00 == 0xDC00 else { return .nothing }
            let scalar = 0x1_0000 + UInt32(escape.high) << 10 + (unit & 0x3FF)
            return afterEscape(content, UTF8Ranges.encode(scalar), escape)
        }
        if unit & 0xFC00 == 0xD800 {
            let next = JSONEscape(style: escape.style, stage: .lowBackslash, high: Int32(unit & 0x3FF))
            return canFinish(content, next) ? jsonString(content, state: next) : .nothing
        }
        guard unit & 0xFC00 != 0xDC00 else { return .nothing }
        return afterEscape(content, UTF8Ranges.encode(unit), escape)
    }

    private func afterEscape(_ content: ExpressionID, _ bytes: [UInt8], _ escape: JSONEscape) -> ExpressionID {
        if escape.style == .canonical, bytes.count == 1, escape.stage == .hexadecimal,
            !JSONEscape.isLongControl(bytes[0])
        {
            return .nothing
        }
        var rest = content
        for byte in bytes {
            rest = keptDerivative(rest, byte)
            if rest == .nothing { return .nothing }
        }
        return jsonString(rest, state: JSONEscape(style: escape.style))
    }

    func jsonFirstBytes(_ content: ExpressionID, _ escape: JSONEscape) -> ByteSet {
        switch escape.stage {
        case .plain:
            var set = firstBytes(content).subtracting(Self.escapedBytes)
            if isNullable(content) { set.insert(UInt8(ascii: "\"")) }
            if !jsonFirstBytes(content, JSONEscape(style: escape.style, stage: .backslash)).isEmpty {
                set.insert(UInt8(ascii: "\\"))
            }
            return set
        case .backslash:
            var set = ByteSet()
            let first = firstBytes(content)
            for byte in Self.shortEscapes where byte != UInt8(ascii: "/") || escape.style == .any {
                guard let decoded = JSONEscape.short(byte), first.contains(decoded) else { continue }
                if keptDerivative(content, decoded) != .nothing { set.insert(byte) }
            }
            let hexadecimal = JSONEscape(style: escape.style, stage: .hexadecimal)
            if canFinish(content, hexadecimal) { set.insert(UInt8(ascii: "u")) }
            return set
        case .hexadecimal, .lowHexadecimal:
            var set = ByteSet()
            for byte in Self.hexadecimalDigits
            where jsonDerivative(content, escape, byte) != .nothing {
                set.insert(byte)
            }
            return set
        case .lowBackslash: return ByteSet(CollectionOfOne(UInt8(ascii: "\\")))
        case .lowLetter: return ByteSet(CollectionOfOne(UInt8(ascii: "u")))
        }
    }

    /// Whether some way to finish the digits of an escape leads to content that may stand here.
    private func canFinish(_ content: ExpressionID, _ escape: JSONEscape) -> Bool {
        let missing = UInt32(4 - escape.digits) * 4
        let first = firstBytes(content)
        if escape.style == .canonical {
            // Only `\u00XX` for controls without a letter of their own.
            for byte in UInt8(0)..<0x20 where JSONEscape.isLongControl(byte) && first.contains(byte) {
                let isInReach = missing >= 16 || Int32(byte) >> Int32(missing) == escape.value
                if isInReach, keptDerivative(content, byte) != .nothing { return true }
            }
            return false
        }
        if content == anyText { return true }
        let low = missing >= 16 ? 0 : UInt32(escape.value) << missing
        let high = low | ((1 << missing) - 1)
        switch escape.stage {
        case .lowBackslash, .lowLetter: return reaches(content, lowRange(escape, 0xDC00...0xDFFF))
        case .lowHexadecimal:
            guard (0xDC00...0xDFFF).overlaps(low...high) else { return false }
            return reaches(content, lowRange(escape, (low...high).clamped(to: 0xDC00...0xDFFF)))
        default: break
        }
        if reaches(content, low...high) { return true }
        // A high surrogate stands for a range of scalars beyond the first plane.
        guard (0xD800...0xDBFF).overlaps(low...high) else { return false }
        let highs = (low...high).clamped(to: 0xD800...0xDBFF)
        let from = 0x1_0000 + (highs.lowerBound & 0x3FF) << 10
        let to = 0x1_0000 + (highs.upperBound & 0x3FF) << 10 + 0x3FF
        return reaches(content, from...to)
    }

    private func lowRange(_ escape: JSONEscape, _ units: ClosedRange<UInt32>) -> ClosedRange<UInt32> {
        let base = 0x1_0000 + UInt32(escape.high) << 10
        return (base + (units.lowerBound & 0x3FF))...(base + (units.upperBound & 0x3FF))
    }

    /// Whether `content` may go on with a scalar of `range`.
    private func reaches(_ content: ExpressionID, _ range: ClosedRange<UInt32>) -> Bool {
        func reaches(_ state: ExpressionID, _ piece: ArraySlice<ClosedRange<UInt8>>) -> Bool {
            guard let range = piece.first else { return true }
            let first = firstBytes(state)
            for byte in range where first.contains(byte) {
                let next = keptDerivative(state, byte)
                if next != .nothing, reaches(next, piece.dropFirst()) { return true }
            }
            return false
        }
        return UTF8Ranges.split(range).contains { reaches(content, $0[...]) }
    }

    static let escapedBytes = ByteSet(0...0x1F).union(ByteSet([UInt8(ascii: "\""), UInt8(ascii: "\\")]))
    private static let shortEscapes = Array("\"\\/bfnrt".utf8)
    private static let hexadecimalDigits = Array("0123456789abcdefABCDEF".utf8)
}
