#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Text for a terminal: what a model or a tool wrote cannot steer it.
enum TerminalText {
    /// The text with its control characters made visible. Lines and tabs stay.
    static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var result = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" { continue }
            result.append(isHarmful(scalar) ? picture(of: scalar) : scalar)
        }
        return String(result)
    }

    /// The text in one line of at most `width` characters.
    static func line(_ text: String, width: Int) -> String {
        let words = safe(String(text.prefix(4 * width))).split { $0.isNewline || $0 == "\t" || $0 == " " }
        let line = words.joined(separator: " ")
        return line.count <= width && text.count <= 4 * width ? line : line.prefix(max(1, width - 1)) + "…"
    }

    /// Columns of the terminal behind a descriptor; `fallback` where there is none.
    static func width(of descriptor: Int32, fallback: Int = 80) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 10 else { return fallback }
        return Int(size.ws_col)
    }

    /// Columns that a character takes, by Unicode's East Asian Width (UAX #11) as terminals have it.
    static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF,
            0x1B000...0x1B2FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F..<0xA0: true
        // Marks that turn the direction of what follows around.
        case 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        default: "\u{FFFD}"
        }
    }
}

/// Colours, where a person sees them.
struct TerminalStyle: Sendable {
    private let isOn: Bool

    static let output = TerminalStyle(descriptor: 1)
    static let errors = TerminalStyle(descriptor: 2)

    init(descriptor: Int32) {
        isOn =
            isatty(descriptor) == 1 && FilePlace.environment("NO_COLOR") == nil
            && FilePlace.environment("TERM") != "dumb"
    }

    func dim(_ text: String) -> String { wrap(text, "2") }
    func bold(_ text: String) -> String { wrap(text, "1") }
    func red(_ text: String) -> String { wrap(text, "31") }
    func green(_ text: String) -> String { wrap(text, "32") }
    func yellow(_ text: String) -> String { wrap(text, "33") }

    private func wrap(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
