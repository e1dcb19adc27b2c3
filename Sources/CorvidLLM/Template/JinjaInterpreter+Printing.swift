/// Values as text: Python's `str` and `repr`.
extension JinjaInterpreter {
    /// `str(value)`.
    func printed(_ value: JinjaValue) throws -> JinjaText {
        switch value {
        case .text(let text): return text
        case .undefined: return JinjaText("")
        default: return try represented(value)
        }
    }

    /// `repr(value)`.
    func represented(_ value: JinjaValue) throws -> JinjaText {
        var units: [UInt32] = []
        try represent(value, into: &units)
        return JinjaText(units: units)
    }

    private func represent(_ value: JinjaValue, into units: inout [UInt32]) throws {
        try step()
        let start = units.count
        switch value {
        case .undefined: append("Undefined", to: &units)
        case .none: append("None", to: &units)
        case .bool(let value): append(value ? "True" : "False", to: &units)
        case .integer(let value): append(String(value), to: &units)
        case .float(let value): append(pythonDescription(of: value), to: &units)
        case .bigInteger(let digits): append(digits, to: &units)
        case .text(let text): represent(text, into: &units)
        case .list(let sequence): try represent(sequence.elements, "[", "]", into: &units)
        case .view(let sequence):
            append("dict_items(", to: &units)
            try represent(sequence.elements, "[", "]", into: &units)
            append(")", to: &units)
        case .tuple(let sequence):
            try represent(sequence.elements, "(", sequence.elements.count == 1 ? ",)" : ")", into: &units)
        case .mapping(let mapping):
            append("{", to: &units)
            for (index, entry) in mapping.entries.enumerated() {
                if index > 0 { append(", ", to: &units) }
                try represent(entry.key, into: &units)
                append(": ", to: &units)
                try represent(entry.value, into: &units)
            }
            append("}", to: &units)
            return
        case .namespace, .loop, .function, .iterator: append("<\(value.typeName)>", to: &units)
        }
        try charge(units.count - start)
    }

    private func represent(_ elements: [JinjaValue], _ open: String, _ close: String, into units: inout [UInt32]) throws
    {
        append(open, to: &units)
        for (index, element) in elements.enumerated() {
            if index > 0 { append(", ", to: &units) }
            try represent(element, into: &units)
        }
        append(close, to: &units)
    }

    private func append(_ text: String, to units: inout [UInt32]) {
        units += text.unicodeScalars.map(\.value)
    }

    /// A string in quotation marks, with what cannot be printed escaped.
    private func represent(_ text: JinjaText, into units: inout [UInt32]) {
        let plain = text.plain
        let quote: UInt32 = plain.contains(0x27) && !plain.contains(0x22) ? 0x22 : 0x27
        units.append(quote)
        for unit in text.units {
            let mark = unit & JinjaText.mark
            switch unit & JinjaText.scalarMask {
            case quote, 0x5C: units += [0x5C | mark, unit]
            case 0x0A: units += [0x5C | mark, 0x6E | mark]
            case 0x0D: units += [0x5C | mark, 0x72 | mark]
            case 0x09: units += [0x5C | mark, 0x74 | mark]
            case 0x20: units.append(unit)
            default:
                let scalar = JinjaText.scalar(unit)
                if Self.isPrintable(scalar) {
                    units.append(unit)
                } else {
                    let (letter, count) =
                        scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
                    let digits = String(scalar.value, radix: 16)
                    let escape = "\\" + letter + String(repeating: "0", count: count - digits.count) + digits
                    units += escape.unicodeScalars.map { $0.value | mark }
                }
            }
        }
        units.append(quote)
    }

    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}

/// Python's `repr` of a float: the shortest digits, with an exponent below 1e-4 and from 1e16 on.
func pythonDescription(of value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let description = value.magnitude.description.split(separator: "e")
    let parts = description[0].split(separator: ".")
    var exponent = description.count > 1 ? Int(description[1]) ?? 0 : 0
    let fraction = parts.count > 1 && parts[1] != "0" ? String(parts[1]) : ""
    var digits = String(parts[0]) + fraction
    exponent += parts[0].count - 1
    let leadingZeros = digits.prefix { $0 == "0" }.count
    guard leadingZeros < digits.count else { return value.sign == .minus ? "-0.0" : "0.0" }
    digits.removeFirst(leadingZeros)
    exponent -= leadingZeros
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    let sign = value.sign == .minus ? "-" : ""
    if exponent < -4 || exponent >= 16 {
        let mantissa = digits.count > 1 ? digits.prefix(1) + "." + digits.dropFirst() : digits[...]
        let magnitude = String(exponent.magnitude)
        return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + (magnitude.count < 2 ? "0" : "") + magnitude
    }
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
    if digits.count <= exponent + 1 {
        return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count) + ".0"
    }
    return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
}
