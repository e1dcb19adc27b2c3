import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads lines from a terminal, with editing and a history.
final class LineEditor: Sendable {
    /// How reading a line ended.
    enum Line: Sendable {
        case text(String)
        /// Ctrl-C.
        case interrupted
        /// Ctrl-D on an empty line.
        case end
    }

    private let history: Mutex<LineHistory>

    init(history: LineHistory) { self.history = Mutex(history) }

    func readLine(prompt: String) async -> Line {
        await withCheckedContinuation { continuation in
            // Waiting for a person blocks a thread, which must not be one of those that runs need.
            DispatchQueue.global().async { continuation.resume(returning: self.edit(prompt)) }
        }
    }

    private func edit(_ prompt: String) -> Line {
        var saved = termios()
        guard tcgetattr(0, &saved) == 0 else { return .end }
        var raw = saved
        cfmakeraw(&raw)
        tcsetattr(0, TCSADRAIN, &raw)
        Self.write("\u{1B}[?2004h")
        defer {
            Self.write("\u{1B}[?2004l\r\n")
            tcsetattr(0, TCSADRAIN, &saved)
        }
        var line = LineBuffer()
        var decoder = KeyDecoder()
        var browser = history.withLock { $0.browser }
        show(line, prompt)
        while let byte = Self.readByte() {
            guard let key = decoder.take(byte) else { continue }
            switch key {
            case .enter:
                let text = line.text
                line.set(text)
                show(line, prompt)
                history.withLock { $0.add(text) }
                return .text(text)
            case .interrupt: return .interrupted
            case .endOfInput:
                if line.characters.isEmpty { return .end }
                _ = line.apply(.delete)
            case .up: if let older = browser.older(than: line.text) { line.set(older) }
            case .down: if let newer = browser.newer() { line.set(newer) }
            case .clearScreen: Self.write("\u{1B}[H\u{1B}[2J")
            default: _ = line.apply(key)
            }
            show(line, prompt)
        }
        return .end
    }

    // MARK: - The screen

    /// Shows the part of the line around the cursor, in one row.
    private func show(_ line: LineBuffer, _ prompt: String) {
        let room = max(8, TerminalText.width(of: 2) - prompt.count - 1)
        let shown = line.characters.map(Self.picture)
        var start = 0
        var before = shown[..<line.cursor].reduce(0) { $0 + $1.width }
        while before >= room {
            before -= shown[start].width
            start += 1
        }
        var text = ""
        var width = 0
        for piece in shown[start...] {
            guard width + piece.width <= room else { break }
            text += piece.text
            width += piece.width
        }
        let column = prompt.count + before
        Self.write("\r\u{1B}[K\(prompt)\(text)\r" + (column > 0 ? "\u{1B}[\(column)C" : ""))
    }

    /// A character as it is shown, and how many columns that takes.
    private static func picture(_ character: Character) -> (text: String, width: Int) {
        if character.isNewline { return ("↵", 1) }
        if character == "\t" { return (" ", 1) }
        let text = TerminalText.safe(String(character))
        return (text, text.unicodeScalars.map(TerminalText.width).max() ?? 1)
    }

    private static func write(_ text: String) { Console.steer(text) }

    private static func readByte() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = read(0, &byte, 1)
            if count < 0, errno == EINTR { continue }
            return count == 1 ? byte : nil
        }
    }
}
